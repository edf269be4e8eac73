import type {StudyDefinition} from '../study/study.ts';
import type {BarWindow, Moment} from './bar-window.ts';
import {
  type BreakEvent,
  breakLookback,
  type BreakRules,
  breakRules,
  breakRulesKey,
  findBreaks,
  type FoundBreak,
} from './find-breaks.ts';
import type {Direction} from './heading.ts';
import {windowStudy} from './window-study.ts';

/** A bar that closed beyond a swing that no bar before had broken; `timeMs` and `barsAgo` are that bar's. */
export type StructureBreak = Moment &
  Readonly<{
    event: BreakEvent;
    direction: Direction;
    /** Price of the broken swing. */
    level: number;
    /** Open time of the swing's bar. */
    swingTimeMs: number;
  }>;

/** Breaks of so many bars, the newest included, are told. */
export const BREAK_MEMORY_BARS = 50;

/** Fewest bars that a change of character can be read from */
export const BREAK_BARS_MIN = 20;

/**
 * Breaks of structure and changes of character in the last 50 bars, newest first; of one bar the change of
 * character first, and bull before bear.
 *
 * Break of structure, bull: the bar closes above the swing high confirmed last, by at least 0.2 of the ATR(14), and
 * is the first that does. Change of character, bull: the same by 0.3, and each of the last three swing highs is
 * below the one before. The two are asked independently, so a change of character comes with a break of
 * structure or after it. Bear is the mirror image.
 *
 * Every break that is told with fewer bars than `barsNeeded` is one; others may need older bars.
 */
export function breaks(options: Partial<BreakRules> = {}): StudyDefinition<readonly StructureBreak[]> {
  const rules = breakRules(options);
  return windowStudy({
    key: `breaks(${breakRulesKey(rules)})`,
    barsNeeded: BREAK_MEMORY_BARS + breakLookback(rules),
    barsMin: BREAK_BARS_MIN,
    read: (window) => recentBreaks(window, rules).map((found) => structureBreak(window, found)),
  });
}

/** Those of the last 50 bars, newest first. */
export function recentBreaks(window: BarWindow, rules: BreakRules): FoundBreak[] {
  return findBreaks(window, rules)
    .filter(({index}) => window.barsAgo(index) < BREAK_MEMORY_BARS)
    .sort((a, b) => b.index - a.index);
}

export function structureBreak(
  window: BarWindow,
  {event, heading, swing, index}: FoundBreak,
): StructureBreak {
  const {direction} = heading;
  const swingTimeMs = window.bar(swing.index).timeMs;
  return {event, direction, level: swing.price, swingTimeMs, ...window.moment(index)};
}
