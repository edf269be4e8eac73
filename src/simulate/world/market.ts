import type {WireTick} from '../../gateway/wire-market.ts';
import type {Quote} from '../../market/quote.ts';
import type {Die} from '../kernel/dice.ts';
import type {Faults} from '../kernel/faults.ts';
import type {Kernel} from '../kernel/kernel.ts';
import type {SimulatedVenue} from '../venue/simulated-venue.ts';

/** What the market of a symbol is like. Prices in points, so that they are exact. */
export type MarketTerms = Readonly<{symbol: string; digits: number; points: number; spreadPoints: number}>;

/** Markets whose contracts are known without a broker. */
export const MARKETS: readonly MarketTerms[] = [
  {symbol: 'XAUUSD', digits: 2, points: 200_000, spreadPoints: 20},
  {symbol: 'EURUSD', digits: 5, points: 110_000, spreadPoints: 12},
  {symbol: 'USDJPY', digits: 3, points: 150_000, spreadPoints: 15},
];

/** How far prices go to either side, as a share. */
export const RANGE = 0.01;

/** One tick, as it was and as it was told. */
export type Told = Readonly<{tick: WireTick; isSound: boolean}>;

/** Older than any quote that may be acted upon. */
const OLD_MS = 11_000;
const TICK_MS = {from: 300, to: 3500};
const REGIME_MS = {from: 15_000, to: 60_000};
/** Of one sweep through the whole range and back. */
const SWEEP_TICKS = 45;
/** For which it lasts, and a little longer. */
export const SWEEP_MS = 1.05 * SWEEP_TICKS * 0.5 * (TICK_MS.from + TICK_MS.to);

export type MarketParts = Readonly<{
  kernel: Kernel;
  faults: Faults;
  venue: SimulatedVenue;
  /** Quotes are about to come that are so old. */
  onOldQuotes: (ageMs: number) => void;
  /** Only moves where it is told to. */
  isStill: boolean;
  /** Tells a tick to everybody who is connected. */
  tell: (told: Told) => void;
}>;

/** One symbol's price, tick by tick: calm, trending and wild by turns, and with all that spoils a feed. */
export class Market {
  readonly terms: MarketTerms;
  readonly #parts: MarketParts;
  readonly #die: Die;
  #points: number;
  #driftPoints = 0;
  #noisePoints = 0;
  #regimeUntilMs = 0;
  #silentUntilMs = 0;
  #frozenUntilMs = 0;
  /** When it falls silent for good, if it does. */
  readonly #lastMs: number;
  #last: WireTick | undefined;
  #price = {bid: 0, ask: 0};
  #laggingUntilMs = 0;
  /** What a lagging source has not sent yet. */
  readonly #backlog: WireTick[] = [];
  /** A tick that is overtaken by the next. */
  #overtaken: Told | undefined;
  #isClosed = false;
  /** Null: by chance. */
  #sweep: number | null = null;

  constructor(parts: MarketParts, terms: MarketTerms, lastMs: number) {
    this.#parts = parts;
    this.terms = terms;
    this.#die = parts.kernel.dice.of(`market ${terms.symbol}`);
    this.#points = terms.points;
    this.#lastMs = lastMs;
    this.#next();
  }

  /** What was told last. */
  get lastTick(): WireTick | undefined {
    return this.#last;
  }

  /** Where the market stands, whoever was told. */
  get price(): Readonly<{bid: number; ask: number}> {
    return this.#price;
  }

  /** From here on the price goes through its whole range, up and down. */
  sweep(): void {
    this.#sweep = 0;
  }

  /** The price is somewhere else from now on. */
  jumpTo(price: number): void {
    this.#points = Math.round(price * 10 ** this.terms.digits);
    if (!this.#isClosed) this.#tick();
  }

  /** The price is somewhere else for one tick. */
  spike(price: number): void {
    const before = this.#points;
    this.jumpTo(price);
    this.#points = before;
  }

  /** No more ticks. */
  close(): void {
    this.#isClosed = true;
  }

  #next(): void {
    if (this.#isClosed) return;
    this.#parts.kernel.after(this.#die.between(TICK_MS.from, TICK_MS.to), () => {
      this.#move();
      this.#tick();
      this.#next();
    });
  }

  #move(): void {
    const {points} = this.terms;
    const reach = points * RANGE;
    if (this.#sweep !== null) {
      // A triangle from where the range ends to where it begins.
      const phase = (this.#sweep % SWEEP_TICKS) / SWEEP_TICKS;
      this.#sweep += 1;
      this.#points = Math.round(points + reach * (phase < 0.5 ? 4 * phase - 1 : 3 - 4 * phase));
      return;
    }
    if (this.#parts.isStill) return;
    const {elapsedMs} = this.#parts.kernel;
    if (elapsedMs >= this.#regimeUntilMs) {
      this.#regimeUntilMs = elapsedMs + this.#die.between(REGIME_MS.from, REGIME_MS.to);
      this.#noisePoints = reach * this.#die.pick([0.005, 0.02, 0.06]);
      this.#driftPoints = reach * this.#die.pick([-0.03, -0.01, 0, 0, 0.01, 0.03]);
    }
    const pull = (points - this.#points) * 0.01;
    this.#points = Math.round(
      this.#points + this.#driftPoints + pull + this.#noisePoints * this.#die.between(-1, 1),
    );
    if (this.#parts.faults.strikes('price gap'))
      this.#points = Math.round(points + reach * this.#parts.faults.dieOf('price gap').between(-1, 1));
  }

  #tick(): void {
    const {kernel, faults, venue} = this.#parts;
    const {symbol, digits, spreadPoints} = this.terms;
    const {elapsedMs} = kernel;
    if (elapsedMs >= this.#lastMs) return;
    const priceOf = (points: number) => Number((points / 10 ** digits).toFixed(digits));
    const spread = spreadPoints * (this.#sweep === null && this.#die.chance(0.05) ? 5 : 1);
    const bid = priceOf(this.#points);
    const ask = priceOf(this.#points + spread);
    this.#price = {bid, ask};
    const timeMs = Math.floor(venue.serverNowMs);
    const quote: Quote = {symbol, bid, ask, timeMs, receivedAtMs: timeMs};
    venue.quote(quote);
    if (faults.strikes('feed silent'))
      this.#silentUntilMs = elapsedMs + faults.dieOf('feed silent').between(5000, 120_000);
    if (elapsedMs < this.#silentUntilMs && !faults.isOver) return;
    if (faults.strikes('feed freezes'))
      this.#frozenUntilMs = elapsedMs + faults.dieOf('feed freezes').between(3000, 60_000);
    if (elapsedMs < this.#frozenUntilMs && !faults.isOver) {
      if (this.#last !== undefined) this.#parts.tell({tick: this.#last, isSound: false});
      return;
    }
    if (faults.strikes('feed lags'))
      this.#laggingUntilMs = elapsedMs + faults.dieOf('feed lags').between(12_000, 90_000);
    this.#backlog.push({symbol, bid, ask, timeMs, n: 1});
    if (elapsedMs < this.#laggingUntilMs && !faults.isOver) return;
    const [oldest] = this.#backlog;
    const ageMs = oldest === undefined ? 0 : timeMs - oldest.timeMs;
    if (ageMs > OLD_MS) this.#parts.onOldQuotes(ageMs);
    for (const tick of this.#backlog.splice(0)) this.#tell(tick);
  }

  #tell(tick: WireTick): void {
    const {faults} = this.#parts;
    const spoiled = this.#spoiled(tick);
    if (spoiled !== undefined) {
      this.#parts.tell({tick: spoiled, isSound: false});
      return;
    }
    this.#last = tick;
    const told = {tick, isSound: true};
    if (this.#overtaken === undefined && faults.strikes('quotes out of order')) {
      this.#overtaken = told;
      return;
    }
    this.#parts.tell(told);
    if (faults.strikes('quote doubled')) this.#parts.tell(told);
    const overtaken = this.#overtaken;
    this.#overtaken = undefined;
    if (overtaken !== undefined) this.#parts.tell({...overtaken, isSound: false});
  }

  #spoiled(tick: WireTick): WireTick | undefined {
    const {faults} = this.#parts;
    if (faults.strikes('quote crossed')) {
      // Both sides within the range, so that nothing but the crossing tells.
      const {bid, ask} = tick;
      return {...tick, bid: ask * 1.004, ask: bid * 0.996};
    }
    if (faults.strikes('quote of nothing')) return {...tick, bid: 0, ask: tick.ask};
    if (faults.strikes('quote stale')) {
      const die = faults.dieOf('quote stale');
      const share = 1 + die.between(-0.008, 0.008);
      const {bid, ask} = tick;
      return {
        ...tick,
        bid: bid * share,
        ask: ask * share,
        timeMs: Math.floor(tick.timeMs - die.between(20_000, 600_000)),
      };
    }
    return undefined;
  }
}
