/** What a condition may have been at a moment, as far as anybody can tell afterwards: a bit for each state. */
export type States = number;

export const UNMET = 1;
export const UNKNOWN = 2;
export const MET = 4;

/** Of two numbers that are nearer than this, as a share, nobody says which is greater. */
const TIE_SHARE = 1e-9;

export function negated(states: States): States {
  return (states & UNKNOWN) | (states & MET ? UNMET : 0) | (states & UNMET ? MET : 0);
}

/** Each state that the least of one from each can be; unmet is less than unknown, and that less than met. */
export function leastOf(parts: readonly States[]): States {
  const every = (bits: States) => parts.every((states) => (states & bits) !== 0);
  const some = (bit: States) => parts.some((states) => (states & bit) !== 0);
  return (
    (some(UNMET) ? UNMET : 0) | (some(UNKNOWN) && every(UNKNOWN | MET) ? UNKNOWN : 0) | (every(MET) ? MET : 0)
  );
}

export function greatestOf(parts: readonly States[]): States {
  return negated(leastOf(parts.map(negated)));
}

export function statesOf(isMet: boolean): States {
  return isMet ? MET : UNMET;
}

/** Whether a value is above a level; either may be said of one that is as good as equal. */
export function above(value: number, level: number): States {
  const tie = TIE_SHARE * Math.max(1, Math.abs(value), Math.abs(level));
  return Math.abs(value - level) <= tie ? MET | UNMET : statesOf(value > level);
}
