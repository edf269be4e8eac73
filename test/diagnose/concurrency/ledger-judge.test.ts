import {describe, expect, it} from 'vitest';
import {judgeLedger, type PlanEnd} from '../../../src/diagnose/concurrency/ledger-judge.ts';
import type {LedgerLine} from '../../../src/diagnose/concurrency/ledger-line.ts';
import {anEnd, GONE, traded} from './runs.ts';

const hand = {by: 'hand 0'} as const;

function added(planId: string): LedgerLine {
  return {is: 'added', ...hand, planIds: [planId]};
}

function cancelled(planId: string): LedgerLine {
  return {is: 'cancelled', ...hand, planId};
}

function edited(planId: string, version: number): LedgerLine {
  return {is: 'edited', ...hand, planId, version, volumeLots: version / 100};
}

function submitted(planId: string, key: string, {by = 'monitor 0', volumeLots = 0.01} = {}): LedgerLine {
  return {is: 'submitted', by, key, planId, volumeLots};
}

function answered(planId: string, key: string, as: 'accepted' | 'refused'): LedgerLine {
  return {is: 'answered', key, planId, as};
}

function closed(planId: string, key: string): LedgerLine {
  return {is: 'closed', by: 'monitor 0', key, planId, report: GONE};
}

function codesOf(lines: readonly LedgerLine[], ...ends: readonly PlanEnd[]): string[] {
  return judgeLedger(lines, ends).map(({code}) => code);
}

describe('judgeLedger', () => {
  it('finds nothing where ledger and database agree', () => {
    const lines = [
      ...traded('early-0-0'),
      added('cancel-0-1'),
      cancelled('cancel-0-1'),
      // Two hands cancelled it, and both were told that it is.
      cancelled('cancel-0-1'),
      added('retry-0-2'),
      submitted('retry-0-2', 'first'),
      closed('retry-0-2', 'first'),
      answered('retry-0-2', 'first', 'refused'),
      submitted('retry-0-2', 'second', {by: 'monitor 1'}),
      answered('retry-0-2', 'second', 'accepted'),
      closed('retry-0-2', 'second'),
      added('edit-0-3'),
      edited('edit-0-3', 2),
      edited('edit-0-3', 3),
      submitted('edit-0-3', 'third', {volumeLots: 0.03}),
      answered('edit-0-3', 'third', 'accepted'),
      closed('edit-0-3', 'third'),
      closed('edit-0-3', 'third'),
      added('expire-0-9'),
    ];
    const ends = [
      anEnd('early-0-0'),
      anEnd('cancel-0-1', {status: 'cancelled'}),
      anEnd('retry-0-2'),
      anEnd('edit-0-3', {volumeLots: 0.01 + 0.01 + 0.01}),
      anEnd('expire-0-9', {status: 'expired'}),
    ];
    expect(judgeLedger(lines, ends)).toEqual([]);
  });

  it('finds a plan that two monitors have sent under one key, which a broker would take for one order', () => {
    const lines = [...traded('late-0-5'), submitted('late-0-5', 'key-of-late-0-5', {by: 'monitor 1'})];
    expect(judgeLedger(lines, [anEnd('late-0-5')])).toEqual([
      {
        code: 'SUBMITTED_TWICE',
        planId: 'late-0-5',
        evidence: '2 orders were sent, by monitor 0 (key-of-late-0-5), monitor 1 (key-of-late-0-5)',
      },
    ]);
  });

  it.each([
    ['under another key while the first is under way', 'other', undefined],
    ['under another key when the first was taken', 'other', 'accepted'],
    ['again under a key that was refused', 'key', 'refused'],
  ] as const)('finds a plan that was sent %s', (_, key, answer) => {
    const lines = [
      added('retry-0-2'),
      submitted('retry-0-2', 'key'),
      ...(answer === undefined ? [] : [answered('retry-0-2', 'key', answer)]),
      submitted('retry-0-2', key),
      answered('retry-0-2', key, 'accepted'),
      closed('retry-0-2', key),
    ];
    expect(codesOf(lines, anEnd('retry-0-2'))).toEqual(['SUBMITTED_TWICE']);
  });

  it('finds an order that was sent after a cancel, although the broker refused it', () => {
    const lines = [
      added('cancel-0-1'),
      cancelled('cancel-0-1'),
      submitted('cancel-0-1', 'key'),
      answered('cancel-0-1', 'key', 'refused'),
    ];
    expect(codesOf(lines, anEnd('cancel-0-1', {status: 'cancelled'}))).toEqual(['SENT_AFTER_CANCEL']);
  });

  it('finds a plan that has an order and whose cancel was acknowledged later', () => {
    const lines = [...traded('cancel-0-1'), cancelled('cancel-0-1')];
    expect(codesOf(lines, anEnd('cancel-0-1'))).toEqual(['SENT_AFTER_CANCEL', 'LOST_CANCEL']);
  });

  it('finds an order on the terms of a version that is not the newest acknowledged', () => {
    const lines = [
      added('edit-0-3'),
      edited('edit-0-3', 2),
      submitted('edit-0-3', 'key', {volumeLots: 0.01}),
      answered('edit-0-3', 'key', 'accepted'),
      closed('edit-0-3', 'key'),
    ];
    expect(codesOf(lines, anEnd('edit-0-3', {volumeLots: 0.02}))).toEqual(['SENT_ON_OLD_TERMS']);
  });

  it.each([
    ['an update is lost', 0.02, '2 edits were acknowledged, and 1 are in the plan'],
    ['more was written than acknowledged', 0.04, '2 edits were acknowledged, and 3 are in the plan'],
  ])('finds that %s', (_, volumeLots, evidence) => {
    const lines = [
      added('counter-0'),
      edited('counter-0', 2),
      edited('counter-0', 3),
      cancelled('counter-0'),
    ];
    expect(judgeLedger(lines, [anEnd('counter-0', {status: 'cancelled', volumeLots})])).toEqual([
      {code: 'LOST_UPDATE', planId: 'counter-0', evidence},
    ]);
  });

  it.each<[string, readonly LedgerLine[], PlanEnd | undefined]>([
    ['LOST_ADD', [added('late-0-5')], undefined],
    ['ORDER_WITHOUT_PLAN', [submitted('late-0-5', 'key')], undefined],
    ['ORDER_WITHOUT_PLAN', traded('expire-0-9'), anEnd('expire-0-9', {status: 'expired'})],
    ['PLAN_WITHOUT_ORDER', [added('late-0-5')], anEnd('late-0-5')],
    ['PLAN_WITHOUT_ORDER', [], anEnd('late-0-5', {status: 'executed'})],
    ['LOST_CLOSE', traded('late-0-5'), anEnd('late-0-5', {status: 'executed'})],
    ['CLOSE_INVENTED', traded('late-0-5').slice(0, 3), anEnd('late-0-5')],
    ['LOST_CANCEL', [added('cancel-0-1'), cancelled('cancel-0-1')], anEnd('cancel-0-1', {status: 'pending'})],
    ['WRONG_END', [added('late-0-5')], anEnd('late-0-5', {status: 'pending'})],
    ['WRONG_END', [added('expire-0-9')], anEnd('expire-0-9', {status: 'cancelled'})],
  ])('finds %s', (code, lines, end) => {
    expect(codesOf(lines, ...(end === undefined ? [] : [end]))).toEqual([code]);
  });
});
