import {type Bar, TIMEFRAME_MS, type Timeframe} from '../bar.ts';
import type {Study} from './study.ts';

type Running<Result> = {readonly study: Study<Result>; bars: number};

/**
 * A study that never forgets, restarted often enough that what it remembers ends.
 *
 * Time is cut into anchors of the length of `settleBars` bars. The first bar of each starts a fresh study beside
 * those that run, and every one of them takes every bar. The youngest that has taken `settleBars` bars answers and
 * those before it are dropped; while none has taken so many, the oldest answers as soon as it can.
 *
 * An anchor holds at most `settleBars` + 1 bars (the one more where a clock is set forward, and days or four hours
 * are shorter), and what began with the anchor after that of the answer has taken fewer than `settleBars`: so the
 * answer began at most 2 · `settleBars` bars ago. It began with the first bar of an anchor, and that is the first also
 * for whoever sees nothing older: so of any history, its last 2 · `settleBars` bars give the same answer, to the last
 * bit.
 *
 * A bar is handed to two studies where bars follow each other, and to at most `settleBars` + 1 where every bar has an
 * anchor to itself.
 */
export class Anchored<Result> implements Study<Result> {
  readonly #settleBars: number;
  readonly #anchorMs: number;
  readonly #fresh: () => Study<Result>;
  /** Oldest first; all but the first have taken fewer than `settleBars` bars. */
  readonly #running: Running<Result>[] = [];
  #anchor = Number.NaN;

  constructor(timeframe: Timeframe, settleBars: number, fresh: () => Study<Result>) {
    this.#settleBars = settleBars;
    this.#anchorMs = settleBars * TIMEFRAME_MS[timeframe];
    this.#fresh = fresh;
  }

  add(bar: Bar): void {
    const anchor = Math.floor(bar.timeMs / this.#anchorMs);
    if (anchor !== this.#anchor) {
      this.#anchor = anchor;
      this.#running.push({study: this.#fresh(), bars: 0});
    }
    for (const one of this.#running) {
      one.study.add(bar);
      one.bars++;
    }
    const youngest = this.#running.findLastIndex(({bars}) => bars >= this.#settleBars);
    if (youngest > 0) this.#running.splice(0, youngest);
  }

  get result(): Result | undefined {
    return this.#running[0]?.study.result;
  }
}
