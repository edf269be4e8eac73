import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../src/condition/compile.ts';
import type {Condition} from '../../src/condition/condition-kind.ts';
import {compileLeaf} from '../../src/condition/leaf.ts';
import {aSide, aSituation} from './situations.ts';
import {aQuote, aView} from './views.ts';

describe('explain', () => {
  it('says in its first row what state says', () => {
    fc.assert(
      fc.property(aSituation, aSide, ({condition, views}, side) => {
        const compiled = compileCondition(condition, side);
        for (const view of views) expect(compiled.explain(view)[0]?.verdict).toBe(compiled.state(view));
      }),
      {numRuns: 1000},
    );
  });

  it('gives each part one row, under the path at which it stands in the plan', () => {
    const condition = {
      all: [
        {price: {above: 1300}},
        {any: [{spread: {atMost: 1}}, {not: {time: {between: ['07:00', '16:00'], zone: 'UTC'}}}]},
      ],
    };
    const rows = compileCondition(condition, 'buy').explain(aView({quote: aQuote(1299)}));
    expect(rows.map(({path, kind, verdict}) => [path, kind, verdict])).toEqual([
      ['when.all', 'all', 'unmet'],
      ['when.all[0].price', 'price', 'unmet'],
      ['when.all[1].any', 'any', 'met'],
      ['when.all[1].any[0].spread', 'spread', 'met'],
      ['when.all[1].any[1].not', 'not', 'met'],
      ['when.all[1].any[1].not.time', 'time', 'unmet'],
    ]);
  });

  it('never gives a negative distance or age', () => {
    fc.assert(
      fc.property(aSituation, aSide, ({condition, views}, side) => {
        const compiled = compileCondition(condition, side);
        for (const view of views) {
          for (const row of compiled.explain({...view, nowMs: view.nowMs - 5})) {
            expect(row.distance ?? 0).toBeGreaterThanOrEqual(0);
            expect(row.ageMs ?? 0).toBeGreaterThanOrEqual(0);
          }
        }
      }),
      {numRuns: 300},
    );
  });
});

describe('shortfall', () => {
  it.each<[string, Condition, number]>([
    [
      'counts every unmet part of an all',
      {all: [{not: {always: true}}, {not: {always: true}}, {always: true}]},
      2,
    ],
    [
      'counts the cheapest part of an any',
      {any: [{all: [{not: {always: true}}, {not: {always: true}}]}, {not: {always: true}}]},
      1,
    ],
    ['is nothing for what is met', {all: [{always: true}, {not: {not: {always: true}}}]}, 0],
  ])('%s', (_name, condition, shortfall) => {
    expect(compileCondition(condition, 'buy').shortfall(aView())).toBe(shortfall);
  });

  it('falls as the price comes closer, and stays between 1 and 2 for one condition', () => {
    const compiled = compileCondition({price: {above: 2000}}, 'buy');
    const [far, near, met] = [1000, 1999, 2001].map((ask) => {
      const quote = {symbol: 'X', bid: ask, ask, timeMs: 0, receivedAtMs: 0};
      return compiled.shortfall(aView({quote}));
    });
    expect(met).toBe(0);
    expect(near).toBeGreaterThan(1);
    expect(near).toBeLessThan(far ?? 0);
    expect(far).toBeLessThan(2);
  });
});

describe('a leaf that throws', () => {
  const broken = compileLeaf(
    'broken',
    {
      threshold: 'none',
      judge: () => {
        throw new Error('no such series');
      },
      observe: () => ({observed: 1, dataTimeMs: 0}),
      wakes: () => [],
      distance: () => ({away: 1, scale: 1}),
    },
    'when.broken',
  );

  it('is unknown, with what it threw as the reason, and is asked again at the next quote', () => {
    expect(broken.state(aView())).toBe('unknown');
    expect(broken.wakes(aView(), 'met')).toEqual([{on: 'quote'}]);
    expect(broken.explain(aView())).toEqual([
      {
        path: 'when.broken',
        kind: 'broken',
        verdict: 'unknown',
        observed: null,
        threshold: 'none',
        ageMs: null,
        reason: 'error: no such series',
      },
    ]);
  });

  it('costs no verdict where only its wakes or its evidence throw', () => {
    const half = compileLeaf(
      'half',
      {
        threshold: 'none',
        judge: () => ({state: 'unmet', reason: 'unmet'}),
        observe: () => {
          throw new Error('nothing to see');
        },
        wakes: () => {
          throw new Error('no wakes');
        },
        distance: () => {
          throw new Error('no distance');
        },
      },
      'when.half',
    );
    expect(half.wakes(aView(), 'met')).toEqual([{on: 'quote'}]);
    expect(half.shortfall(aView())).toBe(1);
    expect(half.explain(aView())[0]).toMatchObject({verdict: 'unmet', reason: 'unmet', observed: null});
  });
});
