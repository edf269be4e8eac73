import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../src/condition/compile.ts';
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

describe('a leaf that throws', () => {
  const broken = compileLeaf(
    'broken',
    {
      threshold: 'none',
      evaluate: () => {
        throw new Error('no such series');
      },
      wakes: () => [],
      distance: () => 1,
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

  it('costs no verdict where only its wakes or its distance throw', () => {
    const half = compileLeaf(
      'half',
      {
        threshold: 'none',
        evaluate: () => ({state: 'unmet', reason: 'unmet', observed: 1, dataTimeMs: null}),
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
    expect(half.explain(aView())[0]).toMatchObject({verdict: 'unmet', reason: 'unmet'});
  });
});
