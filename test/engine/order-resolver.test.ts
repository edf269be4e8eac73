import {describe, expect, it} from 'vitest';
import {OrderResolver, RESOLVER_DEFAULTS, type ResolverOptions} from '../../src/engine/order-resolver.ts';
import type {Intent, Lookup} from '../../src/ports/broker.ts';
import {VirtualClock} from '../../src/system/virtual-clock.ts';
import {anIntent} from '../broker/order-builders.ts';
import {ABSENT, aReport, START_MS} from './monitor-world.ts';

const INTENT: Intent = {...anIntent(), firedAtMs: START_MS, notAfterMs: START_MS + 5000};
const UNDECIDED: Lookup = {status: 'undecided', reason: 'history is slow'};

/** Resolves with one answer for each look; the last one is repeated. */
async function resolved(
  answers: readonly (Lookup | 'never' | 'throws')[],
  {
    fence,
    options = {},
    clock = new VirtualClock(START_MS),
  }: Readonly<{fence?: 'sent' | 'never'; options?: Partial<ResolverOptions>; clock?: VirtualClock}> = {},
) {
  let looks = 0;
  const broker = {
    capabilities: {lookup: true, fence: fence !== undefined, restingOrders: true},
    lookup: (): Promise<Lookup> => {
      const answer = answers[Math.min(looks, answers.length - 1)];
      looks += 1;
      if (answer === 'never' || answer === undefined) return new Promise(() => undefined);
      return answer === 'throws' ? Promise.reject(new Error('socket hang up')) : Promise.resolve(answer);
    },
    fence: () => Promise.resolve(fence ?? 'sent'),
  };
  const resolver = new OrderResolver(clock, broker, {...RESOLVER_DEFAULTS, ...options});
  const resolving = resolver.resolve(INTENT, 'no answer', clock.monotonic());
  await clock.advance(300_000);
  return {...(await resolving), looks};
}

describe('OrderResolver', () => {
  it.each<[string, readonly (Lookup | 'never' | 'throws')[]]>([
    ['at once', [{status: 'found', report: aReport()}]],
    ['after a history that is slow', [UNDECIDED, UNDECIDED, {status: 'found', report: aReport()}]],
    [
      'after looks that threw, and were not answered',
      ['throws', 'never', {status: 'found', report: aReport()}],
    ],
    ['after it seemed to be absent', [ABSENT, {status: 'found', report: aReport()}]],
  ])('finds the order %s', async (_when, answers) => {
    expect(await resolved(answers)).toMatchObject({as: 'found', looks: answers.length});
  });

  it('takes a report that makes no sense for no answer', async () => {
    const nonsense: Lookup = {status: 'found', report: aReport({stopLoss: Number.NaN})};
    const result = await resolved([nonsense, {status: 'found', report: aReport()}]);
    expect(result).toMatchObject({as: 'found', looks: 2});
  });

  it('is certain at once where the key could be fenced', async () => {
    expect(await resolved([ABSENT], {fence: 'never'})).toMatchObject({as: 'notSent', looks: 1});
    expect(await resolved([UNDECIDED], {fence: 'never'})).toMatchObject({as: 'notSent', looks: 1});
  });

  it('believes in absence only after the order can no longer be sent, has settled, and several looks agree', async () => {
    const settled = {absentLooksMin: 3, settleMs: 10_000};
    const result = await resolved([ABSENT], {fence: 'sent', options: settled});
    expect(result.as).toBe('notSent');
    // 0, 0.2, 0.7, 1.7, 3.7, 8.7, 18.7, 28.7 and 38.7 s: the last three come later than 15 s.
    expect(result.looks).toBe(9);
  });

  it('does not believe in absence sooner where the clock was set forward', async () => {
    const clock = new VirtualClock(START_MS);
    const now = clock.now.bind(clock);
    clock.now = () => now() + 60_000;
    // Looks after 0, 0.2, 0.7, 1.7, 3.7, 8.7 and 18.7 s; the order can be sent for 5 s.
    expect(await resolved([ABSENT], {fence: 'sent', clock})).toMatchObject({as: 'notSent', looks: 7});
  });

  it('counts absences anew after a look that has decided nothing', async () => {
    // The sixth, after 8.7 s, is the first that comes too late for the order to be sent.
    const flaky = [...Array.from({length: 6}, () => ABSENT), UNDECIDED, ABSENT];
    expect(await resolved(flaky)).toMatchObject({as: 'notSent', looks: 9});
  });

  it('parks the order with every look when there is no proof at the end', async () => {
    const result = await resolved([UNDECIDED, 'throws', 'never']);
    expect(result).toMatchObject({as: 'unresolved', looks: RESOLVER_DEFAULTS.lookupDelaysMs.length});
    const evidence = JSON.stringify(result.as === 'unresolved' ? result.evidence : {});
    for (const said of ['history is slow', 'socket hang up', 'no answer in 10000 ms'])
      expect(evidence).toContain(said);
  });

  it('hands on a rejection that the broker proves', async () => {
    const rejected: Lookup = {status: 'rejected', code: 'NO_MONEY', message: 'no', retry: 'never'};
    expect(await resolved([UNDECIDED, rejected])).toMatchObject({
      as: 'rejected',
      rejection: {code: 'NO_MONEY'},
    });
  });
});
