import {describe, expect, it} from 'vitest';
import {type OperationQueue as Queue, OperationQueue} from '../../../src/store/sqlite/operation-queue.ts';
import type {Turn, TurnResult} from '../../../src/store/sqlite/turn-runner.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';
import {ACCEPTED, NOW_MS} from '../../ports/stored-values.ts';

/** A database that notes what it is asked and is locked when it is told to be. */
class ScriptedTaker {
  isLocked = false;
  isThread = false;
  readonly turns: string[][] = [];
  tries = 0;

  run(turn: Turn): TurnResult | Promise<TurnResult> {
    const result = this.#answer(turn);
    return this.isThread ? Promise.resolve(result) : result;
  }

  #answer({writes, reads}: Turn): TurnResult {
    if (writes.length > 0) this.tries += 1;
    if (!this.isLocked && writes.length > 0) this.turns.push(writes.map(({args}) => JSON.stringify(args[0])));
    return {
      writes: this.isLocked && writes.length > 0 ? 'busy' : writes.map(() => ({ok: true, value: 'written'})),
      reads: reads.map(() => ({ok: true, value: 'read'})),
      walBytes: 8192,
    };
  }

  close(): void {}
}

function queueOn(taker: ScriptedTaker, clock: VirtualClock): Queue {
  return new OperationQueue(taker, {
    path: ':memory:',
    clock,
    random: new SeededRandom(7),
    deadlineMs: 1000,
    onFailure: () => {},
  });
}

describe('OperationQueue', () => {
  it('tries a locked database ever more rarely, but at least four times a second', async () => {
    const clock = new VirtualClock();
    const taker = new ScriptedTaker();
    taker.isLocked = true;
    const queue = queueOn(taker, clock);
    const settling = queue.submit('settle', 'order', ACCEPTED, NOW_MS);
    await clock.advance(1000);
    const early = taker.tries;
    await clock.advance(60_000);
    const perMinute = taker.tries - early;
    expect(early).toBeGreaterThanOrEqual(6);
    expect(perMinute).toBeGreaterThanOrEqual(240);
    // With full jitter a pause is half the cap of 250 ms on average.
    expect(perMinute).toBeLessThan(700);
    taker.isLocked = false;
    await clock.advance(250);
    expect(await settling).toBe('written');
    expect(queue.counters()).toMatchObject({writes: 1, groups: 1, lockedForMs: 0, waiting: 0, walPages: 2});
    expect(queue.counters().busyMs).toBeGreaterThanOrEqual(61_000);
  });

  it('rejects a command exactly at its deadline, and keeps the order of all that stays', async () => {
    const clock = new VirtualClock();
    const taker = new ScriptedTaker();
    taker.isLocked = true;
    const queue = queueOn(taker, clock);
    const rejected: string[] = [];
    const command = (planId: string) =>
      queue.submit('cancel', planId, 'enough', NOW_MS).catch((error: unknown) => {
        rejected.push(`${planId} at ${clock.now()}: ${String(error)}`);
      });
    const early = command('early');
    const first = queue.submit('settle', 'first', ACCEPTED, NOW_MS);
    await clock.advance(900);
    const late = command('late');
    const second = queue.submit('settle', 'second', ACCEPTED, NOW_MS);
    await clock.advance(300);
    expect(rejected).toEqual([
      'early at 1000: BusyError: the database ":memory:" stayed locked for 1.0 s while cancelling plan "early"',
    ]);
    taker.isLocked = false;
    await clock.advance(250);
    await Promise.all([early, first, late, second]);
    expect(taker.turns).toEqual([['"first"', '"late"', '"second"']]);
  });

  it('puts a turn that found the lock before what came meanwhile', async () => {
    const clock = new VirtualClock();
    const taker = new ScriptedTaker();
    taker.isLocked = true;
    taker.isThread = true;
    const queue = queueOn(taker, clock);
    const calls = ['first', 'second', 'third'].map((order) =>
      queue.submit('settle', order, ACCEPTED, NOW_MS),
    );
    await clock.advance(250);
    taker.isLocked = false;
    await clock.advance(250);
    await Promise.all(calls);
    expect(taker.turns).toEqual([['"first"', '"second"', '"third"']]);
  });

  it('reads while writes wait', async () => {
    const clock = new VirtualClock();
    const taker = new ScriptedTaker();
    taker.isLocked = true;
    const queue = queueOn(taker, clock);
    const writing = queue.submit('cancel', 'plan', 'enough', NOW_MS);
    expect(await queue.submit('changesSince', 0)).toBe('read');
    taker.isLocked = false;
    await clock.advance(250);
    expect(await writing).toBe('written');
  });

  it('does what nobody keeps from being done before it returns', () => {
    const taker = new ScriptedTaker();
    const queue = queueOn(taker, new VirtualClock());
    void queue.submit('cancel', 'plan', 'enough', NOW_MS);
    expect(taker.turns).toEqual([['"plan"']]);
  });
});
