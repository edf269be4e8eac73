import {describe, expect, it} from 'vitest';
import {LoopDelay} from '../../../src/diagnose/concurrency/loop-delay.ts';
import {SystemClock} from '../../../src/system/system-clock.ts';

const STALL_MS = 150;

/** Keeps this thread, and so its event loop, for some time. */
function stall(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STALL_MS);
}

describe('LoopDelay', () => {
  it('sees a stall, the first thing after it was begun too', async () => {
    const clock = new SystemClock();
    const loop = new LoopDelay(clock);
    stall();
    await clock.sleep(60);
    expect(loop.maxMs).toBeGreaterThan(STALL_MS / 2);
    expect(loop.takeRecentMaxMs()).toBeGreaterThan(STALL_MS / 2);
    expect(loop.takeRecentMaxMs()).toBeLessThan(STALL_MS / 2);
    await loop.stop();
  });

  it('counts the delay, and not the time between two looks', async () => {
    const clock = new SystemClock();
    const loop = new LoopDelay(clock);
    // The looks are 10 ms apart. A busy machine is late in half of them for a while, but not for long.
    do await clock.sleep(200);
    while (loop.p50Ms >= 8);
    expect(loop.p50Ms).toBeGreaterThanOrEqual(0);
    await loop.stop();
  });
});
