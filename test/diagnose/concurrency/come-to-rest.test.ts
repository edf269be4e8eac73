import {describe, expect, it} from 'vitest';
import {comeToRest} from '../../../src/diagnose/concurrency/come-to-rest.ts';
import type {Census} from '../../../src/engine/monitor.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';

const NOTHING: Census = {plans: 0, desks: 0, wakes: 0, studies: 0, expiries: 0, busy: 0, heldMutexes: 0};

/** When a monitor that holds so much at a time is taken to be at rest, and with what. */
async function restOf(censusAt: (nowMs: number) => Partial<Census>) {
  const clock = new VirtualClock();
  let restedAtMs = -1;
  const rest = comeToRest({census: () => ({...NOTHING, ...censusAt(clock.now())})}, clock, 10_000);
  void rest.then(() => {
    restedAtMs = clock.now();
  });
  await clock.advance(12_000);
  return {restedAtMs, census: await rest};
}

describe('comeToRest', () => {
  it('waits for the last plan to go, and no longer', async () => {
    const {restedAtMs, census} = await restOf((nowMs) => ({
      plans: Math.max(0, 3 - Math.floor(nowMs / 1000)),
    }));
    expect(census).toEqual(NOTHING);
    expect(restedAtMs).toBeGreaterThanOrEqual(3000);
    expect(restedAtMs).toBeLessThan(3100);
  });

  it('ends when what is left does not move any more', async () => {
    const {restedAtMs, census} = await restOf((nowMs) => ({plans: nowMs < 1000 ? 2 : 1}));
    expect(census.plans).toBe(1);
    expect(restedAtMs).toBeGreaterThanOrEqual(2500);
    expect(restedAtMs).toBeLessThan(2700);
  });

  it('goes on while work is under way, until it takes too long', async () => {
    const {restedAtMs, census} = await restOf(() => ({plans: 1, busy: 1}));
    expect(census.busy).toBe(1);
    expect(restedAtMs).toBeGreaterThanOrEqual(10_000);
    expect(restedAtMs).toBeLessThan(10_100);
  });
});
