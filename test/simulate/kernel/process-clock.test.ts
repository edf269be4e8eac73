import fc from 'fast-check';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import type {Clock} from '../../../src/ports/clock.ts';
import {START_MS} from '../../../src/simulate/kernel/kernel.ts';
import {Machine} from '../../../src/simulate/kernel/simulated-process.ts';
import {SystemClock} from '../../../src/system/system-clock.ts';
import {aKernel, aProcess, until} from './a-kernel.ts';

function aClock(skewMs = 0) {
  const kernel = aKernel();
  const machine = new Machine('a', skewMs);
  const process = aProcess(kernel, {machine});
  return {kernel, machine, process, clock: process.clock};
}

describe('ProcessClock', () => {
  it('shows the time of its machine, which may be wrong', async () => {
    const {kernel, clock} = aClock(-250);
    expect([clock.now(), clock.monotonic()]).toEqual([START_MS - 250, 0]);
    await until(kernel, 100);
    expect([clock.now(), clock.monotonic()]).toEqual([START_MS - 150, 100]);
  });

  it('shows another time after a jump, to all processes of the machine, and has measured none of it', async () => {
    const {kernel, clock, machine} = aClock();
    const beside = aProcess(kernel, {name: 'user 1.1', pid: 2, machine});
    const elsewhere = aProcess(kernel, {name: 'monitor 2.1', pid: 3, machine: new Machine('b', 0)});
    await until(kernel, 100);
    machine.skewMs = -60_000;
    expect([clock.now(), clock.monotonic()]).toEqual([START_MS - 59_900, 100]);
    expect(beside.clock.now()).toBe(clock.now());
    expect(elsewhere.clock.now()).toBe(START_MS + 100);
  });

  it.each<[string, number, number]>([
    ['at its time where nothing jumps', 0, 500],
    ['later when the clock was set back', -200, 700],
    ['not before the time that was left when the clock was set forward', 200, 500],
    ['not before that either when it was set far forward', 5000, 500],
  ])('runs a timer %s', async (_, jumpMs, expected) => {
    const {kernel, clock, machine} = aClock(40);
    const ran: number[] = [];
    clock.at(clock.now() + 500, () => ran.push(kernel.elapsedMs));
    await until(kernel, 100);
    machine.skewMs += jumpMs;
    await until(kernel, 10_000);
    expect(ran).toEqual([expected]);
  });

  it('runs a timer of before at the next turn', async () => {
    const {kernel, clock} = aClock();
    const ran: number[] = [];
    clock.at(5, () => ran.push(kernel.elapsedMs));
    expect(ran).toEqual([]);
    await until(kernel, 0);
    expect(ran).toEqual([0]);
  });

  it('forgets a cancelled timer, also one that has looked again', async () => {
    const {kernel, clock, machine, process} = aClock();
    const timer = clock.at(clock.now() + 500, () => expect.unreachable());
    machine.skewMs = -1000;
    await until(kernel, 1000);
    expect(process.timers).toBe(1);
    timer.cancel();
    await until(kernel, 5000);
    expect(process.timers).toBe(0);
  });

  it('sleeps by true time, whatever its clock is set to', async () => {
    const {kernel, clock, machine} = aClock();
    let wokeMs: number | undefined;
    void clock.sleep(500).then(() => (wokeMs = kernel.elapsedMs));
    await until(kernel, 100);
    machine.skewMs = 60_000;
    await until(kernel, 499);
    expect(wokeMs).toBe(undefined);
    await until(kernel, 1000);
    expect(wokeMs).toBe(500);
  });

  it('ends a sleep with the reason of the abort, and leaves no timer', async () => {
    const {clock, process} = aClock();
    const stop = new AbortController();
    const reason = new Error('stopping');
    const sleep = clock.sleep(10, stop.signal);
    stop.abort(reason);
    await expect(sleep).rejects.toBe(reason);
    await expect(clock.sleep(10, stop.signal)).rejects.toBe(reason);
    expect(process.timers).toBe(0);
  });
});

describe('ProcessClock beside SystemClock', () => {
  beforeEach(() => {
    vi.useFakeTimers({now: START_MS});
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  type Step = Readonly<{afterMs: number; jumpMs: number; cancels: boolean}>;

  /** When a timer runs, by true time, on a machine whose clock is set now and then. */
  async function moments(
    {clock, elapsed}: Readonly<{clock: Clock; elapsed: () => number}>,
    {advance, jump}: Readonly<{advance: (ms: number) => Promise<void>; jump: (ms: number) => void}>,
    {inMs, steps}: Readonly<{inMs: number; steps: readonly Step[]}>,
  ): Promise<readonly number[]> {
    const ran: number[] = [];
    const timer = clock.at(clock.now() + inMs, () => ran.push(elapsed()));
    for (const {afterMs, jumpMs, cancels} of steps) {
      await advance(afterMs);
      jump(jumpMs);
      if (cancels) timer.cancel();
    }
    await advance(100_000);
    return ran;
  }

  it('runs a timer at the moment at which the machine’s own clock would', async () => {
    const aStep = fc.record({
      afterMs: fc.nat({max: 400}),
      jumpMs: fc.integer({min: -1000, max: 1000}),
      cancels: fc.constantFrom(false, false, false, false, false, true),
    });
    const aCase = fc.record({
      inMs: fc.integer({min: -50, max: 1000}),
      steps: fc.array(aStep, {maxLength: 6}),
    });
    let ranAtAll = 0;
    await fc.assert(
      fc.asyncProperty(aCase, async (one) => {
        const {kernel, machine, clock} = aClock();
        const simulated = await moments(
          {clock, elapsed: () => kernel.elapsedMs},
          {
            advance: (ms) => until(kernel, kernel.elapsedMs + ms),
            jump: (ms) => {
              machine.skewMs += ms;
            },
          },
          one,
        );
        vi.setSystemTime(START_MS);
        const system = new SystemClock();
        const startMs = system.monotonic();
        const real = await moments(
          {clock: system, elapsed: () => system.monotonic() - startMs},
          {
            advance: async (ms) => void vi.advanceTimersByTime(ms),
            jump: (ms) => void vi.setSystemTime(Date.now() + ms),
          },
          one,
        );
        vi.clearAllTimers();
        ranAtAll += real.length;
        expect(simulated).toEqual(real);
      }),
      {numRuns: 300},
    );
    expect(ranAtAll).toBeGreaterThan(150);
  });
});
