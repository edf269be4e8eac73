import type {Bar} from './bar.ts';

/**
 * One series of two of the same timeframe, each without a hole, of which the first reaches as far as the second
 * begins: what was given counts as far as it reaches, before and after it what was seen. What was seen before
 * something else was given, and does not reach it, is left out.
 *
 * @param given Oldest first.
 * @param seen Oldest first.
 */
export function joinedBars(given: readonly Bar[], seen: readonly Bar[]): readonly Bar[] {
  const [first, last] = [given[0], given.at(-1)];
  if (first === undefined || last === undefined) return seen;
  const reaches = (seen.at(-1)?.timeMs ?? Number.NEGATIVE_INFINITY) >= first.timeMs;
  const before = reaches ? seen.filter(({timeMs}) => timeMs < first.timeMs) : [];
  return [...before, ...given, ...seen.filter(({timeMs}) => timeMs > last.timeMs)];
}
