import {z} from 'zod';
import {type Score, scoreText} from '../market/confluence/score.ts';
import type {StudyNeed} from '../market/study/study.ts';
import type {Leaf} from './leaf.ts';
import {type ResultsOf, studyLeaf} from './study-leaf.ts';

/** A score of 0 to 100, worked out from analyses of bars, is at least so much. It is shown with its parts. */
export function scoreLeaf<const Needs extends readonly StudyNeed[]>({
  needs,
  name,
  atLeast,
  scoreOf,
}: Readonly<{
  needs: Needs;
  /** `confluence for bull`. */
  name: string;
  atLeast: number;
  scoreOf: (results: ResultsOf<Needs>) => Score;
}>): Leaf {
  return studyLeaf<Needs>({
    needs,
    threshold: `${name} ≥ ${atLeast}`,
    holds: (results) => scoreOf(results).score >= atLeast,
    observe: (results) => scoreText(scoreOf(results)),
    distance: (results) => ({away: Math.abs(scoreOf(results).score - atLeast), scale: 100}),
  });
}

/** The least score that is asked for. @param most What the score can be. */
export const scoreParam = (what: string, most: number) =>
  z
    .number()
    .min(0, 'which is below zero; give the least score, 0 or more')
    .max(most, `more than ${what} can be; give ${most} or less`);
