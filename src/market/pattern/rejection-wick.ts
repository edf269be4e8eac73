import type {Bar} from '../bar.ts';
import {windowStudy} from '../structure/window-study.ts';
import type {StudyDefinition} from '../study/study.ts';
import {type Both, bothDirections} from './both.ts';
import {bodyOf, rangeOf, rejectedWickOf} from './candle.ts';

/** A body counts as at least this share of its candle's range, so that a doji has no endless ratio. */
const BODY_SHARE_MIN = 0.1;

export type RejectionWick = Readonly<{
  /** Whether the wick is long enough: the lower one for a buy, the upper one for a sell. */
  isRejected: Both<boolean>;
  /** Length of that wick in bodies: 0 to 10. */
  ratio: Both<number>;
  timeMs: number;
}>;

/**
 * Long wicks of the newest closed bar: the price went there and was sent back. Both can be long at once, as those of
 * a spinning top.
 *
 * Rule: wick ≥ `minRatio` × body, with a body smaller than 10 % of the range counted as 10 %.
 *
 * @param minRatio Above zero; above 10 nothing is long enough.
 */
export function rejectionWick(minRatio = 2): StudyDefinition<RejectionWick> {
  if (!(minRatio > 0)) throw new RangeError(`Invariant: minRatio is above zero, and was ${minRatio}`);
  return windowStudy({
    key: `rejectionWick(${minRatio})`,
    barsNeeded: 1,
    barsMin: 1,
    read: (window) => wickOf(window.bar(0), minRatio),
  });
}

function wickOf(bar: Bar, minRatio: number): RejectionWick {
  const body = Math.max(bodyOf(bar), BODY_SHARE_MIN * rangeOf(bar));
  // A bar of one price has no wick.
  const ratio = bothDirections((heading) => (body === 0 ? 0 : rejectedWickOf(bar, heading) / body));
  const isRejected = bothDirections(({direction}) => ratio[direction] >= minRatio);
  return {isRejected, ratio, timeMs: bar.timeMs};
}
