import {describe, expect, it} from 'vitest';
import type {Checkpoint} from '../../../src/diagnose/soak/checkpoint.ts';
import type {SoakResult} from '../../../src/diagnose/soak/soak-session.ts';
import {soakFindings, soakMeasures} from '../../../src/diagnose/soak/soak-verdict.ts';
import {someCheckpoints, someOptions, someResult} from './checkpoints.ts';

const options = someOptions({store: 'file'});

function codesOf(result: SoakResult, judgedBy = options): string[] {
  return soakFindings(result, judgedBy).map(({code}) => code);
}

function changing(change: (lifecycles: number, index: number) => Partial<Checkpoint>): SoakResult {
  return someResult({checkpoints: someCheckpoints(change)});
}

/** The same at every run, and no trend in it. */
function scatter(index: number): number {
  return ((index * 7919) % 13) * 900;
}

describe('soakFindings', () => {
  it('finds nothing in a steady run', () => {
    expect(soakFindings(someResult(), options)).toEqual([]);
  });

  it.each([
    {perLifecycle: 100, found: ['HEAP_LEAK']},
    {perLifecycle: 60, found: ['HEAP_LEAK']},
    {perLifecycle: 25, found: []},
    {perLifecycle: -100, found: []},
  ])('finds $found when the heap scatters and grows by $perLifecycle bytes', ({perLifecycle, found}) => {
    const result = changing((lifecycles, index) => ({
      heapBytes: 10_000_000 + lifecycles * perLifecycle + scatter(index),
    }));
    expect(codesOf(result)).toEqual(found);
  });

  it('says how much the heap grows, and how surely', () => {
    const [finding] = soakFindings(
      changing((lifecycles) => ({heapBytes: lifecycles * 138})),
      options,
    );
    expect(finding).toEqual({
      code: 'HEAP_LEAK',
      subject: 'the heap',
      evidence: 'grows by 138.0 bytes with each lifecycle (99 % between 138.0 and 138.0); 25 are let pass',
    });
  });

  it('does not judge how the heap grew while it warmed up', () => {
    const warm = options.warmUpCheckpoints * 100;
    const result = changing((lifecycles) => ({heapBytes: Math.min(lifecycles, warm) * 5000}));
    expect(codesOf(result)).toEqual([]);
  });

  it.each<[string, (lifecycles: number) => Partial<Checkpoint>]>([
    ['EXTERNAL_LEAK', (lifecycles) => ({externalBytes: lifecycles * 30})],
    ['WORKER_LEAK', (lifecycles) => ({workerHeapBytes: lifecycles * 130})],
    ['HANDLE_LEAK', (lifecycles) => ({handles: lifecycles > 2000 ? 31 : 30})],
    ['TIMER_LEAK', (lifecycles) => ({timers: lifecycles})],
    ['LISTENER_LEAK', (lifecycles) => ({listeners: lifecycles})],
    ['SUBSCRIPTION_LEAK', (lifecycles) => ({subscriptions: lifecycles})],
    ['RSS_GREW', (lifecycles) => ({rssBytes: lifecycles * 100_000})],
    ['WAL_LARGE', () => ({walBytes: 65 * 1024 * 1024})],
    // Ups and downs so wide that a leak would drown in them.
    ['SIGHT_TOO_WEAK', (lifecycles) => ({heapBytes: ((lifecycles * 31) % 1700) * 400})],
  ])('finds %s and nothing else', (code, change) => {
    expect(codesOf(changing(change))).toEqual([code]);
  });

  it('does not mind counts that waver with the work under way', () => {
    const result = changing((_, index) => ({timers: 3 + (index % 2), handles: index === 23 ? 31 : 30}));
    expect(codesOf(result)).toEqual([]);
  });

  it('does not judge what the system does not tell', () => {
    expect(codesOf(changing(() => ({handles: null, workerHeapBytes: null})))).toEqual([]);
  });

  it('names the line of the census that grew', () => {
    const result = changing((lifecycles) => ({
      census: {plans: 2, desks: lifecycles, wakes: 4, studies: 0, expiries: 0, busy: 0, heldMutexes: 0},
    }));
    expect(soakFindings(result, options)).toEqual([
      {
        code: 'CENSUS_GREW',
        subject: 'desks',
        evidence: '900 became 2400 in 1500 lifecycles, with the same plans alive',
      },
    ]);
  });

  it('judges the upper bound where the scenario has one', () => {
    const result = changing((lifecycles) => ({heapBytes: lifecycles * 6}));
    expect(codesOf(result)).toEqual([]);
    expect(codesOf(result, {...options, heapUpperBytes: 5})).toEqual(['HEAP_NOT_STEADY']);
  });

  it.each<[string, Partial<SoakResult>]>([
    ['STATEMENT_LEAK', {statements: {before: 40, after: 41}}],
    ['CENSUS_NOT_EMPTY', {left: {...someResult().left, subscriptions: 1}}],
    ['OBJECTS_LEFT', {left: {...someResult().left, watches: 4}}],
    ['LIFECYCLES_STUCK', {stuck: 'waited in vain'}],
    ['WRONG_END', {ends: [{status: 'closed', expected: 10, seen: 9}]}],
    ['WRONG_TERMS', {wrongTerms: 1, firstWrongTerms: 'the order of plan "edit-5" has version 1, not 2'}],
    ['WRONG_CENSUS', {wrongStudies: 1, firstWrongStudies: '3 analyses were kept, and the plans asked for 2'}],
    ['MISSED_BY_EVENTS', {missedByEvents: 1}],
    ['ENGINE_FAILURE', {failures: 1, firstFailure: 'sweep: oh'}],
    ['CLASS_GREW', {growth: {lifecycles: 200, classes: [{className: 'Mutex', count: 200, bytes: 6400}]}}],
  ])('finds %s', (code, change) => {
    expect(codesOf(someResult(change))).toEqual([code]);
  });

  it('lets pass a few objects that stay behind by chance', () => {
    expect(codesOf(someResult({left: {...someResult().left, watches: 3, desks: 3}}))).toEqual([]);
  });

  it('judges what there is of a run that came to a stop', () => {
    const result = someResult({checkpoints: someCheckpoints().slice(0, 1), stuck: 'waited in vain'});
    expect(codesOf(result)).toEqual(['LIFECYCLES_STUCK']);
  });
});

describe('soakMeasures', () => {
  it('is over a limit wherever there is a finding about it, and nowhere else', () => {
    const over = (result: SoakResult) =>
      soakMeasures(result, options)
        .filter(({ok}) => !ok)
        .map(({name}) => name);
    expect(over(someResult())).toEqual([]);
    expect(over(changing((lifecycles) => ({heapBytes: lifecycles * 100, timers: lifecycles})))).toEqual([
      'heapLeak',
      'timersGrowth',
    ]);
  });

  it('says how small a leak this run could have seen', () => {
    const seen = (result: SoakResult) =>
      soakMeasures(result, options).find(({name}) => name === 'smallestLeakSeen')?.value;
    expect(seen(someResult())).toBe(25);
    const scattered = changing((_, index) => ({heapBytes: 10_000_000 + scatter(index)}));
    expect(seen(scattered)).toBeGreaterThan(25);
    expect(seen(scattered)).toBeLessThan(60);
  });

  it('says nothing of files when the database is in memory', () => {
    const names = soakMeasures(someResult(), someOptions({store: 'memory'})).map(({name}) => name);
    expect(names).not.toContain('walMax');
    expect(names).not.toContain('databaseGrowth');
  });

  it('reports the growth of the database and does not judge it', () => {
    const measures = soakMeasures(
      changing((lifecycles) => ({databaseBytes: lifecycles * 2000})),
      options,
    );
    expect(measures.find(({name}) => name === 'databaseGrowth')).toEqual({
      name: 'databaseGrowth',
      value: 2000,
      limit: null,
      unit: 'bytes per lifecycle',
      ok: true,
    });
  });
});
