import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import {barsOf, type Row} from '../../market/structure/made-bars.ts';
import {stateAfterBars, viewAfterBars} from '../study-views.ts';

const stay = (count: number): Row[] => Array.from({length: count}, () => [100, 100.5, 99.5, 100]);
const BEAR = {direction: 'bear'};

describe('pullback', () => {
  /** From 99.5 to 104, which breaks 101. */
  const LEG: Row[] = [...stay(4), [100, 101, 99.5, 100], ...stay(20), [100, 104, 99.5, 104]];
  /** Down to this low, with a high of 103.75. */
  const down = (low: number): Row => [103.5, 103.75, low, low];
  const turn = (close: number): Row => [102.5, close, 102.5, close];
  const SAME = {timeframe: 'M1', breakTimeframe: 'M1'};

  it.each<[string, Row[], object, string]>([
    // D-11: conditions on two timeframes can be met.
    ['back by 0.39 of the leg, and turned', [...LEG, down(102.25), turn(103.875)], {}, 'met'],
    ['of a bear', [...LEG, down(102.25), turn(103.875)], BEAR, 'unmet'],
    ['not turned yet', [...LEG, down(102.25)], {}, 'unmet'],
    ['not beyond the bar that went deepest', [...LEG, down(102.25), turn(103.75)], {}, 'unmet'],
    ['back by 0.61', [...LEG, down(101.25), turn(103.875)], {}, 'unmet'],
    ['back by 0.61, where that is asked', [...LEG, down(101.25), turn(103.875)], {from: 0.6, to: 0.7}, 'met'],
    ['back by 0.22', [...LEG, down(103), turn(103.875)], {}, 'unmet'],
    ['exactly half', [...LEG, down(101.75), turn(103.875)], {from: 0.5}, 'met'],
    ['gone further since', [...LEG, down(102.25), turn(104.5)], {}, 'unmet'],
    ['at the break itself', LEG, {}, 'unmet'],
    ['within two bars', [...LEG, down(102.25), turn(103.875)], {withinBars: 2}, 'met'],
    [
      'with three bars, within two',
      [...LEG, down(102.25), down(102.5), turn(103.875)],
      {withinBars: 2},
      'unmet',
    ],
    ['where nothing broke', stay(30), {}, 'unmet'],
    ['of too few bars', stay(20), {}, 'unknown'],
  ])('%s', (_name, rows, params, state) => {
    expect(stateAfterBars({pullback: {...SAME, ...params}}, barsOf(rows))).toBe(state);
  });

  it('looks at M1 and M15, unless it is told otherwise', () => {
    const condition = compileCondition(conditionSchema.parse({pullback: {}}), 'sell');
    expect(condition.needs.map(({timeframe, definition}) => [timeframe, definition.key])).toEqual([
      ['M15', 'breakLeg'],
      ['M1', 'newestBars(21)'],
    ]);
  });

  it.each<[string, Row[], object, string]>([
    [
      'the way back',
      [...LEG, down(102.25)],
      {},
      'bull leg 99.5 to 104, back 0.39 of it in 1 bars, not turned',
    ],
    [
      'that it is over',
      [...LEG, down(102.25), down(102.5), turn(103.875)],
      {withinBars: 2},
      'bull leg 99.5 to 104, ended more than 2 bars ago',
    ],
    ['that there is none', stay(30), {}, 'no break in the last 50 bars'],
  ])('shows %s', (_name, rows, params, words) => {
    const condition = compileCondition(conditionSchema.parse({pullback: {...SAME, ...params}}), 'buy');
    expect(condition.explain(viewAfterBars(condition, 'M1', barsOf(rows)))[0]?.observed).toBe(words);
  });
});
