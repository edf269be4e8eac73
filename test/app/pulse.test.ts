import {expect, it} from 'vitest';
import {Pulse} from '../../src/app/pulse.ts';
import {closing} from '../../src/closers.ts';
import {VirtualClock} from '../../src/system/virtual-clock.ts';

it('tells quotes a second of the last ten seconds, and ends with the work', async () => {
  const clock = new VirtualClock(0);
  let accepted = 0;
  const pulse = new Pulse(clock, () => accepted);
  await closing(async (closers) => {
    pulse.follow(closers);
    expect([pulse.quotesPerSecond, pulse.loopDelayMs]).toEqual([null, null]);
    for (let beat = 0; beat < 20; beat += 1) {
      accepted += 3;
      await clock.advance(250);
    }
    expect(pulse.quotesPerSecond).toBeCloseTo(12, 6);
    expect(pulse.loopDelayMs).toBe(0);
    // An hour without a quote: what came before it counts no more.
    await clock.advance(3_600_000);
    expect(pulse.quotesPerSecond).toBe(0);
  });
  expect(clock.timers).toBe(0);
});

it('tells how late the loop was at worst', async () => {
  const clock = new VirtualClock(0);
  const late = [0, 40, 5];
  let monotonicMs = 0;
  // A loop that is held up: the sleep of 250 ms takes longer by so much.
  const slow = {
    now: () => clock.now(),
    monotonic: () => monotonicMs,
    at: (timeMs: number, fn: () => void) => clock.at(timeMs, fn),
    sleep: async (ms: number, signal?: AbortSignal) => {
      await clock.sleep(ms, signal);
      monotonicMs += ms + (late.shift() ?? 0);
    },
  };
  const pulse = new Pulse(slow, () => 0);
  await closing(async (closers) => {
    pulse.follow(closers);
    for (let beat = 0; beat < 3; beat += 1) await clock.advance(250);
    expect(pulse.loopDelayMs).toBe(40);
  });
});
