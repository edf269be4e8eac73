import {bodyOf, bodyRangeOf, rangeOf, rejectedWickOf} from '../pattern/candle.ts';
import {type Both, bothDirections} from '../pattern/both.ts';
import {ATR_BARS, type BarWindow, type Moment} from '../structure/bar-window.ts';
import {type Direction, type Heading, opposite} from '../structure/heading.ts';
import {SWING_BARS, type SwingPoint, swingPoints} from '../structure/swing-points.ts';
import {windowStudy} from '../structure/window-study.ts';
import type {StudyDefinition} from '../study/study.ts';
import {nearness, TOLERANCE_DEFAULT, type Tolerance, toleranceKey} from './tolerance.ts';

/** Grabs of so many bars are told. */
const EVENT_BARS = 5;
/** Before each of them, swings are looked for in so many bars. */
const LEVEL_BARS = 200;
const BODY_SHARE_MIN = 0.1;
const WICK_MIN = 2;

/** A candle whose wick went through a swing and whose body did not. */
export type LiquidityGrab = Moment &
  Readonly<{
    /** Bullish with a lower wick through a swing low, bearish with an upper one through a high. */
    direction: Direction;
    /** The outermost swing that the wick went through. */
    level: number;
    /** Swings near that level, itself included: with two or more it was an equal level. */
    touches: number;
    /** Length of the wick in bodies, above 2. */
    wickRatio: number;
  }>;

/**
 * Liquidity grabs among the last five closed bars, newest first.
 *
 * Bullish: the body is at least 10 % of the range, the lower wick longer than two bodies, and it went below a swing
 * low that the body stayed at or above. The swing was known before the bar, and nothing had traded below it since.
 *
 * @param tolerance Which swings count as touches of one level.
 */
export function liquidityGrab({
  tolerance = TOLERANCE_DEFAULT,
}: Readonly<{tolerance?: Tolerance}> = {}): StudyDefinition<Both<readonly LiquidityGrab[]>> {
  const barsNeeded = LEVEL_BARS + EVENT_BARS + ATR_BARS;
  return windowStudy({
    key: `liquidityGrab(${toleranceKey(tolerance)})`,
    barsNeeded,
    barsMin: barsNeeded,
    read: (window) =>
      bothDirections((heading) => {
        const swings = swingPoints(window, opposite(heading), SWING_BARS);
        const grabs: LiquidityGrab[] = [];
        for (let index = window.size - 1; index >= window.size - EVENT_BARS; index--) {
          const grab = grabAt(window, heading, {index, swings, tolerance});
          if (grab !== undefined) grabs.push(grab);
        }
        return grabs;
      }),
  });
}

type Asked = Readonly<{index: number; swings: readonly SwingPoint[]; tolerance: Tolerance}>;

function grabAt(
  window: BarWindow,
  heading: Heading,
  {index, swings, tolerance}: Asked,
): LiquidityGrab | undefined {
  const {beyond, direction, rear} = heading;
  const bar = window.bar(index);
  const [body, wick] = [bodyOf(bar), rejectedWickOf(bar, heading)];
  if (body === 0 || body < BODY_SHARE_MIN * rangeOf(bar) || wick <= WICK_MIN * body) return undefined;
  const known = swings.filter(
    (swing) => swing.index < index - SWING_BARS && swing.index >= index - LEVEL_BARS,
  );
  // The oldest is the outermost: a later one beyond it would have gone through it.
  const outermost = untouched(window, heading, known, index).find(
    ({price}) => beyond(rear(bar), price) < 0 && beyond(rear(bodyRangeOf(bar)), price) >= 0,
  );
  if (outermost === undefined) return undefined;
  const level = outermost.price;
  const isNear = nearness(tolerance, window.atr(index));
  const touches = known.filter(({price}) => isNear(level, price)).length;
  return {direction, level, touches, wickRatio: wick / body, ...window.moment(index)};
}

/** Swings that no bar between theirs and that one traded beyond. */
function untouched(
  window: BarWindow,
  {beyond, rear}: Heading,
  swings: readonly SwingPoint[],
  beforeIndex: number,
): readonly SwingPoint[] {
  return swings.filter(({index, price}) => {
    for (let later = index + 1; later < beforeIndex; later++) {
      if (beyond(rear(window.bar(later)), price) < 0) return false;
    }
    return true;
  });
}
