import type {BarWindow} from '../structure/bar-window.ts';
import {windowStudy} from '../structure/window-study.ts';
import type {StudyDefinition} from '../study/study.ts';

/** Counting ends here; a longer row has no other meaning. */
export const INSIDE_BARS_MAX = 20;

export type InsideBars = Readonly<{
  /** 0 to `INSIDE_BARS_MAX`: how many bars up to the newest lie strictly inside the bar before them. */
  count: number;
  timeMs: number;
}>;

/** Successive inside bars that end with the newest closed bar: each high lower, each low higher. */
export function insideBars(): StudyDefinition<InsideBars> {
  return windowStudy({
    key: 'insideBars',
    barsNeeded: INSIDE_BARS_MAX + 1,
    barsMin: INSIDE_BARS_MAX + 1,
    read: (window) => {
      let count = 0;
      while (count < INSIDE_BARS_MAX && isInside(window, window.size - 1 - count)) count++;
      return {count, timeMs: window.bar(window.size - 1).timeMs};
    },
  });
}

function isInside(window: BarWindow, index: number): boolean {
  const bar = window.bar(index);
  const before = window.bar(index - 1);
  return bar.high < before.high && bar.low > before.low;
}
