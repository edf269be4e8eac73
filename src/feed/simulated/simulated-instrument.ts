import type {InstrumentBook} from '../../market/instrument.ts';
import {hashedChance, seedOf} from './hashed-chance.ts';

/** What the simulated market of one symbol starts from. */
export type SimulatedInstrument = Readonly<{
  /** What the price swings around. */
  price: number;
  digits: number;
  /** Usual ask less bid, as a share of the price. */
  spreadShare: number;
  /** How far it swings, beside gold. */
  volatility: number;
  /** Crypto is traded on weekends too. */
  isCrypto: boolean;
}>;

type Facts = Readonly<{
  price: number;
  digits: number;
  spreadShare: number;
  volatility: number;
  isCrypto?: true;
}>;

/** Round numbers of recent years: it is a demonstration, not a forecast. */
const KNOWN: Readonly<Record<string, Facts>> = {
  XAUUSD: {price: 2000, digits: 2, spreadShare: 1.2e-4, volatility: 1},
  XAGUSD: {price: 25, digits: 3, spreadShare: 8e-4, volatility: 1.5},
  EURUSD: {price: 1.1, digits: 5, spreadShare: 1e-4, volatility: 0.5},
  GBPUSD: {price: 1.27, digits: 5, spreadShare: 1.2e-4, volatility: 0.5},
  AUDUSD: {price: 0.66, digits: 5, spreadShare: 1.8e-4, volatility: 0.6},
  NZDUSD: {price: 0.61, digits: 5, spreadShare: 2e-4, volatility: 0.6},
  USDCAD: {price: 1.36, digits: 5, spreadShare: 1.2e-4, volatility: 0.4},
  USDCHF: {price: 0.88, digits: 5, spreadShare: 1.4e-4, volatility: 0.5},
  USDJPY: {price: 150, digits: 3, spreadShare: 1e-4, volatility: 0.6},
  EURGBP: {price: 0.86, digits: 5, spreadShare: 1.4e-4, volatility: 0.4},
  EURJPY: {price: 163, digits: 3, spreadShare: 1.2e-4, volatility: 0.6},
  GBPJPY: {price: 190, digits: 3, spreadShare: 1.6e-4, volatility: 0.7},
  BTCUSD: {price: 60_000, digits: 2, spreadShare: 2e-4, volatility: 2, isCrypto: true},
  ETHUSD: {price: 3000, digits: 2, spreadShare: 3e-4, volatility: 2.5, isCrypto: true},
  US30: {price: 39_000, digits: 1, spreadShare: 8e-5, volatility: 0.8},
  US500: {price: 5200, digits: 1, spreadShare: 1e-4, volatility: 0.8},
  NAS100: {price: 18_000, digits: 1, spreadShare: 1e-4, volatility: 1},
};

const CRYPTO = /^(?:BTC|ETH|LTC|XRP|SOL|ADA|DOGE|BNB|DOT|AVAX)/i;

const STREAMS = {price: 930, spread: 931} as const;

/** Start of a symbol's market. A broker's ending (XAUUSDm, EURUSD.a) is looked through; others are made up. */
export function simulatedInstrument(symbol: string, seed: number, book: InstrumentBook): SimulatedInstrument {
  const [, known] = Object.entries(KNOWN).find(([name]) => symbol.toUpperCase().startsWith(name)) ?? [];
  const {digits} = book.of(symbol);
  if (known !== undefined)
    return {isCrypto: false, ...known, digits: atLeast(known.price, digits ?? known.digits)};
  const symbolSeed = seedOf(seed, symbol);
  // From 0.5 to 5,000, each order of magnitude equally likely.
  const price = Number((0.5 * 10 ** (4 * hashedChance(symbolSeed, STREAMS.price, 0))).toPrecision(3));
  return {
    price,
    digits: atLeast(price, digits ?? (price < 10 ? 5 : price < 1000 ? 3 : 2)),
    spreadShare: 1e-4 * (1 + 2 * hashedChance(symbolSeed, STREAMS.spread, 0)),
    volatility: 1,
    isCrypto: CRYPTO.test(symbol),
  };
}

/** Digits with which a point is a small part of the price, or rounding alone would make it jump. */
function atLeast(price: number, digits: number): number {
  return Math.max(digits, Math.ceil(Math.log10(1000 / price)));
}
