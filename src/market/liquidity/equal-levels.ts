import {requirePeriod} from '../indicator/definition.ts';
import {ATR_BARS} from '../structure/bar-window.ts';
import {DOWN, UP} from '../structure/heading.ts';
import {SWING_BARS, swingPoints} from '../structure/swing-points.ts';
import {windowStudy} from '../structure/window-study.ts';
import type {StudyDefinition} from '../study/study.ts';
import {type EqualLevel, equalTouches} from './clusters.ts';
import {nearness, TOLERANCE_DEFAULT, type Tolerance, toleranceKey} from './tolerance.ts';

export type EqualLevelsRules = Readonly<{
  of: 'highs' | 'lows';
  tolerance?: Tolerance;
  /** How many of the newest closed bars are looked at. */
  windowBars?: number;
}>;

/**
 * Equal highs or lows among the newest closed bars, newest first: swings, strictly beyond three bars
 * on each side and so at least four bars apart, that are within a tolerance of the outermost of them.
 *
 * Whether a level was traded through since is not asked; `liquidityZones` does.
 */
export function equalLevels({
  of,
  tolerance = TOLERANCE_DEFAULT,
  windowBars = 30,
}: EqualLevelsRules): StudyDefinition<readonly EqualLevel[]> {
  requirePeriod('the window of equalLevels', windowBars);
  const heading = of === 'highs' ? UP : DOWN;
  const barsNeeded = Math.max(windowBars + SWING_BARS, ATR_BARS + 1);
  return windowStudy({
    key: `equalLevels(${of},${toleranceKey(tolerance)},${windowBars})`,
    barsNeeded,
    barsMin: barsNeeded,
    read: (window) => {
      const swings = swingPoints(window, heading, SWING_BARS)
        .map(({index, price}) => ({price, ...window.moment(index)}))
        .filter(({barsAgo}) => barsAgo < windowBars);
      return equalTouches(swings, heading, nearness(tolerance, window.atr(window.size - 1)));
    },
  });
}
