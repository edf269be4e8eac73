import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {Ledger, LedgerReader} from '../../../src/diagnose/concurrency/ledger.ts';
import {LedgerBroker} from '../../../src/diagnose/concurrency/ledger-broker.ts';
import type {Outcome} from '../../../src/ports/broker.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';
import {anIntent, NOW_MS} from '../../ports/stored-values.ts';
import {temporaryDirectory} from '../../store/sqlite/temporary-database.ts';
import {GONE} from './runs.ts';

const ANSWER_MS = 30;

function world(seed = 1) {
  const path = join(temporaryDirectory(), 'ledger.jsonl');
  const clock = new VirtualClock(NOW_MS);
  const ledger = new Ledger(path);
  const broker = new LedgerBroker({ledger, clock, random: new SeededRandom(seed)}, 'monitor 0', ANSWER_MS);
  const said: string[] = [];
  broker.onEvent(({clientOrderId}) => said.push(clientOrderId));
  return {clock, broker, said, lines: new LedgerReader(path)};
}

/** Sends an order, and says what had been said of it by the time that the answer came. */
async function sent(planId: string, {attempt = 1, seed = 1} = {}) {
  const {clock, broker, said, lines} = world(seed);
  let answer: Outcome | undefined;
  let saidBefore = -1;
  void broker.submit(anIntent({planId, attempt, clientOrderId: 'key'})).then((outcome) => {
    answer = outcome;
    saidBefore = said.length;
  });
  await clock.advance(1000);
  return {answer, saidBefore, said, kinds: lines.read().map(({is}) => is), broker};
}

describe('LedgerBroker', () => {
  it('says of an early one that it is gone before it has answered', async () => {
    const {answer, saidBefore, said, kinds} = await sent('early-0-0');
    expect(answer).toMatchObject({
      status: 'accepted',
      report: {state: 'filled', fill: {volumeLots: 0.01, price: 1301.45}, close: null},
    });
    expect(saidBefore).toBeGreaterThan(0);
    expect(said).toHaveLength(saidBefore);
    expect(kinds).toEqual(['submitted', 'answered', ...said.map(() => 'closed')]);
  });

  it('answers about an early one so long after it has said so, that a close let through is lost', async () => {
    const {clock, broker, said} = world();
    let isAnswered = false;
    void broker.submit(anIntent({planId: 'early-0-0', clientOrderId: 'key'})).then(() => {
      isAnswered = true;
    });
    while (said.length === 0) await clock.advance(1);
    await clock.advance(ANSWER_MS - 1);
    expect(isAnswered).toBe(false);
    await clock.advance(20);
    expect(isAnswered).toBe(true);
  });

  it('says of others afterwards that they are gone', async () => {
    const {answer, saidBefore, said} = await sent('late-0-5');
    expect(answer).toMatchObject({status: 'accepted'});
    expect(saidBefore).toBe(0);
    expect(said.length).toBeGreaterThan(0);
  });

  it('refuses the first order of a plan that retries, and says that it is gone', async () => {
    const first = await sent('retry-0-2');
    expect(first.answer).toMatchObject({status: 'rejected', retry: 'later'});
    expect(first.saidBefore).toBeGreaterThan(0);
    expect(await first.broker.lookup('key')).toMatchObject({status: 'undecided'});
    const second = await sent('retry-0-2', {attempt: 2});
    expect(second.answer).toMatchObject({status: 'accepted'});
    expect(await second.broker.lookup('key')).toMatchObject({
      status: 'found',
      report: {close: {reason: 'takeProfit'}},
    });
  });

  it('says some things more than once', async () => {
    const times = await Promise.all(Array.from({length: 20}, (_, seed) => sent('early-0-0', {seed})));
    expect(new Set(times.map(({said}) => said.length))).toEqual(new Set([1, 2, 3]));
  });

  it('takes a key that it knows once more, and writes that down', async () => {
    const {clock, broker, lines} = world();
    const intent = anIntent({planId: 'late-0-5'});
    for (let count = 0; count < 2; count += 1) void broker.submit(intent);
    await clock.advance(1000);
    expect(lines.read().filter(({is}) => is === 'submitted')).toHaveLength(2);
    await broker.settled();
  });

  it('hears what the broker has told another, but for what comes before an answer', () => {
    const {broker, said} = world();
    const line = (planId: string, by: string) =>
      ({is: 'closed', by, key: planId, planId, report: GONE}) as const;
    broker.hear(line('late-0-5', 'monitor 1'));
    broker.hear(line('retry-0-2', 'monitor 1'));
    broker.hear(line('early-0-0', 'monitor 1'));
    broker.hear(line('late-0-15', 'monitor 0'));
    broker.hear({is: 'over'});
    expect(said).toEqual(['late-0-5', 'retry-0-2']);
  });
});
