import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {START_MS} from '../../../src/simulate/kernel/kernel.ts';
import {aKernel, until} from './a-kernel.ts';

describe('Kernel', () => {
  it('lets things happen in the order of their times, then of their setting', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({max: 20}), {maxLength: 30}), async (times) => {
        const kernel = aKernel();
        const seen: (readonly [number, number])[] = [];
        for (const [index, ms] of times.entries()) {
          kernel.after(ms, () => {
            expect(kernel.elapsedMs).toBe(ms);
            seen.push([ms, index]);
          });
        }
        await until(kernel, 20);
        const expected = times.map((ms, index) => [ms, index] as const);
        expect(seen).toEqual(expected.toSorted(([a, i], [b, j]) => a - b || i - j));
        expect(kernel.events).toBe(times.length);
      }),
    );
  });

  it('lets everything come to rest that waits for nothing but promises, before anybody looks', async () => {
    const kernel = aKernel();
    const seen: string[] = [];
    const long = async (name: string) => {
      for (let turn = 0; turn < 100; turn++) await Promise.resolve();
      seen.push(name);
      kernel.after(1, () => void inTurn(`${name} later`));
    };
    const inTurn = async (name: string) => {
      await Promise.all([Promise.resolve(), (async () => Promise.resolve())()]);
      seen.push(name);
    };
    kernel.after(10, () => void long('one'));
    kernel.after(10, () => void long('two'));
    await kernel.run(20, () => {
      seen.push('look');
      return false;
    });
    expect(seen).toEqual(['one', 'look', 'two', 'look', 'one later', 'look', 'two later', 'look']);
  });

  it('does so at every event, those included after which it lets the event loop turn', async () => {
    const kernel = aKernel();
    let rested = 0;
    for (let event = 1; event <= 2500; event++) {
      kernel.after(event, () => {
        void Promise.resolve()
          .then(() => undefined)
          .then(() => (rested = event));
      });
    }
    const unrested: number[] = [];
    await kernel.run(3000, () => {
      if (rested !== kernel.events) unrested.push(kernel.events);
      return false;
    });
    expect([kernel.events, unrested]).toEqual([2500, []]);
  });

  it('lets signals in now and then', async () => {
    const kernel = aKernel();
    const again = () => void kernel.after(1, again);
    again();
    let isHeard = false;
    setImmediate(() => (isHeard = true));
    await kernel.run(1_000_000, () => isHeard);
    expect(isHeard).toBe(true);
    expect(kernel.events).toBeLessThanOrEqual(1001);
  });

  it('ends where look says so, and goes on from there', async () => {
    const kernel = aKernel();
    const seen: number[] = [];
    for (const ms of [1, 2, 3, 4]) kernel.after(ms, () => seen.push(ms));
    await kernel.run(10, () => kernel.events === 2);
    expect([seen, kernel.elapsedMs]).toEqual([[1, 2], 2]);
    await until(kernel, 3);
    expect([seen, kernel.elapsedMs]).toEqual([[1, 2, 3], 3]);
    await until(kernel, 10);
    expect([seen, kernel.elapsedMs, kernel.nowMs]).toEqual([[1, 2, 3, 4], 10, START_MS + 10]);
  });

  it('forgets what was cancelled', async () => {
    const kernel = aKernel();
    kernel.after(5, () => expect.unreachable()).cancel();
    await until(kernel, 10);
    expect(kernel.events).toBe(0);
  });

  it('notes what is said with the time of the run', async () => {
    const kernel = aKernel();
    kernel.after(5, () => kernel.note('disk', 'locked'));
    await until(kernel, 10);
    expect(kernel.trace.lines).toEqual([{atMs: 5, who: 'disk', what: 'locked'}]);
  });
});
