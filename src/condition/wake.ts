import type {Timeframe} from '../market/bar.ts';
import type {QuoteLine} from '../market/quote.ts';

/**
 * When a condition must be asked again. Until then its verdict cannot change, so nobody looks.
 *
 * Boundaries are conservative: a wake may come too early (the evaluator then answers as before and
 * gives a new wake), never too late.
 */
export type Wake =
  /** When the line reaches the boundary or goes beyond it. */
  | Readonly<{on: 'line'; line: QuoteLine; direction: 'up' | 'down'; boundary: number}>
  /** At the first quote at or after this time. */
  | Readonly<{on: 'time'; atMs: number}>
  /** At the quote that closes a bar of this timeframe. */
  | Readonly<{on: 'bar'; timeframe: Timeframe}>
  /** At the next quote, whatever it says. */
  | Readonly<{on: 'quote'}>;

/** What a plan waits for: the first of these. An empty list never comes. */
export type Wakes = readonly Wake[];

export const AT_NEXT_QUOTE: Wakes = [{on: 'quote'}];
export const NEVER: Wakes = [];

const RANK: Readonly<Record<Wake['on'], number>> = {time: 1, line: 2, bar: 3, quote: 5};

/**
 * How often a wait is likely to end: the fewer and rarer its wakes, the better the wait. Spread moves
 * with every quote, a bar closes when its time has come, a price boundary is far away most of the time, a clock time is
 * known.
 */
function restlessness(wakes: Wakes): number {
  let worst = 0;
  for (const wake of wakes) {
    const rank = wake.on === 'line' && wake.line === 'spread' ? 4 : RANK[wake.on];
    worst = Math.max(worst, rank);
  }
  return worst * 1000 + wakes.length;
}

/**
 * Of several waits that each must end before anything can change, the one least likely to. Of none:
 * nothing stands in the way, so the next quote may bring the change.
 */
export function calmest(waits: readonly Wakes[]): Wakes {
  let best: Wakes | undefined;
  for (const wakes of waits) {
    if (best === undefined || restlessness(wakes) < restlessness(best)) best = wakes;
  }
  return best ?? AT_NEXT_QUOTE;
}

/** Of several waits each of which may bring the change: all of them. */
export function firstOf(waits: readonly Wakes[]): Wakes {
  const all = waits.flat();
  return all.some((wake) => wake.on === 'quote') ? AT_NEXT_QUOTE : all;
}
