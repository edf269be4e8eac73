import type {StudyNeed} from '../market/study/study.ts';
import type {Leaf} from './leaf.ts';
import type {LevelRule} from './level-rule.ts';
import {studyLeaf} from './study-leaf.ts';

/** A number that an analysis gives, compared with levels. */
export function levelLeaf(need: StudyNeed<number>, rule: LevelRule): Leaf {
  return studyLeaf({
    needs: [need],
    threshold: rule.threshold,
    holds: ([value]) => rule.holds(value),
    observe: ([value]) => value,
    distance: ([value]) => rule.distance(value),
  });
}
