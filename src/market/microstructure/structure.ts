import {inAtr, type M1Window} from './m1-window.ts';
import type {LastSwings, SwingLevel} from './last-swings.ts';

/** What the last swings draw. */
export type StructureType = 'higherHighs' | 'lowerLows' | 'equal' | 'choppy';

/** Swings of each kind that are compared: two steps. */
const SWINGS = 3;
/** A smaller step is no step: the same share of the ATR below which going beyond a swing is no break. */
const STEP_MIN_ATR = 0.2;

export type Structure = Readonly<{
  barTimeMs: number;
  type: StructureType;
  /** Steps in a row, the newest first, that make the type: 2 or more for `higherHighs` and `lowerLows`, else 0. */
  steps: number;
  /** 0 to 100: 60 and 10 for each step; `equal` 50, `choppy` 30. */
  strength: number;
}>;

type Step = 'up' | 'level' | 'down';

/**
 * Structure by the last three swing highs and lows (strict, two bars each side)
 *
 * `higherHighs`: both steps of the highs go up and no step of the lows goes down. `lowerLows` mirrors it.
 * `equal`: there are three of each, and no step at all; rare, one minute in 2000 on gold, since four steps
 * have to be level at once. Anything else is `choppy`, also where a kind has fewer than two swings. Steps of
 * less than 0.2·ATR(14) are level: a floor in price units would be wide for one instrument and nothing for
 * another.
 */
export function structureOf(window: M1Window, {highs, lows}: LastSwings): Structure {
  const barTimeMs = window.newest.timeMs;
  const [highSteps, lowSteps] = [stepsOf(window, highs), stepsOf(window, lows)];
  const [recentHighs, recentLows] = [highSteps.slice(0, SWINGS - 1), lowSteps.slice(0, SWINGS - 1)];
  const of = (type: StructureType, steps: number, strength: number): Structure => {
    return {barTimeMs, type, steps, strength};
  };
  if (recentHighs.length > 0 && recentLows.length > 0) {
    const rising = runOf(highSteps, 'up');
    const falling = runOf(lowSteps, 'down');
    if (rising >= SWINGS - 1 && !recentLows.includes('down'))
      return of('higherHighs', rising, strengthOf(rising));
    if (falling >= SWINGS - 1 && !recentHighs.includes('up'))
      return of('lowerLows', falling, strengthOf(falling));
    const recent = [...recentHighs, ...recentLows];
    if (recent.length === 2 * (SWINGS - 1) && recent.every((step) => step === 'level'))
      return of('equal', 0, 50);
  }
  return of('choppy', 0, 30);
}

/** From each swing to the next, the newest step first. */
function stepsOf(window: M1Window, newestFirst: readonly SwingLevel[]): readonly Step[] {
  return newestFirst.flatMap(({price}, index) => {
    const before = newestFirst[index + 1];
    if (before === undefined) return [];
    const stepAtr = inAtr(window, price - before.price);
    if (Math.abs(stepAtr) < STEP_MIN_ATR) return ['level'];
    return [stepAtr > 0 ? 'up' : 'down'];
  });
}

function runOf(steps: readonly Step[], step: Step): number {
  const end = steps.findIndex((one) => one !== step);
  return end === -1 ? steps.length : end;
}

function strengthOf(steps: number): number {
  return Math.min(100, 60 + 10 * steps);
}
