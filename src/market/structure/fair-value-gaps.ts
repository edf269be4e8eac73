import type {StudyDefinition} from '../study/study.ts';
import {ATR_BARS, type BarWindow, type Moment} from './bar-window.ts';
import {type Direction, type Heading, HEADINGS} from './heading.ts';
import {windowStudy} from './window-study.ts';

/** Prices that a bar jumped over: no trade of the bar before or after it was there. Of that bar's time. */
export type FairValueGap = Moment &
  Readonly<{
    /** Bull: the gap was left on the way up. */
    direction: Direction;
    low: number;
    high: number;
    /** Share of the gap that later bars went back into at the deepest, 0 to 1. */
    fill: number;
    /** Width in units of two ATR(14), at most 1. */
    strength: number;
  }>;

export type GapRules = Readonly<{
  /** Least width, in ATR(14) of the bar that completes the gap. */
  minWidthAtr: number;
  /** The bar that jumped is one of so many newest. */
  lookbackBars: number;
}>;

export const GAP_RULES: GapRules = {minWidthAtr: 0.1, lookbackBars: 10};

const FULL_STRENGTH_ATR = 2;

/**
 * Fair value gaps around the last `lookbackBars` bars, newest first. Bull: the low of the bar after is above the
 * high of the bar before. A gap is known one bar after its own, when that bar has closed.
 */
export function fairValueGaps(options: Partial<GapRules> = {}): StudyDefinition<readonly FairValueGap[]> {
  const rules = {...GAP_RULES, ...options};
  const {minWidthAtr, lookbackBars} = rules;
  if (!(Number.isInteger(lookbackBars) && lookbackBars >= 2 && minWidthAtr >= 0)) {
    throw new RangeError(
      'Invariant: gaps have a width that is not negative, and are looked for in 2 bars or more',
    );
  }
  const barsNeeded = lookbackBars + ATR_BARS - 1;
  return windowStudy({
    key: `fairValueGaps(${minWidthAtr},${lookbackBars})`,
    barsNeeded,
    barsMin: ATR_BARS + 1,
    read: (window) => readGaps(window, rules),
  });
}

function readGaps(window: BarWindow, rules: GapRules): FairValueGap[] {
  const gaps: FairValueGap[] = [];
  const oldest = Math.max(1, window.size - rules.lookbackBars);
  for (let index = window.size - 2; index >= oldest; index--) {
    for (const heading of HEADINGS) {
      const gap = gapAt(window, heading, {index, minWidthAtr: rules.minWidthAtr});
      if (gap !== undefined) gaps.push(gap);
    }
  }
  return gaps;
}

function gapAt(
  window: BarWindow,
  heading: Heading,
  {index, minWidthAtr}: Readonly<{index: number; minWidthAtr: number}>,
): FairValueGap | undefined {
  const from = heading.front(window.bar(index - 1));
  const to = heading.rear(window.bar(index + 1));
  const width = heading.beyond(to, from);
  const atr = window.atr(index + 1);
  if (width <= 0 || atr === undefined || width < minWidthAtr * atr) return undefined;
  let deepest = 0;
  for (let later = index + 2; later < window.size; later++) {
    deepest = Math.max(deepest, heading.beyond(to, heading.rear(window.bar(later))));
  }
  return {
    direction: heading.direction,
    low: Math.min(from, to),
    high: Math.max(from, to),
    fill: Math.min(1, deepest / width),
    strength: Math.min(1, width / (FULL_STRENGTH_ATR * atr)),
    ...window.moment(index),
  };
}
