import {requirePeriod} from '../indicator/definition.ts';
import {ATR_BARS, type BarWindow} from '../structure/bar-window.ts';
import {DOWN, type Heading, UP} from '../structure/heading.ts';
import {SWING_BARS, swingPoints} from '../structure/swing-points.ts';
import {windowStudy} from '../structure/window-study.ts';
import type {StudyDefinition} from '../study/study.ts';
import type {EqualLevel} from './clusters.ts';
import {nearness, TOLERANCE_DEFAULT, type Tolerance, toleranceKey} from './tolerance.ts';
import {standingLevels, touchedExtreme} from './touched-levels.ts';

/** A level with how it came about: equal swings, or the extreme of the window. */
export type LiquidityLevel = EqualLevel & Readonly<{kind: 'equal' | 'extreme'}>;

/** Levels beyond which orders are likely to rest and have not been taken; the newest touch first. */
export type LiquidityZones = Readonly<{highs: readonly LiquidityLevel[]; lows: readonly LiquidityLevel[]}>;

export type ZoneRules = Readonly<{
  tolerance: Tolerance;
  /** How many of the newest closed bars are looked at. */
  windowBars: number;
}>;

export const ZONE_RULES: ZoneRules = {tolerance: TOLERANCE_DEFAULT, windowBars: 200};

/**
 * Liquidity zones of the last closed bars: equal swings, and the highest high and lowest low where
 * the market came near them at least twice. The previous day's are `previousDay`.
 */
export function liquidityZones(given: Partial<ZoneRules> = {}): StudyDefinition<LiquidityZones> {
  const rules = {...ZONE_RULES, ...given};
  requirePeriod('the window of liquidityZones', rules.windowBars);
  // The oldest bar that counts needs its ATR.
  const barsNeeded = rules.windowBars + ATR_BARS;
  return windowStudy({
    key: `liquidityZones(${zoneRulesKey(rules)})`,
    barsNeeded,
    barsMin: barsNeeded,
    read: (window) => ({highs: levelsAlong(window, UP, rules), lows: levelsAlong(window, DOWN, rules)}),
  });
}

/** The rules in the key of a study. */
export function zoneRulesKey({tolerance, windowBars}: ZoneRules): string {
  return `${toleranceKey(tolerance)},${windowBars}`;
}

function levelsAlong(
  window: BarWindow,
  heading: Heading,
  {tolerance, windowBars}: ZoneRules,
): readonly LiquidityLevel[] {
  const isNear = nearness(tolerance, window.atr(window.size - 1));
  const looked = {window, heading, windowBars, isNear};
  const swings = swingPoints(window, heading, SWING_BARS).map(({index, price}) => ({
    price,
    ...window.moment(index),
  }));
  const levels = standingLevels(swings, looked).map((level) => ({...level, kind: 'equal' as const}));
  const extreme = touchedExtreme(looked);
  // The outermost of equal swings may be the extreme: that is one level.
  if (extreme === undefined || levels.some(({price}) => price === extreme.price)) return levels;
  return [...levels, {...extreme, kind: 'extreme' as const}].sort((a, b) => a.barsAgo - b.barsAgo);
}
