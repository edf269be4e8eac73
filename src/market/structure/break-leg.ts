import type {StudyDefinition} from '../study/study.ts';
import type {StructureBreak} from './breaks.ts';
import {type SeenShift, shiftStudy} from './shift-study.ts';

/** The move that broke structure, as far as it has gone. */
export type BreakLeg = Readonly<{
  shift: StructureBreak;
  /** How far it has gone: of a bull leg the highest high from the breaking bar on. */
  extreme: number;
  /** Whence it came: of a bull leg the lowest low after the broken swing and up to the extreme. */
  origin: number;
}>;

/** The leg of the last break of structure or change of character of the last 50 bars; null while there is none. */
export function breakLeg(): StudyDefinition<BreakLeg | null> {
  return shiftStudy('breakLeg', legOf);
}

function legOf({shift, heading, breakIndex, window}: SeenShift): BreakLeg {
  const {beyond, front, rear} = heading;
  let extremeIndex = breakIndex;
  for (let index = breakIndex + 1; index < window.size; index++) {
    const isFurther = beyond(front(window.bar(index)), front(window.bar(extremeIndex))) >= 0;
    if (isFurther) extremeIndex = index;
  }
  let origin = rear(window.bar(extremeIndex));
  for (let index = extremeIndex - 1; window.bar(index).timeMs > shift.swingTimeMs; index--) {
    const price = rear(window.bar(index));
    if (beyond(price, origin) < 0) origin = price;
  }
  return {shift, extreme: front(window.bar(extremeIndex)), origin};
}
