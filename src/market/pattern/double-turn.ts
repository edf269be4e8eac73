import {nearness, TOLERANCE_DEFAULT, type Tolerance, toleranceKey} from '../liquidity/tolerance.ts';
import {ATR_BARS, type BarWindow, type Moment} from '../structure/bar-window.ts';
import {type Direction, type Heading, opposite} from '../structure/heading.ts';
import {SWING_BARS, type SwingPoint, swingPoints} from '../structure/swing-points.ts';
import {windowStudy} from '../structure/window-study.ts';
import type {StudyDefinition} from '../study/study.ts';
import {type Both, bothDirections} from './both.ts';

/** The first of the two turns is at most so old. */
const WINDOW_BARS = 100;

/** A double bottom, which is bullish, or a double top. The moment is that of the second turn. */
export type DoubleTurn = Moment &
  Readonly<{
    direction: Direction;
    /** The outer of the two turns: the lower bottom, the higher top. */
    level: number;
    /** How far the price went back between them: the top between two bottoms. */
    neckline: number;
    firstTimeMs: number;
    /** Whether a bar after the second turn closed beyond the neckline. */
    isConfirmed: boolean;
  }>;

export type DoubleTurnRules = Readonly<{
  tolerance?: Tolerance;
  /** Least height of the neckline over the inner turn, in ATR(14) of the bar of the second. */
  minDepthAtr?: number;
}>;

/**
 * Double bottom (bull) and double top (bear), of each the newest of the last 100 closed bars; undefined without one.
 *
 * Double bottom: two swing lows (strictly below three bars on each side) that are near each other; the highest price
 * between them is at least `minDepthAtr` above the higher one; and no bar since the first traded below the lower one.
 * Of several pairs that with the newest second low, then that with the newest first.
 */
export function doubleTurn({
  tolerance = TOLERANCE_DEFAULT,
  minDepthAtr = 1,
}: DoubleTurnRules = {}): StudyDefinition<Both<DoubleTurn | undefined>> {
  if (!(minDepthAtr >= 0))
    throw new RangeError(`Invariant: minDepthAtr is not negative, as ${minDepthAtr} is`);
  const barsNeeded = WINDOW_BARS + ATR_BARS;
  return windowStudy({
    key: `doubleTurn(${toleranceKey(tolerance)},${minDepthAtr})`,
    barsNeeded,
    barsMin: barsNeeded,
    read: (window) => bothDirections((heading) => newestPair(window, heading, {tolerance, minDepthAtr})),
  });
}

function newestPair(
  window: BarWindow,
  heading: Heading,
  rules: Required<DoubleTurnRules>,
): DoubleTurn | undefined {
  const newestFirst = swingPoints(window, opposite(heading), SWING_BARS)
    .filter(({index}) => window.barsAgo(index) < WINDOW_BARS)
    .reverse();
  for (const [place, second] of newestFirst.entries()) {
    for (const first of newestFirst.slice(place + 1)) {
      const found = pairOf(window, heading, {first, second, ...rules});
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

type Pair = Readonly<{first: SwingPoint; second: SwingPoint}> & Required<DoubleTurnRules>;

function pairOf(
  window: BarWindow,
  heading: Heading,
  {first, second, tolerance, minDepthAtr}: Pair,
): DoubleTurn | undefined {
  const {beyond, direction, front, rear} = heading;
  const atr = window.atr(second.index);
  if (atr === undefined || !nearness(tolerance, atr)(first.price, second.price)) return undefined;
  const [outer, inner] =
    beyond(first.price, second.price) < 0 ? [first.price, second.price] : [second.price, first.price];
  let neckline = front(window.bar(first.index + 1));
  let isConfirmed = false;
  for (let index = first.index + 1; index < window.size; index++) {
    const bar = window.bar(index);
    if (beyond(rear(bar), outer) < 0) return undefined;
    if (index < second.index && beyond(front(bar), neckline) > 0) neckline = front(bar);
    if (index > second.index && beyond(bar.close, neckline) > 0) isConfirmed = true;
  }
  const depth = beyond(neckline, inner);
  if (depth <= 0 || depth < minDepthAtr * atr) return undefined;
  const firstTimeMs = window.bar(first.index).timeMs;
  return {direction, level: outer, neckline, firstTimeMs, isConfirmed, ...window.moment(second.index)};
}
