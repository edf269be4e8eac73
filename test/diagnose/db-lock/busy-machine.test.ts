import {describe, expect, it} from 'vitest';
import {assertMachineTells, lostPercent} from '../../../src/diagnose/db-lock/busy-machine.ts';
import {dbLockFindings} from '../../../src/diagnose/db-lock/db-lock-findings.ts';
import type {WorldResult} from '../../../src/diagnose/db-lock/db-lock-result.ts';
import {judgedOf} from '../../../src/diagnose/db-lock/db-lock-verdict.ts';
import {someBeats, someOptions, someRemains, someResult, someSamples, someWindow} from './results.ts';

/** An idle process that lost so much of its time. */
const idleLosing = (percent: number) => someBeats(() => ({gapsMs: [percent / 2, percent / 2]}));

const NOT_RESUMED: Partial<WorldResult> = {windows: [someWindow({resumedMs: 6000})]};
const LOOP_BLOCKED: Partial<WorldResult> = {
  samples: someSamples((atMs) => (atMs === 1500 ? {gapsMs: [700], ownGapMs: 690} : {})),
};
const WRITE_LOST: Partial<WorldResult> = {remains: someRemains({lost: ['plan "x" is not there']})};

/** What is found on a machine that busy; throws when that cannot be told. */
function toldOf(world: Partial<WorldResult>, percent: number): readonly string[] {
  const result = someResult(world, {idle: idleLosing(percent)});
  const findings = dbLockFindings(judgedOf(result, someOptions(), false));
  assertMachineTells(findings, result.idle);
  return findings.map(({code}) => code);
}

describe('lostPercent', () => {
  it('is the time by which the beats of an idle process came late', () => {
    expect(lostPercent(idleLosing(70))).toBe(70);
    expect(lostPercent(someBeats((atMs) => ({gapsMs: atMs <= 1500 ? [40] : []})))).toBe(20);
  });

  it('is nothing without an idle process, which is the stricter judgement', () => {
    expect(lostPercent([])).toBe(0);
  });
});

describe('assertMachineTells', () => {
  it.each([
    ['NOT_RESUMED', NOT_RESUMED],
    ['LOOP_BLOCKED', LOOP_BLOCKED],
  ])('has no verdict about %s on a machine that was too busy', (code, world) => {
    expect(() => toldOf(world, 68)).toThrow(
      expect.objectContaining({
        code: 'DIAGNOSIS_BROKE',
        message: expect.stringMatching(`too busy to tell.* 68 %.*${code}$`) as string,
      }),
    );
    expect(toldOf(world, 66)).toEqual([code]);
  });

  it('lets a run pass that found nothing, however busy the machine was', () => {
    expect(toldOf({}, 90)).toEqual([]);
  });

  it('finds what is wrong at any speed, and what else there was', () => {
    expect(toldOf(WRITE_LOST, 90)).toEqual(['WRITE_LOST']);
    expect(toldOf({...WRITE_LOST, ...NOT_RESUMED}, 90)).toEqual(['WRITE_LOST', 'NOT_RESUMED']);
  });
});
