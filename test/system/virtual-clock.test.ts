import {describe, expect, it} from 'vitest';
import {rest, VirtualClock} from '../../src/system/virtual-clock.ts';

describe('VirtualClock', () => {
  it('runs timers in the order of their times, then of their setting, each at its time', async () => {
    const clock = new VirtualClock(100);
    const ran: string[] = [];
    for (const [name, timeMs] of [
      ['late', 300],
      ['early', 200],
      ['early too', 200],
      ['past', 50],
    ] as const) {
      clock.at(timeMs, () => ran.push(`${name} ${clock.now()}`));
    }
    await clock.advanceTo(250);
    expect(ran).toEqual(['past 100', 'early 200', 'early too 200']);
    expect([clock.now(), clock.monotonic(), clock.timers, clock.nextTimerMs]).toEqual([250, 150, 1, 300]);
    await clock.advance(50);
    expect(ran.at(-1)).toBe('late 300');
  });

  it('runs timers that timers set, and lets promises finish before time goes on', async () => {
    const clock = new VirtualClock();
    const ran: string[] = [];
    clock.at(10, () => {
      void Promise.resolve().then(() => {
        ran.push(`promise ${clock.now()}`);
        clock.at(20, () => ran.push(`inner ${clock.now()}`));
      });
    });
    clock.at(30, () => ran.push(`outer ${clock.now()}`));
    await clock.advanceTo(40);
    expect(ran).toEqual(['promise 10', 'inner 20', 'outer 30']);
  });

  it('never goes back', async () => {
    const clock = new VirtualClock(100);
    clock.set(50);
    await clock.advanceTo(20);
    expect(clock.now()).toBe(100);
  });

  it('sets time without running what falls due, until it is asked to', () => {
    const clock = new VirtualClock();
    const ran: number[] = [];
    clock.at(10, () => ran.push(clock.now()));
    clock.set(15);
    expect(ran).toEqual([]);
    clock.runDue();
    expect(ran).toEqual([15]);
  });

  it('forgets a cancelled timer, once or twice', async () => {
    const clock = new VirtualClock();
    const timer = clock.at(10, () => expect.unreachable());
    timer.cancel();
    timer.cancel();
    await clock.advanceTo(20);
    expect(clock.timers).toBe(0);
  });

  it('sleeps until its time', async () => {
    const clock = new VirtualClock();
    let isAwake = false;
    const sleep = clock.sleep(10).then(() => {
      isAwake = true;
    });
    await clock.advanceTo(9);
    expect(isAwake).toBe(false);
    await clock.advanceTo(10);
    await sleep;
    expect(isAwake).toBe(true);
  });

  it('ends a sleep with the reason of the abort, and leaves no timer', async () => {
    const clock = new VirtualClock();
    const stop = new AbortController();
    const reason = new Error('stopping');
    const sleep = clock.sleep(10, stop.signal);
    stop.abort(reason);
    await expect(sleep).rejects.toBe(reason);
    await expect(clock.sleep(10, stop.signal)).rejects.toBe(reason);
    await rest();
    expect(clock.timers).toBe(0);
  });
});
