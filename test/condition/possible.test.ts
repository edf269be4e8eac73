import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {compileCondition, possibilities} from '../../src/condition/compile.ts';
import type {Condition} from '../../src/condition/condition-kind.ts';
import type {MarketView} from '../../src/condition/market-view.ts';
import type {Dimension, Situation} from '../../src/condition/possible.ts';
import {lineValue} from '../../src/market/quote.ts';
import {Zone} from '../../src/market/zone.ts';
import {aSide, aSituation} from './situations.ts';

function valueOf(dimension: Dimension, {quote, previous, nowMs}: MarketView): number | undefined {
  if (quote === undefined) return undefined;
  switch (dimension) {
    case 'bid':
    case 'ask':
    case 'mid':
    case 'spread':
      return lineValue(quote, dimension);
    case 'previous bid':
      return previous?.bid;
    case 'previous ask':
      return previous?.ask;
    case 'previous mid':
      return previous === undefined ? undefined : lineValue(previous, 'mid');
    case 'now':
      return nowMs;
    default:
      return new Zone(dimension.slice('time:'.length)).timeOfDayMs(nowMs);
  }
}

function contains(situation: Situation, view: MarketView): boolean {
  return [...situation].every(([dimension, {from, fromOpen, to, toOpen}]) => {
    const value = valueOf(dimension, view);
    if (value === undefined) return false;
    return (fromOpen ? value > from : value >= from) && (toOpen ? value < to : value <= to);
  });
}

describe('possibilities', () => {
  it('contain every situation in which the condition holds', () => {
    fc.assert(
      fc.property(aSituation, aSide, ({condition, views}, side) => {
        const compiled = compileCondition(condition, side);
        const met = views.filter((view) => compiled.state(view) === 'met');
        fc.pre(met.length > 0);
        const possible = possibilities(condition, side);
        for (const view of met) expect(possible.some((situation) => contains(situation, view))).toBe(true);
      }),
      {numRuns: 3000},
    );
  });

  it.each<[string, Condition]>([
    ['above one price and below a lower one', {all: [{price: {above: 1310}}, {price: {below: 1300}}]}],
    ['above and below the same price', {all: [{price: {above: 1300}}, {not: {price: {above: 1300}}}]}],
    [
      'near a price and above its reach',
      {all: [{price: {near: 1.1, within: 0.0001}}, {price: {above: 1.1001}}]},
    ],
    [
      'near a price and not near it',
      {all: [{price: {near: 1.1, within: 0.0001}}, {not: {price: {near: 1.1, within: 0.0001}}}]},
    ],
    [
      'crossing two prices in opposite ways',
      {all: [{price: {crossesAbove: 1300}}, {price: {crossesBelow: 1310}}]},
    ],
    ['crossing a price from where it stays', {all: [{price: {crossesAbove: 1300}}, {price: {below: 1299}}]}],
    ['a bid above the ask', {all: [{price: {above: 1310, of: 'bid'}}, {price: {below: 1300, of: 'ask'}}]}],
    ['a spread that is small and large', {all: [{spread: {atMost: 0.3}}, {not: {spread: {atMost: 0.6}}}]}],
    [
      'from an instant on, and until an earlier one',
      {all: [{time: {after: '2026-12-01T09:00:00Z'}}, {time: {before: '2026-12-01T10:00:00+01:00'}}]},
    ],
    [
      'from an instant on, and not from an earlier one on',
      {
        all: [
          {time: {after: '2026-12-01T09:00:00Z'}},
          {not: {time: {after: '2026-12-01T08:59:59Z', zone: 'UTC'}}},
        ],
      },
    ],
    [
      'two windows that do not meet',
      {
        all: [
          {time: {between: ['07:00', '08:00'], zone: 'UTC'}},
          {time: {between: ['22:00', '07:00'], zone: 'UTC'}},
        ],
      },
    ],
    [
      'in a window and not in a wider one',
      {
        all: [
          {time: {between: ['23:00', '01:00'], zone: 'UTC'}},
          {not: {time: {between: ['22:00', '02:00'], zone: 'UTC'}}},
        ],
      },
    ],
    ['never', {not: {always: true}}],
    [
      'not any of a thing and its opposite',
      {not: {any: [{price: {above: 1300}}, {not: {price: {above: 1300}}}]}},
    ],
    [
      'each of two alternatives against a third',
      {all: [{any: [{price: {above: 1310}}, {price: {above: 1320}}]}, {price: {below: 1300}}]},
    ],
  ])('are none for %s', (_name, condition) => {
    expect(possibilities(condition, 'buy')).toEqual([]);
  });

  it('stay possible, and quick, where there are too many alternatives to follow', () => {
    const many = (first: number): Condition => ({
      any: Array.from({length: 40}, (_, index) => ({price: {near: first + index * 10, within: 1}})),
    });
    const lines = ['bid', 'ask', 'mid'].map((of) => ({
      any: [{price: {above: 1, of}}, {price: {below: 9, of}}],
    }));
    const condition = {
      all: [many(1000), many(1000), {any: [many(1), many(500)]}, ...lines, ...lines, ...lines],
    };
    expect(possibilities(condition, 'buy').length).toBeGreaterThan(0);
  });
});
