import type {Bar} from '../bar.ts';
import type {Moment} from '../structure/bar-window.ts';
import type {Direction} from '../structure/heading.ts';
import type {M1Window} from './m1-window.ts';

const LOOKBACK_BARS = 10;
/** Share of the bar's range. */
const WICK_SHARE_ABOVE = 0.6;
/** A body of less than a tenth of the range counts as a tenth, so that a doji has a finite ratio: 10 at most. */
const BODIES_IN_RANGE_MAX = 10;

/** A bar that went somewhere and was thrown back. */
export type RejectionWick = Moment &
  Readonly<{
    side: 'upper' | 'lower';
    /** Where the rejection points: an upper wick down, a lower one up. */
    direction: Direction;
    /** The end of the wick: the bar's high or low. */
    price: number;
    /** Length of the wick in bodies: above 1.5, at most 10 (never a share of the range). */
    wickToBody: number;
    /** Body over range, 0 to below 0.4. */
    bodyShare: number;
  }>;

export type RejectionWicks = Readonly<{
  barTimeMs: number;
  /** Of the last 10 bars, the newest first; a bar has one at most. */
  wicks: readonly RejectionWick[];
}>;

/** A wick of more than 60 % of the range; so the body has less than 40 %. */
export function rejectionWicksOf({bars, newest}: Pick<M1Window, 'bars' | 'newest'>): RejectionWicks {
  const recent = bars.slice(-LOOKBACK_BARS).reverse();
  return {barTimeMs: newest.timeMs, wicks: recent.flatMap((bar, barsAgo) => rejectionOf(bar, barsAgo))};
}

function rejectionOf(bar: Bar, barsAgo: number): readonly RejectionWick[] {
  const {open, high, low, close, timeMs} = bar;
  const range = high - low;
  const body = Math.abs(close - open);
  if (range <= 0) return [];
  const upper = high - Math.max(open, close);
  const lower = Math.min(open, close) - low;
  const [wick, side] = upper > lower ? [upper, 'upper' as const] : [lower, 'lower' as const];
  if (wick / range <= WICK_SHARE_ABOVE) return [];
  const isDoji = body * BODIES_IN_RANGE_MAX < range;
  return [
    {
      side,
      direction: side === 'upper' ? 'bear' : 'bull',
      price: side === 'upper' ? high : low,
      wickToBody: isDoji ? (wick * BODIES_IN_RANGE_MAX) / range : wick / body,
      bodyShare: body / range,
      timeMs,
      barsAgo,
    },
  ];
}
