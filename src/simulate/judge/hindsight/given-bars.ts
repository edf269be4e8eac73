import type {Bar, Timeframe} from '../../../market/bar.ts';
import type {BarMemory} from '../../../ports/store.ts';
import {longerBars} from '../../venue/longer-bars.ts';

/** Those that plans of a simulation look at. */
const LENGTH_MS: Readonly<Partial<Record<Timeframe, number>>> = {M1: 60_000, M5: 300_000};
const MINUTE_MS = 60_000;
/** Of each timeframe; what was told before is no longer what anybody decides by. */
const TOLD_MAX = 4;

type Bars = readonly Bar[];

/** What a process could know of the bars of a symbol at a moment. It never changes. */
export type KnownBars = Readonly<{
  /** Drawn from the quotes that it took; the last one has closed. */
  drawn: Bars;
  /** What it was told of a timeframe: by the memory of an earlier process, and by the feed at several times. */
  told: ReadonlyMap<Timeframe, readonly Bars[]>;
}>;

/**
 * What a process was given to know the bars of a symbol by, kept apart by where it comes from. It says nothing of how
 * a desk puts that together, so that there are several answers, and the right one is among them.
 */
export class GivenBars {
  #known: KnownBars;
  #minute: Bar | undefined;

  /** @param memory Of an earlier process. */
  constructor({closed = {}, minute}: BarMemory = {}) {
    const told = Object.entries(closed) as [Timeframe, Bars][];
    this.#known = {drawn: [], told: new Map(told.map(([timeframe, bars]) => [timeframe, [bars]]))};
    this.#minute = minute;
  }

  get known(): KnownBars {
    return this.#known;
  }

  tell(timeframe: Timeframe, bars: Bars): void {
    const {drawn, told} = this.#known;
    const before = told.get(timeframe) ?? [];
    const list = [...before, bars].slice(-TOLD_MAX);
    this.#known = {drawn, told: new Map([...told, [timeframe, list]])};
  }

  take(bid: number, timeMs: number): void {
    const startMs = Math.floor(timeMs / MINUTE_MS) * MINUTE_MS;
    const minute = this.#minute;
    if (minute === undefined || startMs > minute.timeMs) {
      if (minute !== undefined) this.#known = {...this.#known, drawn: [...this.#known.drawn, minute]};
      this.#minute = {timeMs: startMs, open: bid, high: bid, low: bid, close: bid, ticks: 1};
      return;
    }
    const {high, low, ticks} = minute;
    this.#minute = {
      ...minute,
      high: Math.max(high, bid),
      low: Math.min(low, bid),
      close: bid,
      ticks: ticks + 1,
    };
  }
}

/**
 * Everything that the closed bars of a timeframe can have been for somebody who knew this, oldest first.
 *
 * @param atMs Time of the quote in hand.
 */
export function possibleBars({drawn, told}: KnownBars, timeframe: Timeframe, atMs: number): readonly Bars[] {
  const minutes = [[], ...(told.get('M1') ?? [])].map((base): Bars => [...base, ...laterThan(base, drawn)]);
  if (timeframe === 'M1') return minutes;
  const lengthMs = LENGTH_MS[timeframe];
  if (lengthMs === undefined) throw new Error(`Invariant: plans of a simulation do not look at ${timeframe}`);
  const bases = [[], ...(told.get(timeframe) ?? [])];
  const fromMs = [...(told.get('M1') ?? []).map((base) => base.at(-1)), drawn[0]];
  return minutes.flatMap((list) =>
    bases.flatMap((base): readonly Bars[] => {
      const longer = laterThan(base, longerBars(list, lengthMs)).filter(
        ({timeMs}) => timeMs + lengthMs <= atMs,
      );
      if (base.length > 0) return [[...base, ...longer]];
      // Who was told only minutes draws of them what had not closed then, and nothing from before that.
      return fromMs.map((first) => longer.filter(({timeMs}) => timeMs + lengthMs > (first?.timeMs ?? atMs)));
    }),
  );
}

function laterThan(base: Bars, bars: Bars): Bars {
  const lastMs = base.at(-1)?.timeMs ?? Number.NEGATIVE_INFINITY;
  return bars.filter(({timeMs}) => timeMs > lastMs);
}
