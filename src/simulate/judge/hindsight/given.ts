import type {Bar, Timeframe} from '../../../market/bar.ts';
import type {Quote} from '../../../market/quote.ts';
import type {DeskMemory, PlanMemory} from '../../../ports/store.ts';
import {GivenBars, type KnownBars} from './given-bars.ts';

/** A quote that a process took in hand, and what it could know of bars by then. */
export type Moment = Readonly<{
  bid: number;
  ask: number;
  /** By the clock of its source. */
  quoteMs: number;
  /** By the clock of the process. */
  nowMs: number;
  /** Since the beginning of the run. */
  atMs: number;
  bars: KnownBars;
}>;

/** What a process was given for one symbol since its desk opened. */
export type DeskGiven = Readonly<{
  moments: readonly Moment[];
  /** What its plans had remembered in an earlier process, by their ids. */
  remembered: Readonly<Record<string, PlanMemory>>;
}>;

type Desk = {moments: Moment[]; bars: GivenBars; remembered: DeskGiven['remembered']};

/** Everything by which each process decides about conditions that look back: noted where it comes in. */
export class Given {
  readonly #desks = new Map<string, Desk>();
  /** What was loaded and no desk has taken yet. */
  readonly #loaded = new Map<string, DeskMemory>();

  /** A process has read what an earlier one knew. */
  loaded(process: string, memories: ReadonlyMap<string, DeskMemory>): void {
    for (const [symbol, memory] of memories) this.#loaded.set(nameOf(process, symbol), memory);
  }

  /** A desk opens for a symbol: the first one goes on with what was loaded. */
  opened(process: string, symbol: string): void {
    const name = nameOf(process, symbol);
    const {bars, plans = {}} = this.#loaded.get(name) ?? {};
    this.#loaded.delete(name);
    this.#desks.set(name, {moments: [], bars: new GivenBars(bars), remembered: plans});
  }

  told(process: string, symbol: string, timeframe: Timeframe, bars: readonly Bar[]): void {
    if (bars.length > 0) this.#desks.get(nameOf(process, symbol))?.bars.tell(timeframe, bars);
  }

  /** @param atMs Since the beginning of the run. @param nowMs By the clock of the process. */
  took(
    process: string,
    {symbol, bid, ask, timeMs}: Quote,
    {nowMs, atMs}: Readonly<{nowMs: number; atMs: number}>,
  ): void {
    const desk = this.#desks.get(nameOf(process, symbol));
    if (desk === undefined) return;
    const lastMs = desk.moments.at(-1)?.quoteMs ?? Number.NEGATIVE_INFINITY;
    // No bar is drawn of what no decision may rest on, whoever took it.
    if (bid > 0 && ask >= bid && timeMs >= lastMs) desk.bars.take(bid, timeMs);
    desk.moments.push({bid, ask, quoteMs: timeMs, nowMs, atMs, bars: desk.bars.known});
  }

  of(process: string, symbol: string): DeskGiven {
    return this.#desks.get(nameOf(process, symbol)) ?? {moments: [], remembered: {}};
  }
}

function nameOf(process: string, symbol: string): string {
  return `${process} ${symbol}`;
}
