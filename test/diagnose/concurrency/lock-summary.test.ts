import {describe, expect, it} from 'vitest';
import {summaryOf} from '../../../src/diagnose/concurrency/lock-summary.ts';
import {CONVOY, someLocks} from './runs.ts';

const KEY = {acquisitions: 3, waitMaxMs: 9};

describe('summaryOf', () => {
  it('adds up what can be, and takes times from the monitor that fared worst', () => {
    const summary = summaryOf('plan', [
      {
        by: 'monitor 0',
        report: someLocks({
          acquisitions: 300,
          contended: 30,
          depthMax: 2,
          handOverShare: 0.4,
          waitMs: {p50: 1, p95: 2, p99: 30, max: 40},
          topKeys: [
            {...KEY, key: 'a', waitMs: 50},
            {...KEY, key: 'b', waitMs: 10},
          ],
        }),
        longest: {holder: {key: 'a', doing: null, forMs: 70}, waiter: null},
      },
      {
        by: 'monitor 1',
        report: someLocks({
          acquisitions: 100,
          contended: 70,
          depthMax: 8,
          handOverShare: 0.1,
          waitMs: {p50: 3, p95: 4, p99: 5, max: 6},
          topKeys: [{...KEY, key: 'a', waitMs: 20}],
          convoys: [CONVOY],
          isOverloaded: true,
        }),
        longest: {
          holder: {key: 'c', doing: 'claiming', forMs: 90},
          waiter: {key: 'd', doing: null, forMs: 5},
        },
      },
    ]);
    expect(summary).toMatchObject({
      acquisitions: 400,
      contendedShare: 0.25,
      waitMs: {p50: 3, p95: 4, p99: 30, max: 40},
      depthMax: 8,
      handOverShare: 0.4,
      overloaded: 1,
      convoys: [{by: 'monitor 1', topKey: 'early-0-0'}],
      holder: {key: 'c', by: 'monitor 1', forMs: 90},
      longestWaiter: {key: 'd', by: 'monitor 1', forMs: 5},
    });
    expect(summary.topKeys.map(({key, by, waitMs}) => [key, by, waitMs])).toEqual([
      ['a', 'monitor 0', 50],
      ['a', 'monitor 1', 20],
      ['b', 'monitor 0', 10],
    ]);
  });

  it('says nothing of locks that nobody has had', () => {
    const none = someLocks({acquisitions: 0, contended: 0, contendedShare: 0, depthMax: 0, handOverShare: 0});
    const summary = summaryOf('plan', [
      {by: 'monitor 0', report: none, longest: {holder: null, waiter: null}},
    ]);
    expect(summary).toMatchObject({contendedShare: 0, holder: null, longestWaiter: null, topKeys: []});
  });
});
