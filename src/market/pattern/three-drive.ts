import {distanceAtMost} from '../price.ts';
import type {BarWindow, Moment} from '../structure/bar-window.ts';
import {type Direction, type Heading, opposite} from '../structure/heading.ts';
import {type SwingPoint, swingPoints} from '../structure/swing-points.ts';
import {windowStudy} from '../structure/window-study.ts';
import type {StudyDefinition} from '../study/study.ts';
import {type Both, bothDirections} from './both.ts';

/** A drive ends with a swing that stands out from so many bars on each side. */
const SWING_BARS = 5;
/** The first drive ended at most so long ago. */
const WINDOW_BARS = 100;
/** What the last leg may be of the one before. */
const LEG_RATIOS = [1, 1.272, Math.SQRT2, 1.618] as const;
/** What the pause before the last leg may be of the leg before it. */
const RETRACEMENTS = [0.618, 0.786] as const;

/** The moment is that of the third drive. */
export type ThreeDrive = Moment &
  Readonly<{
    /** Three drives down are bullish. */
    direction: Direction;
    /** Where the drives ended, oldest first. */
    drives: readonly [number, number, number];
    legRatio: number;
    retracement: number;
  }>;

export type ThreeDriveRules = Readonly<{
  /** How far the first two drives may be from the third, as a share of its price. */
  driveTolerance?: number;
  /** How far a ratio may be from the one that it should be. */
  ratioTolerance?: number;
}>;

/**
 * Three drives, of each direction that of the newest three swings; undefined where they are none.
 *
 * Bullish: the three newest swing lows among the last 100 closed bars are each below the one before, and within
 * `driveTolerance` of the last. A leg goes from the highest price between two of them down to the second. The last
 * leg is 1, 1.272, √2 or 1.618 of the one before, and the rise before it 0.618 or 0.786 of that one, each within
 * `ratioTolerance`. No bar since traded below the third low. Bearish is the mirror image.
 */
export function threeDrive({
  driveTolerance = 0.01,
  ratioTolerance = 0.1,
}: ThreeDriveRules = {}): StudyDefinition<Both<ThreeDrive | undefined>> {
  const barsNeeded = WINDOW_BARS + SWING_BARS;
  return windowStudy({
    key: `threeDrive(${driveTolerance},${ratioTolerance})`,
    barsNeeded,
    barsMin: barsNeeded,
    read: (window) =>
      bothDirections((heading) => drivesAlong(window, heading, {driveTolerance, ratioTolerance})),
  });
}

function drivesAlong(
  window: BarWindow,
  heading: Heading,
  {driveTolerance, ratioTolerance}: Required<ThreeDriveRules>,
): ThreeDrive | undefined {
  const {beyond, direction, rear} = heading;
  const ends = swingPoints(window, opposite(heading), SWING_BARS).filter(
    ({index}) => window.barsAgo(index) < WINDOW_BARS,
  );
  const [first, second, third] = ends.slice(-3);
  if (first === undefined || second === undefined || third === undefined) return undefined;
  const within = driveTolerance * Math.abs(third.price);
  const isDriven = beyond(second.price, first.price) < 0 && beyond(third.price, second.price) < 0;
  if (!isDriven || !distanceAtMost(first.price, third.price, within)) return undefined;
  for (let index = third.index + 1; index < window.size; index++) {
    if (beyond(rear(window.bar(index)), third.price) < 0) return undefined;
  }
  const leg = beyond(turnBetween(window, heading, first, second), second.price);
  const rise = beyond(turnBetween(window, heading, second, third), second.price);
  const lastLeg = beyond(turnBetween(window, heading, second, third), third.price);
  const [legRatio, retracement] = [lastLeg / leg, rise / leg];
  const isOneOf = (ratio: number, targets: readonly number[]) =>
    targets.some((target) => distanceAtMost(ratio, target, ratioTolerance));
  if (!isOneOf(legRatio, LEG_RATIOS) || !isOneOf(retracement, RETRACEMENTS)) return undefined;
  const drives = [first.price, second.price, third.price] as const;
  return {direction, drives, legRatio, retracement, ...window.moment(third.index)};
}

/** The highest price between two lows, on the way up. */
function turnBetween(window: BarWindow, {beyond, front}: Heading, from: SwingPoint, to: SwingPoint): number {
  let turn = front(window.bar(from.index + 1));
  for (let index = from.index + 2; index < to.index; index++) {
    const price = front(window.bar(index));
    if (beyond(price, turn) > 0) turn = price;
  }
  return turn;
}
