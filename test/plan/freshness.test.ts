import {describe, expect, it} from 'vitest';
import {freshnessProblems} from '../../src/plan/freshness.ts';
import {aPlan, NOW_MS} from './plans.ts';

describe('freshnessProblems', () => {
  it.each([
    [{}, []],
    [{expiresAt: '2026-11-22T12:00:00.001Z'}, []],
    [{createdAt: '2026-11-22T12:00:00Z'}, []],
    [
      {expiresAt: '2026-11-22T12:00:00Z'},
      [
        {
          field: 'expiresAt',
          message: 'expiresAt is 2026-11-22T12:00:00.000Z, 0ms ago: the plan could never fire',
          hint: 'give a later expiresAt (or createdAt and expiresIn), or none for good till cancelled',
        },
      ],
    ],
    [
      {createdAt: '2026-11-21T10:30:00Z', expiresIn: '24h'},
      [
        {
          field: 'expiresAt',
          message: 'expiresAt is 2026-11-22T10:30:00.000Z, 1h 30m ago: the plan could never fire',
          hint: 'give a later expiresAt (or createdAt and expiresIn), or none for good till cancelled',
        },
      ],
    ],
    [
      {createdAt: '2026-11-22T12:00:05Z'},
      [
        {
          field: 'createdAt',
          message: 'createdAt is 2026-11-22T12:00:05.000Z, 5s in the future',
          hint: 'leave createdAt out: it is then the time at which the plan is added',
        },
      ],
    ],
  ])('of %j are %j', (written, problems) => {
    expect(freshnessProblems(aPlan(written), NOW_MS)).toEqual(problems);
  });
});
