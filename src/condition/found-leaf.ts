import type {StudyNeed} from '../market/study/study.ts';
import type {Leaf} from './leaf.ts';
import {studyLeaf} from './study-leaf.ts';

/** A rule that holds while there is a certain thing among what an analysis found. */
export function foundLeaf<Result, Found>({
  need,
  threshold,
  find,
  tell,
  otherwise,
}: Readonly<{
  need: StudyNeed<Result>;
  threshold: string;
  find: (result: Result) => Found | undefined;
  /** What was found, in words. */
  tell: (found: Found) => string;
  /** What there is instead, in words. */
  otherwise: (result: Result) => string;
}>): Leaf {
  return studyLeaf<readonly [StudyNeed<Result>]>({
    needs: [need],
    threshold,
    holds: ([result]) => find(result) !== undefined,
    observe: ([result]) => {
      const found = find(result);
      return found === undefined ? otherwise(result) : tell(found);
    },
  });
}

/** How long ago something was. Of 0 bars ago is what the bar closed last did. */
export function agoText(barsAgo: number): string {
  if (barsAgo === 0) return 'at the newest bar';
  return barsAgo === 1 ? '1 bar ago' : `${barsAgo} bars ago`;
}

/** Within so many bars, the newest included. */
export function inLastBars(count: number): string {
  return count === 1 ? 'at the newest bar' : `in the last ${count} bars`;
}
