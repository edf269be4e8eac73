import {closest, distance} from 'fastest-levenshtein';

/** The known word that was probably meant, whatever its case, or undefined when none is near. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const byLowerCase = new Map(known.map((one) => [one.toLowerCase(), one]));
  if (byLowerCase.size === 0) return undefined;
  const lower = word.toLowerCase();
  const best = closest(lower, [...byLowerCase.keys()]);
  const isNear = distance(lower, best) <= Math.max(1, Math.floor(word.length / 3));
  return isNear ? byLowerCase.get(best) : undefined;
}
