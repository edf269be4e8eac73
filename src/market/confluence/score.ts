import {withoutNoise} from '../price.ts';

/** One thing that a score counts. */
export type ScorePart = Readonly<{
  name: string;
  /** 0 to 100, before it is weighted. */
  value: number;
  /** In percent; those of a score are 100 together. */
  weight: number;
  /** Why, in a few words. */
  why: string;
}>;

export type Score = Readonly<{
  /** 0 to 100. */
  score: number;
  parts: readonly ScorePart[];
}>;

export function weighed(parts: readonly ScorePart[]): Score {
  let sum = 0;
  for (const {value, weight} of parts) sum += weight * value;
  return {score: withoutNoise(sum / 100, 100), parts};
}

/** `62.5: trend 80 (M5 full, …), momentum 50 (…), …`. */
export function scoreText({score, parts}: Score): string {
  const texts = parts.map(({name, value, why}) => `${name} ${withoutNoise(value, 100)} (${why})`);
  return `${score}: ${texts.join(', ')}`;
}
