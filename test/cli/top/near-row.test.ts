import {describe, expect, it} from 'vitest';
import type {Explained} from '../../../src/condition/verdict.ts';
import {lackText, nearRow, reasonWords} from '../../../src/cli/top/near-row.ts';
import {aNearPlan} from './top-answers.ts';

const row = (changes: Partial<Explained>): Explained => ({
  path: 'when',
  kind: 'spread',
  verdict: 'unmet',
  observed: 0.8,
  threshold: 'ask − bid ≤ 0.6',
  ageMs: 0,
  reason: 'unmet',
  ...changes,
});

describe('a row', () => {
  it.each([
    [row({}), 'ask − bid ≤ 0.6 (is 0.8)'],
    [row({kind: 'price', threshold: 'ask > 1300'}), 'ask > 1300'],
    [
      row({kind: 'rsi', verdict: 'unknown', observed: null, threshold: 'RSI < 30', reason: 'tooFewBars'}),
      'RSI < 30: too few bars',
    ],
    [row({verdict: 'unknown', reason: 'error: it broke'}), 'ask − bid ≤ 0.6: error: it broke'],
    [
      row({kind: 'readiness', verdict: 'unknown', threshold: 'not before noon', reason: 'backingOff'}),
      'backing off, not before noon',
    ],
    [row({kind: 'readiness', verdict: 'met', reason: 'quoteLate'}), 'quote late'],
  ])('says what is missing: %#', (lack, text) => {
    expect(lackText(lack)).toBe(text);
  });

  it.each([
    [{distance: 0.4, distanceShare: 0.4 / 1301.9}, '0.40', '0.031 %'],
    [{distance: 0, distanceShare: 0}, '0.00', '0 %'],
    [{distance: 784.33, distanceShare: 0.395}, '784.33', '39.5 %'],
    [{distance: null, distanceShare: null}, '-', '-'],
  ])('writes distances with the decimals of the instrument: %j', (changes, distance, share) => {
    expect(nearRow(aNearPlan(changes))).toMatchObject({distance, share});
  });

  it('names a level only where the plan has several', () => {
    expect(nearRow(aNearPlan({level: 2, isOneOfMany: true})).plan).toBe('gold-dip#2');
    expect(nearRow(aNearPlan()).plan).toBe('gold-dip');
  });

  it('writes prices as they are where the digits are not known', () => {
    expect(nearRow(aNearPlan({digits: null, price: 1.5, distancePoints: null}))).toMatchObject({
      price: '1.5',
      points: '-',
    });
  });

  it('says reasons in words', () => {
    expect(reasonWords('notCreatedYet')).toBe('not created yet');
  });
});
