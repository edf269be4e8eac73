import {isDeepStrictEqual} from 'node:util';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {changesBetween} from '../../src/plan/plan-changes.ts';

const PLAN = {
  symbol: 'XAUUSD',
  volume: 0.01,
  entry: {type: 'market', price: 1301.5, tolerance: 0.5},
  stopLoss: 1298,
  when: {all: [{price: {near: 1301.5, within: 0.5}}, {spread: {atMost: 0.6}}]},
};

describe('changesBetween', () => {
  it('finds nothing between equal plans, in whatever order their keys stand', () => {
    const {when, ...rest} = PLAN;
    expect(changesBetween(PLAN, {when, ...rest})).toEqual({});
  });

  it('names a field that was added, one that was taken away and one that is another', () => {
    const {stopLoss: _, ...rest} = PLAN;
    expect(changesBetween(PLAN, {...rest, symbol: 'XAGUSD', notes: 'why'})).toEqual({
      symbol: {from: 'XAUUSD', to: 'XAGUSD'},
      stopLoss: {from: 1298, to: null},
      notes: {from: null, to: 'why'},
    });
  });

  it('names a value inside by its path', () => {
    const changed = {
      ...PLAN,
      entry: {...PLAN.entry, tolerance: 1},
      when: {all: [{price: {near: 1302, within: 0.5}}, {spread: {atMost: 0.6}}]},
    };
    expect(changesBetween(PLAN, changed)).toEqual({
      'entry.tolerance': {from: 0.5, to: 1},
      'when.all[0].price.near': {from: 1301.5, to: 1302},
    });
  });

  it('gives a part of another shape whole', () => {
    const when = {all: [{price: {above: 1301}}, {spread: {atMost: 0.6}}]};
    expect(changesBetween(PLAN, {...PLAN, entry: {type: 'market'}, when})).toEqual({
      entry: {from: PLAN.entry, to: {type: 'market'}},
      'when.all[0].price': {from: {near: 1301.5, within: 0.5}, to: {above: 1301}},
    });
    const longer = {all: [...PLAN.when.all, {always: true}]};
    expect(changesBetween(PLAN, {...PLAN, when: longer})).toEqual({
      'when.all': {from: PLAN.when.all, to: longer.all},
    });
  });

  it('finds something exactly when the plans differ', () => {
    const written = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue({noUnicodeString: true}), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(written, written, (before, after) => {
        // What is not written and what is null are one thing here.
        const partsOf = (value: Readonly<Record<string, unknown>>) =>
          ['a', 'b', 'c'].map((key) => value[key] ?? null);
        const isSame = isDeepStrictEqual(partsOf(before), partsOf(after));
        expect(Object.keys(changesBetween(before, after)).length === 0).toBe(isSame);
      }),
    );
  });
});
