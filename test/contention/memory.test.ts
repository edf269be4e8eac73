import {queryObjects, setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {describe, expect, it} from 'vitest';
import {StandingQueue} from '../../src/contention/standing-queue.ts';
import {heapBytes} from '../../src/diagnose/heap/heap-bytes.ts';
import {settleHeap} from '../../src/diagnose/heap/settle.ts';
import {LockWorld} from './lock-world.ts';

setFlagsFromString('--expose-gc');
globalThis.gc = runInNewContext('gc') as typeof globalThis.gc;

const KEYS = 100_000;

describe('LockBook', () => {
  it('forgets a lock with its owner: many plans, each waited for, leave nothing behind', async () => {
    const world = new LockWorld({windowMs: 100});
    const use = async (keys: number, name: string) => {
      for (let index = 0; index < keys; index += 1) {
        const key = `${name}-${index}`;
        const meter = world.book.meter('plan');
        const holder = meter.arrive(key, true);
        const [waiter, another] = [meter.arrive(key, false), meter.arrive(key, false)];
        // Queues end, windows pass, and at some locks somebody gives up.
        if (index % 100 === 0) world.clock.set(world.clock.now() + 9);
        holder.left();
        waiter.entered();
        if (index % 3 === 0) another.abandoned();
        else another.entered();
        waiter.left();
        another.left();
      }
      await settleHeap();
      return heapBytes();
    };
    const before = await use(KEYS / 10, 'warm');
    const after = await use(KEYS, 'many');
    const {acquisitions, abandoned, depth, topKeys} = world.plans;
    expect({taken: acquisitions + abandoned, depth, topKeys: topKeys.length}).toEqual({
      taken: 3 * (KEYS + KEYS / 10),
      depth: 0,
      topKeys: 10,
    });
    // One reference kept for each lock would be 800,000 bytes; each lock's record a hundred times that.
    expect(after - before).toBeLessThan(400_000);
  });

  it('watches 64 queues at most, and none that has ended', async () => {
    const world = new LockWorld({windowMs: 100});
    const locks = Array.from({length: 500}, (_, index) => world.lock(`plan-${index}`));
    // At each lock a queue from 0 to 225 ms; the last to have it leaves at once.
    for (const lock of locks) for (const holdMs of [75, 75, 75, 1]) void world.use(lock, 0, holdMs);
    await world.clock.advance(140);
    expect(world.plans.depth).toBe(1000);
    const standing = queryObjects(StandingQueue, {format: 'count'});
    await world.clock.advance(1000);
    // What has ended is forgotten when anybody comes to any lock of the class.
    await world.lock('another').runExclusive(() => Promise.resolve());
    expect([standing, queryObjects(StandingQueue, {format: 'count'})]).toEqual([64, 0]);
  });
});
