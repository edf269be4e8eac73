import {requirePeriod} from '../indicator/definition.ts';
import type {BarWindow, Moment} from '../structure/bar-window.ts';
import type {Direction, Heading} from '../structure/heading.ts';
import {windowStudy} from '../structure/window-study.ts';
import type {StudyDefinition} from '../study/study.ts';
import {type Both, bothDirections} from './both.ts';

/** Bars whose extreme is the level where none is given. */
const LEVEL_BARS = 20;

/** The moment is that of the bar that closed back. */
export type Fakeout = Moment &
  Readonly<{
    direction: Direction;
    level: number;
    /** Open time of the bar that went through the level. */
    pierceTimeMs: number;
  }>;

/** Undefined where there was none. */
export type Fakeouts = Both<Fakeout | undefined>;

/**
 * A break that failed: of each direction the newest one.
 *
 * Bullish: among the last `reversalBars` + 2 closed bars one trades below the level after the bar before it closed at
 * or above it, and one of the `reversalBars` bars after it closes above the level. Without `level` that is the lowest
 * low of the 20 bars before all of those: a bar that makes the level cannot break it. Bearish is the mirror image.
 *
 * @param level For both directions, in price units.
 */
export function fakeout({
  level,
  reversalBars = 5,
}: Readonly<{level?: number | undefined; reversalBars?: number}> = {}): StudyDefinition<Fakeouts> {
  requirePeriod('reversalBars', reversalBars);
  const barsNeeded = LEVEL_BARS + reversalBars + 2;
  return windowStudy({
    key: `fakeout(${level ?? 'extreme'},${reversalBars})`,
    barsNeeded,
    barsMin: barsNeeded,
    read: (window) =>
      bothDirections((heading) =>
        newestFakeout(window, heading, {level: level ?? extremeBefore(window, heading), reversalBars}),
      ),
  });
}

/** The lowest low of the first bars, on the way up. */
function extremeBefore(window: BarWindow, heading: Heading): number {
  let extreme = heading.rear(window.bar(0));
  for (let index = 1; index < LEVEL_BARS; index++) {
    const price = heading.rear(window.bar(index));
    if (heading.beyond(price, extreme) < 0) extreme = price;
  }
  return extreme;
}

function newestFakeout(
  window: BarWindow,
  {direction, beyond, rear}: Heading,
  {level, reversalBars}: Readonly<{level: number; reversalBars: number}>,
): Fakeout | undefined {
  for (let index = window.size - 2; index >= LEVEL_BARS; index--) {
    const isThrough = beyond(rear(window.bar(index)), level) < 0;
    if (!isThrough || beyond(window.bar(index - 1).close, level) < 0) continue;
    const lastBack = Math.min(window.size - 1, index + reversalBars);
    for (let back = index + 1; back <= lastBack; back++) {
      if (beyond(window.bar(back).close, level) <= 0) continue;
      return {direction, level, pierceTimeMs: window.bar(index).timeMs, ...window.moment(back)};
    }
  }
  return undefined;
}
