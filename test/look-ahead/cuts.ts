import {TIMEFRAME_MS} from '../../src/market/bar.ts';
import type {Quote} from '../../src/market/quote.ts';
import type {Random} from '../../src/ports/random.ts';

/** Where a file is cut, and where whoever has only that much begins to watch it. Both are indexes of quotes. */
export type Cut = Readonly<{
  /** The last quote that is left. */
  atIndex: number;
  /** The first quote that is watched: the first of a minute, for no minute can be known by its end. */
  fromIndex: number;
  /** Whether the bars before it come from the watch before, as after a restart; else from the feed. */
  isRestart: boolean;
  /** Whether what was said is asked again later. */
  isAskedAgain: boolean;
}>;

/** Watched before the cut, at most. */
const MINUTES_MAX = 20;
const RESTART_SHARE = 0.05;
const ASKED_AGAIN_SHARE = 0.25;
/** How far a file goes on after a cut, otherwise than it did. */
const AFTER_MS = 6 * TIMEFRAME_MS.M1;

/** Cuts after quotes of a file, by chance; near beginnings, as in the same minute, are likelier than far ones. */
export function drawCuts(quotes: readonly Quote[], count: number, random: Random): readonly Cut[] {
  const starts = minuteStarts(quotes);
  return Array.from({length: count}, () => {
    const minute = 1 + Math.floor(random.next() * (starts.length - 1));
    const [first = 0, next = quotes.length] = starts.slice(minute, minute + 2);
    // Half of the cuts are after the quote that closes a bar, the others anywhere.
    const atIndex = random.next() < 0.5 ? first : first + Math.floor(random.next() * (next - first));
    const minutesBefore = Math.floor(random.next() ** 2 * Math.min(MINUTES_MAX, minute));
    return {
      atIndex,
      fromIndex: starts[minute - minutesBefore] ?? first,
      isRestart: random.next() < RESTART_SHARE,
      isAskedAgain: random.next() < ASKED_AGAIN_SHARE,
    };
  });
}

/** Indexes of the first quotes of minutes. */
export function minuteStarts(quotes: readonly Quote[]): readonly number[] {
  const starts: number[] = [];
  let minute = Number.NaN;
  for (const [index, {timeMs}] of quotes.entries()) {
    const now = Math.floor(timeMs / TIMEFRAME_MS.M1);
    if (now !== minute) starts.push(index);
    minute = now;
  }
  return starts;
}

/** What comes instead of the rest of a file: its mirror image at the price of the cut, for some minutes. */
export function mirrored(quotes: readonly Quote[], {atIndex}: Cut): readonly Quote[] {
  const last = quotes[atIndex];
  if (last === undefined) return [];
  const after: Quote[] = [];
  for (let index = atIndex + 1; ; index++) {
    const quote = quotes[index];
    if (quote === undefined || (index > atIndex + 1 && quote.timeMs > last.timeMs + AFTER_MS)) return after;
    after.push({...quote, bid: 2 * last.bid - quote.ask, ask: 2 * last.bid - quote.bid});
  }
}
