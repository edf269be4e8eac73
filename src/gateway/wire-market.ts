import {z} from 'zod';
import {TIMEFRAMES} from '../market/bar.ts';
import type {InstrumentFacts} from '../market/instrument.ts';
import {decimal, symbolName, timeMs} from './wire-values.ts';

/** The last quote of a symbol, and what was left out before it. */
export const wireTick = z.object({
  symbol: symbolName,
  bid: decimal,
  ask: decimal,
  /** By the clock of the server. */
  timeMs,
  /** Quotes since the tick before, this one included; the extremes are of all of them. */
  n: z.number().int().min(1).default(1),
  minBid: decimal.optional(),
  maxBid: decimal.optional(),
  minAsk: decimal.optional(),
  maxAsk: decimal.optional(),
});
export type WireTick = Readonly<z.output<typeof wireTick>>;

/** Facts that are left out are not known. */
export const wireInstrument = z.object({
  symbol: symbolName,
  digits: z.number().int().min(0).max(20).optional(),
  contractSize: decimal.optional(),
  baseCurrency: z.string().optional(),
  quoteCurrency: z.string().optional(),
  volumeStepLots: decimal.optional(),
  volumeMinLots: decimal.optional(),
  stopLevelPoints: z.number().optional(),
  closesAtWeekend: z.boolean().optional(),
});

export function wireInstrumentOf(facts: InstrumentFacts): z.output<typeof wireInstrument>[] {
  if (facts.symbol === undefined) return [];
  return [
    {
      symbol: facts.symbol,
      digits: facts.digits ?? undefined,
      contractSize: facts.contractSize ?? undefined,
      baseCurrency: facts.baseCurrency ?? undefined,
      quoteCurrency: facts.quoteCurrency ?? undefined,
      volumeStepLots: facts.volumeStepLots ?? undefined,
      volumeMinLots: facts.volumeMinLots ?? undefined,
      stopLevelPoints: facts.stopLevelPoints ?? undefined,
      closesAtWeekend: facts.closesAtWeekend ?? undefined,
    },
  ];
}

/** A quote of the past. */
export const wireQuote = z.object({bid: decimal, ask: decimal, timeMs});

export const wireTimeframe = z.enum(TIMEFRAMES);

export const wireBar = z.object({
  timeMs,
  open: decimal,
  high: decimal,
  low: decimal,
  close: decimal,
  ticks: z.number().int().nonnegative(),
});
