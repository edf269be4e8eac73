import {describe, expect, it} from 'vitest';
import {StorageError} from '../../../src/errors.ts';
import {OperationQueue} from '../../../src/store/sqlite/operation-queue.ts';
import type {Answer, Turn, TurnResult} from '../../../src/store/sqlite/turn-runner.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';
import {ACCEPTED, CLOSED_REPORT, NOW_MS} from '../../ports/stored-values.ts';

const NO_ROOM = new StorageError('STORE_CANNOT_WRITE', 'the disk has no room for the database "x.db"');

/** A database on a disk that is full when it is told to be. */
class FullDisk {
  isFull = true;
  /** Whether the connection is lost with the first write. */
  isLost = false;
  tries = 0;
  readonly written: string[] = [];

  run({writes}: Turn): TurnResult {
    if (writes.length > 0) this.tries += 1;
    const answer: Answer = this.isFull ? {ok: false, error: NO_ROOM} : {ok: true, value: 'written'};
    if (!this.isFull) this.written.push(...writes.map(({method}) => method));
    const result = {writes: writes.map(() => answer), reads: [], walBytes: 0};
    return this.isLost ? {...result, failure: NO_ROOM} : result;
  }

  close(): void {}
}

function queueOn(disk: FullDisk) {
  const clock = new VirtualClock();
  const random = new SeededRandom(7);
  const queue = new OperationQueue(disk, {
    path: ':memory:',
    clock,
    random,
    deadlineMs: 1000,
    onFailure: () => {},
  });
  return {clock, queue};
}

describe('OperationQueue on a full disk', () => {
  it('refuses commands and claims at once, and says why', async () => {
    const {queue} = queueOn(new FullDisk());
    await expect(queue.submit('cancel', 'plan', 'enough', NOW_MS)).rejects.toBe(NO_ROOM);
    expect(queue.counters()).toMatchObject({waiting: 0, lockedForMs: 0, busyRetries: 0});
  });

  it('lets settlements wait until there is room, in order, and commands pass them by', async () => {
    const disk = new FullDisk();
    const {clock, queue} = queueOn(disk);
    const settling = queue.submit('settle', 'order', ACCEPTED, NOW_MS);
    const closing = queue.submit('report', 'order', CLOSED_REPORT, NOW_MS);
    const cancelling = expect(queue.submit('cancel', 'plan', 'enough', NOW_MS)).rejects.toBe(NO_ROOM);
    await clock.advance(60_000);
    await cancelling;
    expect(queue.counters()).toMatchObject({waiting: 2, lockedForMs: 0});
    // Tried more and more rarely, and at least four times a second.
    expect(disk.tries).toBeGreaterThan(240);
    expect(disk.tries).toBeLessThan(800);
    disk.isFull = false;
    await clock.advance(250);
    await Promise.all([settling, closing]);
    expect(disk.written).toEqual(['settle', 'report']);
    expect(queue.counters()).toMatchObject({waiting: 0, writes: 2});
  });

  it('tells what was wrong when it is closed and there is still no room at the deadline', async () => {
    const {clock, queue} = queueOn(new FullDisk());
    const refused = expect(queue.submit('settle', 'order', ACCEPTED, NOW_MS)).rejects.toBe(NO_ROOM);
    const closed = queue.close();
    await clock.advance(1000);
    await refused;
    await closed;
  });

  it('lets nobody wait for a connection that is lost', async () => {
    const disk = new FullDisk();
    disk.isLost = true;
    const {queue} = queueOn(disk);
    await expect(queue.submit('settle', 'order', ACCEPTED, NOW_MS)).rejects.toBe(NO_ROOM);
    expect(queue.counters().waiting).toBe(0);
  });
});
