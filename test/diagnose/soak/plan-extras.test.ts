import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import type {Condition} from '../../../src/condition/condition-kind.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import {analysesOf, type Extra, extraCondition} from '../../../src/diagnose/soak/plan-extras.ts';
import {studyKey} from '../../../src/market/study/study-book.ts';

const EXTRAS: readonly Extra[] = ['minutes', 'index', 'held', 'sequence'];

const compiled = (written: Condition) => compileCondition(conditionSchema.parse(written), 'buy');

describe('extraCondition', () => {
  it.each<[Extra, number, number]>([
    ['minutes', 1, 0],
    ['index', 1, 0],
    ['held', 0, 1],
    ['sequence', 0, 1],
  ])('%s asks for %d analyses of minutes, and %d cells', (extra, analyses, cells) => {
    const {needs, cells: found} = compiled(extraCondition(extra, 20_000));
    expect(new Set(needs.map(studyKey)).size).toBe(analyses);
    expect(needs.every(({timeframe}) => timeframe === 'M1')).toBe(true);
    expect(found.length).toBe(cells);
  });
});

describe('analysesOf', () => {
  it('counts what the product keeps for the same plans: each analysis of a symbol once', () => {
    const plans = EXTRAS.flatMap((extra) =>
      ['A', 'B', 'A'].map((symbol) => ({symbol, when: {all: [extraCondition(extra, 20_000)]}})),
    );
    const keys = plans.flatMap(({symbol, when}) =>
      compiled(when).needs.map((need) => `${symbol} ${studyKey(need)}`),
    );
    expect(analysesOf(plans)).toBe(new Set(keys).size);
    expect(analysesOf(plans)).toBe(4);
  });

  it('counts none where no plan has one', () => {
    expect(analysesOf([{symbol: 'A', when: {price: {above: 1}}}])).toBe(0);
  });
});
