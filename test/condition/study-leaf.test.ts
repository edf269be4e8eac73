import {describe, expect, it} from 'vitest';
import {studyLeaf} from '../../src/condition/study-leaf.ts';
import {readStudy} from '../../src/market/study/read-study.ts';
import type {StudyNeed} from '../../src/market/study/study.ts';
import {studyKey} from '../../src/market/study/study-book.ts';
import {aView} from './views.ts';

const NEED: StudyNeed<number> = {
  timeframe: 'M5',
  definition: {key: 'test', barsNeeded: 1, create: () => ({add: () => undefined, result: undefined})},
};

function observedOf(result: number | string) {
  const leaf = studyLeaf({needs: [NEED], threshold: 'any', holds: () => true, observe: () => result});
  const seen = {results: new Map([[studyKey(NEED), result]]), barTimesMs: {M5: 5}};
  const view = aView({
    study: (need) => readStudy(need, seen, {atMs: 5, hours: undefined, whyTooFew: 'tooFewBars'}),
  });
  return leaf.observe(view);
}

describe('what a rule about bars has seen', () => {
  it.each([
    [60.034_568_110_606_54, 60.034_568_1],
    [-100 / 3, -33.333_333_3],
    [88_050.25, 88_050.25],
    [0.000_123_456_789_123, 0.000_123_456_789],
    [0, 0],
    ['bull, 4 bars ago', 'bull, 4 bars ago'],
  ])('%j is told as %j, with the time of its bar', (result, observed) => {
    expect(observedOf(result)).toEqual({observed, dataTimeMs: 5});
  });
});
