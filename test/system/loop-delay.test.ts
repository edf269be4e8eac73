import {setTimeout as sleep} from 'node:timers/promises';
import {describe, expect, it, onTestFinished} from 'vitest';
import {LoopDelay} from '../../src/system/loop-delay.ts';

const BLOCKED_MS = 200;

function block(ms: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
}

describe('LoopDelay', () => {
  it('sees for how long the loop was blocked, whoever looks first', async () => {
    const delay = new LoopDelay();
    onTestFinished(() => delay.close());
    expect(delay.delays()).toEqual({p50: 0, p99: 0, max: 0});
    await sleep(50);
    block(BLOCKED_MS);
    await sleep(50);
    const first = delay.delays();
    expect(first.max).toBeGreaterThan(BLOCKED_MS - 25);
    expect(first.p50).toBeLessThan(BLOCKED_MS);
    // A look takes nothing from the next.
    expect(delay.delays().max).toBeGreaterThanOrEqual(first.max);
  });

  it('does not count the pause between two measurements as a delay', async () => {
    const delay = new LoopDelay();
    onTestFinished(() => delay.close());
    await sleep(200);
    // The pause alone is 10 ms; a machine that is busy may be late, but not always by as much.
    expect(delay.delays().p50).toBeLessThan(9);
  });
});
