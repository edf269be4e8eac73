import type {StudyDefinition} from '../study/study.ts';
import type {BarWindow, Moment} from './bar-window.ts';
import {
  BREAK_BARS_MIN,
  BREAK_MEMORY_BARS,
  recentBreaks,
  type StructureBreak,
  structureBreak,
} from './breaks.ts';
import {breakLookback, type BreakRules, breakRules, breakRulesKey, type FoundBreak} from './find-breaks.ts';
import {windowStudy} from './window-study.ts';

export type MarketStructureShift = Readonly<{
  /** The last break, with its level. */
  shift: StructureBreak;
  /**
   * The newest bar since whose range came back to the level, as near as was asked for, after one that had closed
   * further away; undefined when none did.
   */
  pullback: Moment | undefined;
}>;

/** How near is back, in ATR(14) of the bar that comes back, where nothing else is asked for. */
const PULLBACK_ATR = 0.5;

/**
 * The last break of structure or change of character of the last 50 bars, and whether the price came back to it.
 * Null when there is none, or when the last bar that broke something broke swings in both directions.
 */
export function marketStructureShift({
  pullbackAtr = PULLBACK_ATR,
  ...options
}: Partial<BreakRules & Readonly<{pullbackAtr: number}>> = {}): StudyDefinition<MarketStructureShift | null> {
  if (!(pullbackAtr >= 0))
    throw new RangeError(`Invariant: pullbackAtr is not negative, as ${pullbackAtr} is`);
  const rules = breakRules(options);
  return windowStudy({
    key: `marketStructureShift(${breakRulesKey(rules)},${pullbackAtr})`,
    barsNeeded: BREAK_MEMORY_BARS + breakLookback(rules),
    barsMin: BREAK_BARS_MIN,
    read: (window) => readShift(window, rules, pullbackAtr),
  });
}

function readShift(window: BarWindow, rules: BreakRules, pullbackAtr: number): MarketStructureShift | null {
  const found = recentBreaks(window, rules);
  // Of one bar, the change of character comes first.
  const [last] = found;
  if (last === undefined) return null;
  const isTornApart = found.some(({index, heading}) => index === last.index && heading !== last.heading);
  if (isTornApart) return null;
  return {shift: structureBreak(window, last), pullback: pullbackTo(window, last, pullbackAtr)};
}

function pullbackTo(
  window: BarWindow,
  {heading, swing, index: breakIndex}: FoundBreak,
  pullbackAtr: number,
): Moment | undefined {
  let hasLeft = false;
  let newest: Moment | undefined;
  for (let index = breakIndex; index < window.size; index++) {
    const bar = window.bar(index);
    const reachAtr = pullbackAtr * (window.atr(index) ?? Number.NaN);
    const distance = Math.max(bar.low - swing.price, swing.price - bar.high, 0);
    if (hasLeft && distance <= reachAtr) newest = window.moment(index);
    if (heading.beyond(bar.close, swing.price) > reachAtr) hasLeft = true;
  }
  return newest;
}
