import {TIMEFRAME_MS} from '../../market/bar.ts';
import type {Quote} from '../../market/quote.ts';

/** Which minutes had quotes: what a plan on bars could rest on, reckoned from what was sent and from nothing else. */
export class SaidMinutes {
  readonly #beginMs: number;
  /** When minutes with quotes began, by symbol, in order. */
  readonly #startsMs = new Map<string, number[]>();
  readonly #lastMs = new Map<string, number>();

  /** @param beginMs Until then there were quotes in every minute. */
  constructor(beginMs: number) {
    this.#beginMs = beginMs;
  }

  note({symbol, timeMs}: Pick<Quote, 'symbol' | 'timeMs'>): void {
    const starts = this.#startsMs.get(symbol) ?? [];
    this.#startsMs.set(symbol, starts);
    const startMs = minuteOf(timeMs);
    if (startMs > (starts.at(-1) ?? Number.NEGATIVE_INFINITY)) starts.push(startMs);
    this.#lastMs.set(symbol, Math.max(timeMs, this.lastMs(symbol)));
  }

  /** Time of the last quote of a symbol. */
  lastMs(symbol: string): number {
    return this.#lastMs.get(symbol) ?? this.#beginMs;
  }

  /** Whether a minute had quotes. */
  has(symbol: string, startMs: number): boolean {
    return startMs < minuteOf(this.#beginMs) || this.#startsMs.get(symbol)?.includes(startMs) === true;
  }

  /** How long ago the newest minute had begun that was closed at a time. */
  newestAgeMs(symbol: string, atMs: number): number {
    const formingMs = minuteOf(atMs);
    const newest = this.#startsMs.get(symbol)?.findLast((startMs) => startMs < formingMs);
    return atMs - (newest ?? minuteOf(this.#beginMs) - TIMEFRAME_MS.M1);
  }
}

function minuteOf(timeMs: number): number {
  return Math.floor(timeMs / TIMEFRAME_MS.M1) * TIMEFRAME_MS.M1;
}
