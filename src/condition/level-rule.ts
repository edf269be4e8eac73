import {z} from 'zod';
import type {Distance} from './leaf.ts';

/** A value is above one level, below another, or between the two. */
export type Levels = Readonly<{above?: number | undefined; below?: number | undefined}>;

export type LevelRule = Readonly<{
  /** `RSI(14) of M15 > 30 and < 70`. */
  threshold: string;
  holds(value: number): boolean;
  distance(value: number): Distance;
}>;

/** @param name What is compared. */
export function levelRule(name: string, {above, below}: Levels): LevelRule {
  const tests = [
    ...(above === undefined ? [] : [`> ${above}`]),
    ...(below === undefined ? [] : [`< ${below}`]),
  ];
  const holds = (value: number) =>
    (above === undefined || value > above) && (below === undefined || value < below);
  return {
    threshold: `${name} ${tests.join(' and ')}`,
    holds,
    distance: (value) => {
      const ends = [above, below].filter((end) => end !== undefined);
      const away = ends.map((end) => Math.abs(value - end));
      // Where it does not hold only the end that is passed is in the way.
      const blocking = ends.filter((end) => (end === above ? value <= end : value >= end));
      const nearest = holds(value)
        ? Math.min(...away)
        : Math.max(...blocking.map((end) => Math.abs(value - end)));
      return {away: nearest, scale: Math.max(Math.abs(value), ...ends.map(Math.abs))};
    },
  };
}

/**
 * The parameters `above` and `below` of a condition that compares a value; `checkLevels` says what they may be together.
 *
 * @param bounds Levels that make sense.
 */
export function levelShape({from, to, what}: Readonly<{from: number; to: number; what: string}>) {
  const level = (test: string) =>
    z
      .number()
      .min(from, `less than ${what} can be; give ${from} or more`)
      .max(to, `more than ${what} can be; give ${to} or less`)
      .optional()
      .describe(`Holds while ${what} is ${test} this.`);
  return {above: level('above'), below: level('below')};
}

/** One of the two is given, and something is between them. */
export function checkLevels(what: string) {
  return (value: Levels, context: z.core.$RefinementCtx): void => {
    const {above, below} = value;
    if (above !== undefined && below !== undefined && above >= below) {
      const message = `not less than below, which is ${below}; nothing is between them: exchange them, or put two conditions under "any"`;
      context.addIssue({code: 'custom', path: ['above'], message, input: value});
    }
    // What seems to be missing may be what an unknown key was meant to say.
    if (context.issues.some(({code}) => code === 'unrecognized_keys')) return;
    if (above === undefined && below === undefined) {
      const message = `says nothing of ${what}; give above, below or both`;
      context.addIssue({code: 'custom', path: [], message, input: value});
    }
  };
}
