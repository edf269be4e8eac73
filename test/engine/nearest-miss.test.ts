import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../src/condition/compile.ts';
import type {Condition} from '../../src/condition/condition-kind.ts';
import {blindView, type MarketView} from '../../src/condition/market-view.ts';
import {LineExtremes} from '../../src/engine/line-extremes.ts';
import {missingOf, NearestMisses} from '../../src/engine/nearest-miss.ts';

function viewOf(bid: number, ask: number, nowMs: number, previous?: MarketView): MarketView {
  const quote = {symbol: 'X', bid, ask, timeMs: nowMs, receivedAtMs: nowMs};
  return {...blindView(nowMs), quote, previous: previous?.quote};
}

function missingPaths(condition: Condition, view: MarketView): string[] {
  return missingOf(compileCondition(condition, 'buy').explain(view)).map(({path}) => path);
}

describe('missingOf', () => {
  const view = viewOf(10, 11, 0);

  it.each<[string, Condition, string[]]>([
    [
      'every unmet part of an all',
      {all: [{price: {above: 20}}, {always: true}, {spread: {atMost: 0.5}}]},
      ['when.all[0].price', 'when.all[2].spread'],
    ],
    [
      'the cheapest part of an any',
      {any: [{all: [{price: {above: 20}}, {spread: {atMost: 0}}]}, {price: {below: 5}}]},
      ['when.any[1].price'],
    ],
    ['a not itself, because its part has to stop holding', {not: {price: {above: 5}}}, ['when.not']],
    ['nothing of what is met', {all: [{price: {above: 5}}]}, []],
    [
      'through nesting',
      {all: [{any: [{all: [{price: {above: 30}}]}]}, {not: {always: true}}]},
      ['when.all[0].any[0].all[0].price', 'when.all[1].not'],
    ],
  ])('counts %s', (_name, condition, paths) => {
    expect(missingPaths(condition, view)).toEqual(paths);
  });
});

describe('LineExtremes', () => {
  it('knows the highest value since any moment', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({min: -20, max: 20}), {minLength: 1, maxLength: 50}), (values) => {
        const extremes = new LineExtremes<number>();
        values.forEach((value, index) => {
          extremes.push(index, value, value);
        });
        for (let since = 0; since < values.length; since += 1) {
          expect(extremes.highestSince(since)).toBe(Math.max(...values.slice(since)));
        }
        expect(extremes.highestSince(values.length)).toBeUndefined();
      }),
    );
  });
});

describe('NearestMisses', () => {
  it('finds the smallest distance of a nap that nobody was asked in', () => {
    const misses = new NearestMisses();
    const condition = compileCondition({price: {above: 100}}, 'buy');
    let view: MarketView | undefined;
    [50, 60, 97.5, 20, 98, 30].forEach((ask, index) => {
      view = viewOf(ask - 1, ask, index, view);
      if (index === 0) misses.asleep('plan', condition, view, condition.wakes(view, 'met'));
      misses.seen(view);
    });
    expect(misses.of('plan')).toMatchObject({atMs: 4, missing: [{observed: 98, distance: 2}]});
  });

  it('prefers a moment at which less is missing to one that is closer', () => {
    const misses = new NearestMisses();
    const condition = compileCondition({all: [{price: {above: 100}}, {spread: {atMost: 1}}]}, 'buy');
    const wide = viewOf(90, 99.99, 1);
    const tight = viewOf(49, 50, 2, wide);
    misses.asleep('plan', condition, wide, condition.wakes(wide, 'met'));
    misses.seen(wide);
    misses.seen(tight);
    misses.asleep('plan', condition, tight, condition.wakes(tight, 'met'));
    expect(misses.of('plan')?.atMs).toBe(2);
  });

  it('has nothing to say of a plan that was never asked', () => {
    expect(new NearestMisses().of('plan')).toBeUndefined();
  });
});
