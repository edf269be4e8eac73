import type {Quote} from './quote.ts';
import type {MarketHours} from './session/market-hours.ts';
import {assetClassOf} from './symbol/asset-class.ts';
import type {AssetClass} from './symbol/assets.ts';

/**
 * How far the last quote of an instrument can be relied on.
 *
 * | state        | what it means                                                                          |
 * | ------------ | --------------------------------------------------------------------------------------- |
 * | fresh        | it has just come, or the next one is not due                                             |
 * | late         | the next one is due; nothing is wrong yet                                                |
 * | stale        | none has come for longer than a market that is open is ever silent                       |
 * | frozen       | quotes come, and have all been the same for longer than a market that is open stands still |
 * | marketClosed | by its calendar nobody trades now, whatever is quoted                                     |
 */
export type QuoteState = 'fresh' | 'late' | 'stale' | 'frozen' | 'marketClosed';

/** When a quote counts as what, in ms since it was received (frozen: since one was received that differed). */
export type QuoteAges = Readonly<{lateMs: number; staleMs: number; frozenMs: number}>;

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

const QUICK: QuoteAges = {lateMs: 10 * SECOND_MS, staleMs: MINUTE_MS, frozenMs: 15 * MINUTE_MS};
const STEADY: QuoteAges = {lateMs: 30 * SECOND_MS, staleMs: 5 * MINUTE_MS, frozenMs: 30 * MINUTE_MS};
const SLOW: QuoteAges = {lateMs: MINUTE_MS, staleMs: 15 * MINUTE_MS, frozenMs: 60 * MINUTE_MS};

/** Of the kinds of instruments that there are, by how often they are quoted while their markets are open. */
const AGES: Readonly<Record<AssetClass, QuoteAges>> = {
  fiat: QUICK,
  metal: QUICK,
  crypto: QUICK,
  stablecoin: QUICK,
  index: STEADY,
  energy: STEADY,
  baseMetal: STEADY,
  commodity: SLOW,
  share: SLOW,
  other: SLOW,
};

export function quoteAgesOf(symbol: string): QuoteAges {
  return AGES[assetClassOf(symbol)];
}

/**
 * @param changedAtMs Since when quotes have come without a break that were all the same.
 * @param nowMs By the clock that stamps what is received.
 * @param hours Undefined: it never closes, or nobody knows when.
 */
export function quoteState(
  {receivedAtMs}: Pick<Quote, 'receivedAtMs'>,
  changedAtMs: number,
  nowMs: number,
  {ages, hours}: Readonly<{ages: QuoteAges; hours: MarketHours | undefined}>,
): QuoteState {
  if (hours?.isOpen(nowMs) === false) return 'marketClosed';
  const ageMs = nowMs - receivedAtMs;
  if (ageMs > ages.staleMs) return 'stale';
  if (nowMs - changedAtMs > ages.frozenMs) return 'frozen';
  return ageMs > ages.lateMs ? 'late' : 'fresh';
}

/** Whether an order may rest on it. */
export function isReliable(state: QuoteState): boolean {
  return state === 'fresh' || state === 'late';
}
