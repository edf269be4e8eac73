import type {InstrumentBook} from '../../market/instrument.ts';
import type {Quote} from '../../market/quote.ts';
import {hashedChance, seedOf} from './hashed-chance.ts';
import {type Silence, stallAt, weekendAt, weekOf} from './market-hours.ts';
import {swingAt} from './regime.ts';
import {type SimulatedInstrument, simulatedInstrument} from './simulated-instrument.ts';
import {spreadFactor} from './simulated-spread.ts';
import {ValueNoise} from './value-noise.ts';

export type MarketOptions = Readonly<{
  seed: number;
  /** One quote in so many ms, at a moment that varies. */
  tickMs: number;
  /** Multiple of the usual movement. */
  volatility: number;
  /** Whether the market changes between trend, range and volatile. */
  regimes: boolean;
  /** Whether feeds stall and spreads widen. */
  faults: boolean;
  /** No weekends. */
  alwaysOpen: boolean;
  instruments: InstrumentBook;
}>;

const SHORTEST_SWING_MS = 2000;
/** Each twice as long as the one before: from 2 s to 6 days. */
const SWINGS = 19;
/** Longer ones are slow, shorter ones quick: about a quarter of an hour. */
const FIRST_SLOW_SWING = 9;
const DAY_MS = 86_400_000;
/** How far the swing that lasts a day goes; the others as the square root of their length. */
const DAILY_SHARE = 0.01;
const WEEKEND_GAP_SHARE = 0.004;
/**
 * The logarithm of the price never leaves ± this, so that any two quotes, however far apart in time,
 * are nearer than the quote filter's 10 %.
 */
const LOG_PRICE_MAX = 0.045;
/** Quotes come in so many groups per `tickMs`: with hundreds of symbols, a timer for each would cost. */
const JITTER_STEPS = 8;

const STREAMS = {swing: 0, jitter: 940, gap: 941} as const;

/**
 * The market of one symbol, as a function of seed, symbol and time: any process sees the same quotes at
 * the same times, whenever it starts.
 *
 * Quotes are numbered by the `tickMs` they lie in. The price is a sum of smooth random curves of
 * doubling length, each √2 as far as the one before, as a random walk would move.
 */
export class SymbolMarket {
  readonly symbol: string;
  readonly #options: MarketOptions;
  readonly #seed: number;
  readonly #instrument: SimulatedInstrument;
  readonly #scale: number;
  readonly #swings: readonly Readonly<{noise: ValueNoise; share: number}>[];

  constructor(symbol: string, options: MarketOptions) {
    this.symbol = symbol;
    this.#options = options;
    this.#seed = seedOf(options.seed, symbol);
    this.#instrument = simulatedInstrument(symbol, options.seed, options.instruments);
    this.#scale = 10 ** this.#instrument.digits;
    this.#swings = Array.from({length: SWINGS}, (_, swing) => {
      const periodMs = SHORTEST_SWING_MS * 2 ** swing;
      const share =
        DAILY_SHARE * Math.sqrt(periodMs / DAY_MS) * this.#instrument.volatility * options.volatility;
      return {noise: new ValueNoise(this.#seed, STREAMS.swing + swing, periodMs), share};
    });
  }

  get digits(): number {
    return this.#instrument.digits;
  }

  /** When quote number `tick` comes, if it comes: whole ms, growing with the number. */
  timeOfTick(tick: number): number {
    const step = Math.floor(hashedChance(this.#seed, STREAMS.jitter, tick) * JITTER_STEPS);
    return Math.ceil((tick + step / JITTER_STEPS) * this.#options.tickMs);
  }

  /** The first quote after a moment: its number and time. It may be after a weekend. */
  nextTick(afterMs: number): Readonly<{tick: number; timeMs: number}> {
    let tick = Math.floor(afterMs / this.#options.tickMs) - 1;
    for (;;) {
      const timeMs = this.timeOfTick(tick);
      const silence = timeMs > afterMs ? this.#silenceAt(timeMs) : undefined;
      if (timeMs > afterMs && silence === undefined) return {tick, timeMs};
      tick =
        silence === undefined
          ? tick + 1
          : Math.max(tick + 1, Math.floor(silence.toMs / this.#options.tickMs) - 1);
    }
  }

  /** The last quote at a moment or before it. */
  lastTick(atMs: number): Readonly<{tick: number; timeMs: number}> {
    let tick = Math.floor(atMs / this.#options.tickMs) + 1;
    for (;;) {
      const timeMs = this.timeOfTick(tick);
      const silence = timeMs <= atMs ? this.#silenceAt(timeMs) : undefined;
      if (timeMs <= atMs && silence === undefined) return {tick, timeMs};
      tick =
        silence === undefined
          ? tick - 1
          : Math.min(tick - 1, Math.ceil(silence.fromMs / this.#options.tickMs));
    }
  }

  /** Whether a quote that falls on this moment comes. */
  isQuotedAt(timeMs: number): boolean {
    return this.#silenceAt(timeMs) === undefined;
  }

  /** Bid at a moment, in whole points. */
  bidAt(timeMs: number): number {
    const price = this.#instrument.price * Math.exp(this.#logPriceAt(timeMs));
    return Math.max(1, Math.round(price * this.#scale)) / this.#scale;
  }

  quoteAt(timeMs: number, receivedAtMs: number): Quote {
    const bid = this.bidAt(timeMs);
    const factor = this.#options.faults ? spreadFactor(this.#seed, timeMs) : 1;
    const spread = this.#instrument.price * this.#instrument.spreadShare * factor;
    const spreadPoints = Math.max(1, Math.round(spread * this.#scale));
    const ask = (Math.round(bid * this.#scale) + spreadPoints) / this.#scale;
    return {symbol: this.symbol, bid, ask, timeMs, receivedAtMs};
  }

  #logPriceAt(timeMs: number): number {
    const {regimes} = this.#options;
    const {slow, quick} = regimes ? swingAt(this.#seed, timeMs) : {slow: 1, quick: 1};
    let sum = this.#hasWeekends ? this.#gapAt(timeMs) : 0;
    for (let swing = 0; swing < SWINGS; swing++) {
      const curve = this.#swings[swing];
      if (curve === undefined) break;
      // The longest are left alone: a regime of an hour must not move the price of the week.
      const factor = swing < FIRST_SLOW_SWING ? quick : swing < FIRST_SLOW_SWING + 4 ? slow : 1;
      sum += curve.noise.at(timeMs) * curve.share * factor;
    }
    return LOG_PRICE_MAX * Math.tanh(sum / LOG_PRICE_MAX);
  }

  get #hasWeekends(): boolean {
    return !this.#options.alwaysOpen && !this.#instrument.isCrypto;
  }

  #gapAt(timeMs: number): number {
    return WEEKEND_GAP_SHARE * (2 * hashedChance(this.#seed, STREAMS.gap, weekOf(timeMs)) - 1);
  }

  #silenceAt(timeMs: number): Silence | undefined {
    const weekend = this.#hasWeekends ? weekendAt(timeMs) : undefined;
    return weekend ?? (this.#options.faults ? stallAt(this.#seed, timeMs) : undefined);
  }
}
