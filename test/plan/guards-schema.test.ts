import {describe, expect, it} from 'vitest';
import {GUARDS_OFF, type Guards} from '../../src/plan/guards.ts';
import {guardsSchema} from '../../src/plan/guards-schema.ts';
import {USUAL_WEEKEND} from '../../src/plan/weekend-leaf.ts';

describe('guardsSchema', () => {
  it('leaves every guard off that is not set', () => {
    const guards: Guards = guardsSchema.parse({});
    expect(guards).toEqual(GUARDS_OFF);
  });

  it('fills in the usual weekend', () => {
    expect(guardsSchema.parse({weekend: {}}).weekend).toEqual(USUAL_WEEKEND);
    expect(guardsSchema.parse({weekend: {from: 'Sat 00:00'}}).weekend?.from).toBe('Sat 00:00');
  });

  it.each([
    [{spreadMaxPoints: 0}, 'spreadMaxPoints', 'not above zero; give points, or null for no limit'],
    [{costShareMax: -1}, 'costShareMax', 'not above zero; give a share of the risk, such as 0.2, or null'],
    [
      {rewardToRiskMin: 0},
      'rewardToRiskMin',
      'not above zero; give a multiple of the risk, such as 1.5, or null',
    ],
    [
      {weekend: {from: 'Friday 16:45'}},
      'weekend.from',
      'not a time of the week; write the day and the time, such as "Fri 16:45"',
    ],
    [
      {weekend: {zone: 'New York'}},
      'weekend.zone',
      'not an IANA time zone; write for example "America/New_York"',
    ],
    [
      {weekend: {from: 'Sun 17:05'}},
      'weekend',
      'starts and ends at the same time, which is no window; give null for none',
    ],
  ])('refuses %j', (written, path, message) => {
    const parsed = guardsSchema.safeParse(written);
    expect(parsed.error?.issues.map((issue) => [issue.path.join('.'), issue.message])).toEqual([
      [path, message],
    ]);
  });

  it('refuses a guard that it does not know', () => {
    expect(guardsSchema.safeParse({spreadMax: 1}).success).toBe(false);
  });
});
