import {type ContractFacts, NO_FACTS} from '../../../market/symbol/contract-facts.ts';
import type {Draw} from '../draw.ts';
import type {KnownInstrument} from './known-instrument.ts';

/** How a made-up broker writes its names, and what it says of its contracts. */
export type BrokerHabits = Readonly<{
  /** Before every name. */
  before: string;
  /** Between base and quote. */
  between: string;
  /** After every name, or after pairs only. */
  after: string;
  isAfterPairsOnly: boolean;
  isLowerCase: boolean;
  /** Contracts are so many of the usual ones: a hundredth on a cent account. */
  factor: number;
  states: Readonly<{sizes: boolean; currencies: boolean; digits: boolean}>;
}>;

/** Endings that name an account or a venue; m is a mini contract elsewhere. */
const ACCOUNT_ENDINGS = [
  ...[
    '.r',
    '.raw',
    '.pro',
    '.ecn',
    '+',
    '#',
    '-',
    '_i',
    '.i',
    '.a',
    '-ECN',
    '.std',
    '.cash',
    'pro',
    'z',
    'r',
  ],
  ...['.sml', '.hw', '-VIP', '.stp', '.e', '_sb', '!', 'M', '.m', 'm'],
];
const CENT_ENDINGS = ['c', '.c', 'C', 'cent', '.cent'];

/** Letters that make no word of another contract. */
const OWN_LETTERS = 'b d h j k q s v w z'.split(' ');

export function drawHabits(draw: Draw): BrokerHabits {
  const isCent = draw.isTrue(0.12);
  const states = {sizes: draw.isTrue(0.5), currencies: draw.isTrue(0.5), digits: draw.isTrue(0.4)};
  const after = isCent ? draw.one(CENT_ENDINGS) : drawEnding(draw);
  const before = draw.isTrue(0.05) ? draw.one(['.', 'fx', 'i', '#']) : '';
  // EUR/USDC would be another pair; and in small letters nobody could tell where the name begins.
  const isBareCapital = /^[A-Z]/.test(after);
  const isLowerCase = !/[a-z]/i.test(before + after) && draw.isTrue(0.1);
  return {
    before,
    between: !isBareCapital && draw.isTrue(0.2) ? draw.one(['/', '-', '_']) : '',
    after,
    isAfterPairsOnly: after !== '' && !isCent && draw.isTrue(0.2),
    isLowerCase,
    factor: isCent && draw.isTrue(0.7) ? 0.01 : 1,
    states,
  };
}

function drawEnding(draw: Draw): string {
  if (draw.isTrue(0.35)) return '';
  if (draw.isTrue(0.75)) return draw.one(ACCOUNT_ENDINGS);
  return `.${draw.some(OWN_LETTERS, 2).join('')}`;
}

/**
 * The name of an instrument at such a broker.
 *
 * @param ownName What it is listed as instead of base and quote; null for those.
 */
export function symbolOf(instrument: KnownInstrument, habits: BrokerHabits, ownName: string | null): string {
  const {before, after, isAfterPairsOnly} = habits;
  const {kind} = instrument;
  const isPair = kind === 'currency' || kind === 'metal';
  return before + coreOf(instrument, habits, ownName) + (isAfterPairsOnly && !isPair ? '' : after);
}

/** The name without what stands before and after. */
export function coreOf(
  {name, kind, base, quote}: KnownInstrument,
  {between, isLowerCase}: BrokerHabits,
  ownName: string | null,
): string {
  const isPair = kind === 'currency' || kind === 'metal' || kind === 'coin';
  const core = ownName ?? (isPair ? base + between + quote : name);
  return isLowerCase ? core.toLowerCase() : core;
}

/** What the broker says of a contract that is so many of the usual ones. */
export function factsOf(instrument: KnownInstrument, habits: BrokerHabits, multiple = 1): ContractFacts {
  const {states, factor} = habits;
  const {kind, base, quote, contractSize, digits} = instrument;
  const hasBase = kind === 'currency' || kind === 'metal' || kind === 'coin';
  return {
    ...NO_FACTS,
    digits: states.digits ? digits : null,
    contractSize: states.sizes ? contractSize * factor * multiple : null,
    // Contracts for difference have no currency of their own: terminals then give that of the price.
    baseCurrency: states.currencies ? (hasBase ? base : quote) : null,
    quoteCurrency: states.currencies ? quote : null,
  };
}

/** The habits in a few words. */
export function habitsText(habits: BrokerHabits): string {
  const {before, between, after, isAfterPairsOnly, isLowerCase, factor, states} = habits;
  const stated = Object.entries(states).flatMap(([what, isStated]) => (isStated ? [what] : []));
  const name = `${before}EUR${between}USD${after}`;
  return [
    isLowerCase ? name.toLowerCase() : name,
    ...(isAfterPairsOnly ? ['pairs only'] : []),
    ...(factor === 1 ? [] : ['cent account']),
    stated.length === 0 ? 'no facts' : `with ${stated.join(' and ')}`,
  ].join(', ');
}
