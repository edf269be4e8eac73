import {NO_FACTS} from '../../../market/symbol/contract-facts.ts';
import type {Draw} from '../draw.ts';
import {type BrokerHabits, coreOf, factsOf, symbolOf} from './broker-habits.ts';
import type {KnownInstrument} from './known-instrument.ts';
import type {Entry} from './made-list.ts';

type MarkedKind = Readonly<{
  kinds: readonly KnownInstrument['kind'][];
  /** What is written after the name, each a usual mark of such contracts. */
  marks: readonly string[];
  /** Its contract as a multiple of the instrument's own. */
  multiple: number;
}>;

const MARKED_KINDS: Readonly<Record<string, MarkedKind>> = {
  gram: {kinds: ['metal'], marks: ['gr', '_gr', '.gram', 'gram'], multiple: 0.01},
  ounce: {kinds: ['metal'], marks: ['oz', '.oz', '_oz'], multiple: 0.01},
  mini: {kinds: ['currency', 'metal', 'index'], marks: ['mini', '.mini', '_mini', '-Mini'], multiple: 0.1},
  micro: {kinds: ['currency', 'metal'], marks: ['micro', '.micro', '_micro'], multiple: 0.01},
  multiple: {
    kinds: ['index', 'currency', 'metal', 'coin'],
    marks: ['_x10', '_x10m', 'x100', '.x10'],
    multiple: 10,
  },
  future: {
    kinds: ['index', 'energy', 'metal'],
    marks: ['-F', '_Z5', '-Z25', '_H6', '_250328', '.fut'],
    multiple: 1,
  },
  perpetual: {kinds: ['coin'], marks: ['-PERP', 'PERP', '_PERP', '.swap'], multiple: 1},
  overTheCounter: {kinds: ['currency', 'metal'], marks: ['_otc', '-OTC', '.otc'], multiple: 1},
  weekend: {kinds: ['currency', 'index', 'coin'], marks: ['.weekend', '_wknd'], multiple: 1},
};

/** Contracts of one kind, under one mark, that look like these instruments. */
export function drawMarked(
  instruments: readonly KnownInstrument[],
  habits: BrokerHabits,
  draw: Draw,
): readonly Entry[] {
  const [what, {kinds, marks, multiple}] = draw.one(Object.entries(MARKED_KINDS));
  const mark = draw.one(marks);
  const fitting = instruments.filter(({kind}) => kinds.includes(kind));
  return draw.some(fitting, draw.isTrue(0.3) ? draw.number(2, 4) : 1).map((instrument) => ({
    symbol: `${habits.before}${coreOf(instrument, habits, null)}${mark}`,
    facts: factsOf(instrument, habits, multiple),
    identity: `${what} of ${instrument.name}`,
  }));
}

/**
 * Contracts that are written as the instruments are, and of which only the stated facts tell that they are
 * others: in another currency, or of another size.
 */
export function drawContradicted(
  instruments: readonly KnownInstrument[],
  habits: BrokerHabits,
  draw: Draw,
): readonly Entry[] {
  const [instrument] = draw.some(instruments, 1);
  if (instrument === undefined) return [];
  const {name, kind, quote, ownNames} = instrument;
  const facts = factsOf(instrument, habits);
  const symbol = symbolOf(instrument, habits, kind === 'energy' ? draw.one(ownNames) : null);
  if (habits.states.currencies && draw.isTrue(0.5)) {
    const other = quote === 'EUR' ? 'GBP' : 'EUR';
    // Its base says nothing, as with most contracts for difference.
    const inOther = {...facts, baseCurrency: other, quoteCurrency: other};
    return [{symbol, facts: inOther, identity: `${name} in ${other}`, isNamesake: true}];
  }
  // Sizes of the rest differ between brokers, and with nothing after the name it would be the plain name.
  const isOfKnownSize = kind === 'currency' || name === 'XAUUSD';
  if (!habits.states.sizes || !isOfKnownSize || habits.after === '') return [];
  return [{symbol, facts: factsOf(instrument, habits, 0.1), identity: `a tenth of ${name}`}];
}

/** Other things whose names hold a known one: wrapped coins, thousands, tokens, companies. */
export function drawStranger({before, after, isLowerCase}: BrokerHabits, draw: Draw): Entry {
  const coin = (name: string): Entry => {
    const symbol = before + (isLowerCase ? name.toLowerCase() : name) + after;
    return {symbol, facts: NO_FACTS, identity: `the coin ${name}`};
  };
  const other = (symbol: string, identity: string): Entry => ({symbol, facts: NO_FACTS, identity});
  return draw.one([
    ...['WBTCUSD', 'STETHUSD', '1000PEPEUSD', '1000SHIBUSDT', 'BTCUPUSDT', 'ETHUSDT', 'BTCUSDT'].map(coin),
    other('#GOLD', 'the share of Barrick'),
    other('GOLD.US', 'the share of Barrick'),
    other('#DOW', 'the share of Dow'),
    other('BTC/USDT:USDT', 'the perpetual BTC/USDT'),
    other('kPEPEUSDT', 'a thousand PEPE/USDT'),
    other('ETHBTCUSDT', 'an unknown pair'),
  ]);
}
