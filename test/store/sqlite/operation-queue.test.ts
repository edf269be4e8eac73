import {describe, expect, it} from 'vitest';
import {LockBook} from '../../../src/contention/lock-book.ts';
import {
  type OperationQueue as Queue,
  OperationQueue,
  type TurnTaker,
} from '../../../src/store/sqlite/operation-queue.ts';
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

describe('OperationQueue with a meter', () => {
  function metered(taker: TurnTaker) {
    const clock = new VirtualClock();
    const book = new LockBook(clock);
    const queue = new OperationQueue(taker, {
      path: ':memory:',
      clock,
      random: new SeededRandom(7),
      deadlineMs: 1000,
      meter: book.meter('databaseWriter'),
      onFailure: () => {},
    });
    return {clock, queue, seen: () => book.report().classes.databaseWriter};
  }

  /** A thread that takes 5 ms for a turn. */
  class SlowTaker extends ScriptedTaker {
    clock: VirtualClock | undefined;

    override async run(turn: Turn): Promise<TurnResult> {
      const result = super.run(turn);
      await this.clock?.sleep(5);
      return result;
    }
  }

  function slow() {
    const taker = new SlowTaker();
    const world = metered(taker);
    taker.clock = world.clock;
    return {taker, ...world};
  }

  it('counts each write under its method: the wait for its turn, and the turn as its hold', async () => {
    const {clock, queue, seen} = slow();
    const calls: Promise<unknown>[] = [queue.submit('cancel', 'first', 'enough', NOW_MS)];
    await clock.advance(2);
    calls.push(queue.submit('settle', 'second', ACCEPTED, NOW_MS), queue.submit('expire', 'third', NOW_MS));
    expect(seen()).toMatchObject({
      depth: 2,
      holder: {key: 'cancel', doing: 'cancelling plan "first"', forMs: 2},
      longestWaiter: {key: 'settle', doing: 'settling order "second"', forMs: 0},
    });
    await clock.advance(1);
    calls.push(queue.submit('expire', 'fourth', NOW_MS));
    await clock.advance(20);
    await Promise.all(calls);
    const {holdMs, ...others} = seen();
    // Two turns: the first alone, the others as a group, which waited 3, 3 and 2 ms.
    expect(others).toMatchObject({
      acquisitions: 4,
      contended: 3,
      abandoned: 0,
      waitTotalMs: 8,
      waitMs: {max: 3},
      depth: 0,
      depthMax: 3,
      releases: 2,
      handOverShare: 0.5,
      holder: null,
      longestWaiter: null,
      topKeys: [
        {key: 'expire', acquisitions: 2, waitMs: 5, waitMaxMs: 3},
        {key: 'settle', acquisitions: 1, waitMs: 3, waitMaxMs: 3},
      ],
    });
    expect(holdMs.max).toBe(5);
    expect(holdMs.p50).toBeCloseTo(5, 0);
  });

  it('counts no reads, but the wait of a write for a turn of reads', async () => {
    const {clock, queue, seen} = slow();
    const reading = queue.submit('changesSince', 0);
    await clock.advance(1);
    expect(seen()).toMatchObject({holder: null, depth: 0});
    const writing = queue.submit('cancel', 'plan', 'enough', NOW_MS);
    await clock.advance(20);
    await Promise.all([reading, writing]);
    expect(seen()).toMatchObject({acquisitions: 1, contended: 1, waitTotalMs: 4, handOverShare: 0});
  });

  it('has a write wait until the file is let go, its tries included', async () => {
    const {taker, clock, queue, seen} = slow();
    taker.isLocked = true;
    const settling = queue.submit('settle', 'order', ACCEPTED, NOW_MS);
    await clock.advance(5000);
    expect(seen()).toMatchObject({
      acquisitions: 0,
      depth: 1,
      holder: null,
      longestWaiter: {key: 'settle', doing: 'settling order "order"', forMs: 5000},
    });
    taker.isLocked = false;
    await clock.advance(300);
    await settling;
    const {waitTotalMs, holdMs, ...others} = seen();
    expect(others).toMatchObject({acquisitions: 1, contended: 1, releases: 1, depth: 0, depthMax: 1});
    expect(waitTotalMs).toBeGreaterThanOrEqual(5000);
    expect(waitTotalMs).toBeLessThan(5300);
    expect(holdMs.max).toBe(5);
  });

  it('does not take the tries of a locked file for an empty queue', async () => {
    const {taker, clock, queue, seen} = slow();
    taker.isLocked = true;
    const calls: Promise<unknown>[] = [];
    for (let window = 0; window < 5; window += 1) {
      for (let index = 0; index < 10; index += 1)
        calls.push(queue.submit('settle', 'order', ACCEPTED, NOW_MS));
      await clock.advance(5000);
    }
    expect(seen()).toMatchObject({depth: 50, isOverloaded: true, convoys: []});
    taker.isLocked = false;
    await clock.advance(300);
    await Promise.all(calls);
    expect(seen()).toMatchObject({depth: 0, acquisitions: 50, releases: 1});
  });

  it('has a write wait that comes while the queue pauses', async () => {
    const taker = new ScriptedTaker();
    taker.isLocked = true;
    const {clock, queue, seen} = metered(taker);
    const calls = [queue.submit('settle', 'first', ACCEPTED, NOW_MS)];
    expect(seen()).toMatchObject({depth: 1, holder: null});
    calls.push(queue.submit('settle', 'second', ACCEPTED, NOW_MS));
    expect(seen()).toMatchObject({depth: 2, holder: null});
    taker.isLocked = false;
    await clock.advance(250);
    await Promise.all(calls);
    expect(seen()).toMatchObject({acquisitions: 2, contended: 2, releases: 1});
  });

  it('counts those who are refused at their deadline as having given up', async () => {
    const {taker, clock, queue, seen} = slow();
    taker.isLocked = true;
    const cancelling = expect(queue.submit('cancel', 'plan', 'enough', NOW_MS)).rejects.toThrow('locked');
    await clock.advance(1200);
    await cancelling;
    expect(seen()).toMatchObject({acquisitions: 0, abandoned: 1, depth: 0, longestWaiter: null});
    expect(seen().waitTotalMs).toBeGreaterThanOrEqual(1000);
  });

  it('has nobody hold or wait after the connection was lost', async () => {
    const broken = {run: () => Promise.reject(new Error('gone')), close: () => {}};
    const {queue, seen} = metered(broken);
    const calls = [1, 2, 3].map(() => queue.submit('settle', 'order', ACCEPTED, NOW_MS));
    expect(await Promise.allSettled(calls)).toMatchObject(calls.map(() => ({status: 'rejected'})));
    expect(seen()).toMatchObject({
      acquisitions: 1,
      abandoned: 2,
      depth: 0,
      holder: null,
      longestWaiter: null,
    });
  });

  it('finds no convoy in a busy queue whose writes all fit into the next turn', async () => {
    const {clock, queue, seen} = slow();
    const until = async (atMs: number) => {
      while (clock.monotonic() < atMs) {
        void queue.submit('saveVerdicts', []);
        await clock.sleep(1);
      }
    };
    void until(12_000);
    await clock.advance(12_000);
    const {handOverShare, waitMs, convoys, isOverloaded} = seen();
    expect(handOverShare).toBeGreaterThan(0.95);
    expect(waitMs.max).toBeLessThanOrEqual(5);
    expect({convoys, isOverloaded}).toEqual({convoys: [], isOverloaded: false});
  });
});
