import {Big} from 'big.js';
import type {EntryType, Plan} from './plan.ts';

/** One entry of a plan, with everything that its order is made of. */
export type EntryLevel = Readonly<{
  /** From 1. */
  level: number;
  type: EntryType;
  /** Market: middle of the entry gate, null without one. Limit and stop: where the order rests. */
  price: number | null;
  /** Half the width of the gate; null without one. */
  tolerance: number | null;
  /** Share of the plan's volume, as weight of weights. */
  weight: number;
  stopLoss: number | null;
  takeProfit: number | null;
}>;

/** The entries of a plan: its levels, or the one that it has without. */
export function entryLevels({entry, levels, stopLoss, takeProfit}: Plan): readonly EntryLevel[] {
  const {type, price = null, tolerance = null} = entry;
  if (levels === null) return [{level: 1, type, price, tolerance, weight: 1, stopLoss, takeProfit}];
  return levels.map((level, index) => ({
    level: index + 1,
    type,
    price: level.price,
    tolerance,
    weight: level.weight ?? 1,
    stopLoss: level.stopLoss ?? stopLoss,
    takeProfit: level.takeProfit ?? takeProfit,
  }));
}

/** Finer than any broker's step, and coarse enough to write. */
const UNKNOWN_STEP_LOTS = 1e-9;

/**
 * What each level trades: the plan's volume by weight, in whole steps of the instrument. Steps that do
 * not divide go to the levels that lost the largest parts of a step, the first of equals; so the levels
 * together trade the plan's volume, and not a step more.
 *
 * @param stepLots Null where the instrument's step is not known: volumes are then cut at a billionth of a lot.
 * @returns One volume for each weight, 0 where the level's part is less than a step; undefined when the
 *   plan's volume is not a whole number of steps, for no broker takes it then.
 */
export function levelVolumes(
  volumeLots: number,
  weights: readonly number[],
  stepLots: number | null,
): readonly number[] | undefined {
  if (stepLots === null && weights.length === 1) return [volumeLots];
  const step = new Big(stepLots ?? UNKNOWN_STEP_LOTS);
  const steps = new Big(volumeLots).div(step);
  const whole = stepLots === null ? steps.round(0, Big.roundDown) : steps;
  if (!whole.eq(whole.round(0, Big.roundDown))) return undefined;
  const sum = weights.reduce((total, weight) => total.plus(weight), new Big(0));
  const exact = weights.map((weight) => whole.times(weight).div(sum));
  const given = exact.map((part) => part.round(0, Big.roundDown));
  let left = given.reduce((rest, part) => rest.minus(part), whole).toNumber();
  const byLoss = exact
    .map((part, index) => ({index, loss: part.minus(given[index] ?? 0)}))
    .sort((a, b) => b.loss.cmp(a.loss) || a.index - b.index);
  for (const {index} of byLoss) {
    if (left === 0) break;
    given[index] = (given[index] ?? new Big(0)).plus(1);
    left -= 1;
  }
  return given.map((part) => part.times(step).toNumber());
}
