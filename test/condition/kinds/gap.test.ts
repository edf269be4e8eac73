import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import {barsOf, mirrored, type Row} from '../../market/structure/made-bars.ts';
import {stateAfterBars, viewAfterBars} from '../study-views.ts';

const calm = (count: number): Row[] => Array.from({length: count}, () => [100, 100.5, 99.5, 100]);
/** A gap from 100.5 to 101.5, on the way up. */
const GAP: Row[] = [...calm(15), [100.5, 102.5, 100.5, 102.5], [102.5, 103, 101.5, 102.5]];
/** A bar that comes back to this low. */
const downTo = (low: number): Row => [102.5, 102.75, low, 102.5];
const up = (count: number): Row[] => Array.from({length: count}, () => [102.5, 103, 102, 102.5]);

describe('fvg', () => {
  it.each<[string, Row[], object, string]>([
    // D-14: a gap on the way up is bullish.
    ['a gap', GAP, {}, 'met'],
    ['a gap, of a bear', GAP, {direction: 'bear'}, 'unmet'],
    ['before the bar after it has closed', GAP.slice(0, -1), {}, 'unmet'],
    ['none', calm(20), {}, 'unmet'],
    ['one that is not filled, where half is asked', GAP, {filledFrom: 0.5}, 'unmet'],
    ['one that is half filled', [...GAP, downTo(101)], {filledFrom: 0.5, filledTo: 0.75}, 'met'],
    // D-14: by the deepest penetration, not by where the price is now.
    ['one that was', [...GAP, downTo(101), ...up(2)], {filledFrom: 0.5, filledTo: 0.75}, 'met'],
    ['one that is filled further', [...GAP, downTo(100.625)], {filledFrom: 0.5, filledTo: 0.75}, 'unmet'],
    ['one that is filled wholly', [...GAP, downTo(100)], {}, 'met'],
    ['one that is filled wholly, where it must not be', [...GAP, downTo(100)], {filledTo: 0.99}, 'unmet'],
    ['one ten bars ago', [...GAP, ...up(8)], {}, 'met'],
    ['one eleven bars ago', [...GAP, ...up(9)], {}, 'unmet'],
    ['one eleven bars ago, of eleven', [...GAP, ...up(9)], {lookbackBars: 11}, 'met'],
    ['of too few bars', calm(14), {}, 'unknown'],
  ])('%s', (_name, rows, params, state) => {
    const fvg = {timeframe: 'M1', ...params};
    expect(stateAfterBars({fvg}, barsOf(rows))).toBe(state);
    // D-14: all gaps, not the newest of either kind: the mirror image has it of the other direction.
    const mirror = {fvg: {...fvg, direction: 'direction' in params ? 'bull' : 'bear'}};
    expect(stateAfterBars(mirror, mirrored(barsOf(rows)))).toBe(state);
  });

  it('finds an older gap behind one the other way', () => {
    const rows: Row[] = [...GAP, ...up(2), [102, 102, 99, 99], [99, 101, 98.5, 99]];
    for (const direction of ['bull', 'bear']) {
      expect(stateAfterBars({fvg: {timeframe: 'M1', direction}}, barsOf(rows))).toBe('met');
    }
  });

  it.each<[string, Row[], object, string, string]>([
    [
      'the gap',
      [...GAP, downTo(101.25)],
      {filledTo: 0.5},
      'bull fair value gap of M1 in the last 10 bars, 0 to 0.5 filled',
      'bull 100.5 to 101.5, 0.25 filled, 2 bars ago',
    ],
    [
      'one that will not do',
      GAP,
      {direction: 'bear'},
      'bear fair value gap of M1 in the last 10 bars',
      'bull 100.5 to 101.5, 0.00 filled, 1 bar ago',
    ],
    [
      'that there is none',
      calm(20),
      {},
      'bull fair value gap of M1 in the last 10 bars',
      'no gap in the last 10 bars',
    ],
  ])('shows %s', (_name, rows, params, threshold, observed) => {
    const condition = compileCondition(conditionSchema.parse({fvg: {timeframe: 'M1', ...params}}), 'buy');
    expect(condition.explain(viewAfterBars(condition, 'M1', barsOf(rows)))[0]).toMatchObject({
      threshold,
      observed,
    });
  });
});
