import {closest, distance} from 'fastest-levenshtein';

/** The known word that was probably meant, or undefined when none is near. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const lower = word.toLowerCase();
  const exact = known.find((one) => one.toLowerCase() === lower);
  if (exact !== undefined) return exact;
  const best = closest(word, known);
  return distance(lower, best.toLowerCase()) <= Math.max(1, Math.floor(word.length / 3)) ? best : undefined;
}
