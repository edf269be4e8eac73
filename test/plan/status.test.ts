import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {
  areEditable,
  isAllowed,
  isFinal,
  isWatched,
  PLAN_STATUSES,
  type PlanStatus,
  statusOf,
} from '../../src/plan/status.ts';

const aStatus = fc.constantFrom(...PLAN_STATUSES);
const levels = fc.array(aStatus, {minLength: 1, maxLength: 10});

describe('statusOf', () => {
  it.each<[PlanStatus, readonly PlanStatus[]]>([
    ['unresolved', ['executed', 'unresolved', 'executing', 'pending']],
    ['executing', ['pending', 'executing', 'working']],
    ['working', ['pending', 'working', 'executed']],
    ['pending', ['executed', 'pending', 'failed']],
    ['pending', ['cancelled', 'pending']],
    ['executed', ['executed', 'closed', 'failed']],
    ['closed', ['closed', 'failed', 'cancelled', 'expired']],
    ['failed', ['failed', 'expired', 'cancelled']],
    ['expired', ['expired', 'cancelled']],
    ['cancelled', ['cancelled', 'cancelled']],
    ['draft', ['draft', 'draft']],
  ])('is %s for %j', (status, statuses) => {
    expect(statusOf(statuses)).toBe(status);
  });

  it('of one level is the status of that level', () => {
    for (const status of PLAN_STATUSES) expect(statusOf([status])).toBe(status);
  });

  it('is that of one of the levels, whatever they are, and does not change when it is counted in', () => {
    fc.assert(
      fc.property(levels, (statuses) => {
        const status = statusOf(statuses);
        expect(statuses).toContain(status);
        expect(statusOf([...statuses, status])).toBe(status);
      }),
    );
  });

  it('asks nothing of the order of the levels, and a part of them may be summed up first', () => {
    fc.assert(
      fc.property(levels, levels, (some, others) => {
        const status = statusOf([...some, ...others]);
        expect(statusOf([...others, ...some].reverse())).toBe(status);
        expect(statusOf([statusOf(others), statusOf(some)])).toBe(status);
      }),
    );
  });

  it('is watched exactly when a level is, and final exactly when all are', () => {
    fc.assert(
      fc.property(levels, (statuses) => {
        expect(isWatched(statusOf(statuses))).toBe(statuses.some(isWatched));
        expect(isFinal(statusOf(statuses))).toBe(statuses.every(isFinal));
      }),
      {numRuns: 1000},
    );
  });

  it('refuses a plan without levels', () => {
    expect(() => statusOf([])).toThrow('a plan has at least one level');
  });
});

describe('isAllowed', () => {
  it('leads from nowhere to what cannot be left, and back', () => {
    for (const from of PLAN_STATUSES) {
      expect(isAllowed(from, 'draft')).toBe(false);
      expect(isAllowed(from, from)).toBe(false);
      if (isFinal(from)) for (const to of PLAN_STATUSES) expect(isAllowed(from, to)).toBe(false);
    }
  });

  it.each<[PlanStatus, PlanStatus]>([
    ['pending', 'executed'],
    ['pending', 'working'],
    ['working', 'pending'],
    ['executed', 'cancelled'],
    ['executed', 'pending'],
    ['draft', 'executing'],
  ])('knows no step from %s to %s', (from, to) => {
    expect(isAllowed(from, to)).toBe(false);
  });
});

describe('areEditable', () => {
  it.each<[boolean, readonly PlanStatus[]]>([
    [true, ['pending']],
    [true, ['draft', 'pending']],
    [false, ['pending', 'executed']],
    [false, ['pending', 'cancelled']],
    [false, ['executing']],
    [false, ['pending', 'unresolved', 'pending']],
  ])('is %s for %j', (editable, statuses) => {
    expect(areEditable(statuses)).toBe(editable);
  });
});
