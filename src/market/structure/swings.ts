import type {StudyDefinition} from '../study/study.ts';
import type {BarWindow, Moment} from './bar-window.ts';
import {DOWN, type Heading, UP} from './heading.ts';
import {checkSwingBars, SWING_BARS, SWING_MEMORY_BARS, swingPoints} from './swing-points.ts';
import {windowStudy} from './window-study.ts';

/** A high above the high before is a higher high, else a lower one; a low below the low before a lower low. */
export type SwingLabel = 'HH' | 'LH' | 'HL' | 'LL';

export type Swing = Moment &
  Readonly<{
    kind: 'high' | 'low';
    price: number;
    /** Undefined when the swing before of its kind is forgotten. */
    label: SwingLabel | undefined;
  }>;

/** Where the swings lead; `range` when they do not agree. */
export type SwingBias = 'up' | 'down' | 'range';

export type Swings = Readonly<{
  /** Newest first, at most 8, of the last 200 bars. */
  highs: readonly Swing[];
  lows: readonly Swing[];
  bias: SwingBias;
}>;

const SWINGS_KEPT = 8;
/** Labels that make the bias, and how many of each of its two kinds it takes. */
const BIAS_LABELS = 6;
const BIAS_OF_EACH = 2;

/**
 * The last swing highs and lows with their labels and the bias. A swing is named `swingBars` bars after its bar,
 * when it has stood out long enough: `barsAgo` is never less.
 */
export function swings(swingBars: number = SWING_BARS): StudyDefinition<Swings> {
  checkSwingBars(swingBars);
  return windowStudy({
    key: `swings(${swingBars})`,
    barsNeeded: SWING_MEMORY_BARS + swingBars,
    barsMin: 2 * swingBars + 1,
    read: (window) => readSwings(window, swingBars),
  });
}

/** The same of a window that may be longer: what is older than 200 bars is not looked at. */
export function readSwings(window: BarWindow, swingBars: number): Swings {
  const highs = labelled(window, UP, swingBars);
  const lows = labelled(window, DOWN, swingBars);
  return {highs: highs.slice(0, SWINGS_KEPT), lows: lows.slice(0, SWINGS_KEPT), bias: biasOf(highs, lows)};
}

/** Newest first. */
function labelled(window: BarWindow, heading: Heading, swingBars: number): Swing[] {
  const points = swingPoints(window, heading, swingBars).filter(
    ({index}) => window.barsAgo(index) < SWING_MEMORY_BARS,
  );
  const [kind, further, nearer] =
    heading === UP ? (['high', 'HH', 'LH'] as const) : (['low', 'LL', 'HL'] as const);
  return points
    .map(({index, price}, place): Swing => {
      const before = points[place - 1];
      const label =
        before === undefined ? undefined : heading.beyond(price, before.price) > 0 ? further : nearer;
      return {kind, price, ...window.moment(index), label};
    })
    .reverse();
}

/**
 * Up with two higher highs and two higher lows among the last six labels, down with two lower of each, else range.
 * A bar that is both high and low has two labels: they count together or not at all.
 */
function biasOf(highs: readonly Swing[], lows: readonly Swing[]): SwingBias {
  const newestFirst = [...highs, ...lows]
    .filter(({label}) => label !== undefined)
    .sort((a, b) => a.barsAgo - b.barsAgo);
  const oldestBarsAgo = newestFirst[BIAS_LABELS - 1]?.barsAgo ?? Infinity;
  const counts = {HH: 0, LH: 0, HL: 0, LL: 0};
  for (const {label, barsAgo} of newestFirst) {
    if (label !== undefined && barsAgo <= oldestBarsAgo) counts[label] += 1;
  }
  if (counts.HH >= BIAS_OF_EACH && counts.HL >= BIAS_OF_EACH) return 'up';
  return counts.LH >= BIAS_OF_EACH && counts.LL >= BIAS_OF_EACH ? 'down' : 'range';
}
