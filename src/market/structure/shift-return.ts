import type {StudyDefinition} from '../study/study.ts';
import type {Moment} from './bar-window.ts';
import type {StructureBreak} from './breaks.ts';
import {type SeenShift, shiftStudy} from './shift-study.ts';

export type ShiftReturn = Readonly<{
  shift: StructureBreak;
  /** The newest bar that came back to the level; undefined when none did. */
  pullback: Moment | undefined;
}>;

/**
 * The last break of structure or change of character, and whether the price came back to its level: a bar whose
 * range is at most `withinAtr` × ATR(14) of that bar away from it, after one that had closed further away. With 0.5
 * it says what `marketStructureShift` does.
 */
export function shiftReturn(withinAtr: number): StudyDefinition<ShiftReturn | null> {
  if (!(withinAtr >= 0)) throw new RangeError(`Invariant: withinAtr is not negative, as ${withinAtr} is`);
  return shiftStudy(`shiftReturn(${withinAtr})`, (seen) => ({
    shift: seen.shift,
    pullback: newestReturn(seen, withinAtr),
  }));
}

function newestReturn(
  {shift, heading, breakIndex, window}: SeenShift,
  withinAtr: number,
): Moment | undefined {
  let newest: Moment | undefined;
  let hasLeft = false;
  for (let index = breakIndex; index < window.size; index++) {
    const {low, high, close} = window.bar(index);
    const reach = withinAtr * (window.atr(index) ?? Number.NaN);
    if (hasLeft && low - shift.level <= reach && shift.level - high <= reach) newest = window.moment(index);
    if (heading.beyond(close, shift.level) > reach) hasLeft = true;
  }
  return newest;
}
