import {describe, expect, it, onTestFinished} from 'vitest';
import {Heartbeat} from '../../../src/diagnose/db-lock/heartbeat.ts';
import type {ThreadTimes} from '../../../src/diagnose/db-lock/thread-times.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';

/** A heartbeat on a thread that has done with its time what the test says, or whose system does not tell. */
function beating(tells = true) {
  const clock = new VirtualClock(1_000_000);
  let times: ThreadTimes = {ranMs: 0, waitedMs: 0};
  const heartbeat = new Heartbeat(clock, {read: () => (tells ? times : undefined)});
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  void heartbeat.run(stop.signal);
  /** The loop stands still; what is left of the time the thread sleeps. */
  const stall = (ms: number, {ranMs = 0, waitedMs = 0}: Partial<ThreadTimes> = {}) => {
    clock.set(clock.now() + ms);
    times = {ranMs: times.ranMs + ranMs, waitedMs: times.waitedMs + waitedMs};
  };
  return {clock, heartbeat, stall};
}

describe('Heartbeat', () => {
  it('says how late each beat came since the last look', async () => {
    const {clock, heartbeat, stall} = beating();
    await clock.advance(10);
    stall(25, {ranMs: 25});
    await clock.advance(5);
    expect(heartbeat.take()).toEqual({atMs: 1_000_040, spanMs: 40, gapsMs: [0, 0, 20, 0], ownGapMs: 20});
    await clock.advance(5);
    expect(heartbeat.take()).toEqual({atMs: 1_000_045, spanMs: 5, gapsMs: [0], ownGapMs: 0});
  });

  it('counts a beat that is due and has not come, and not once more when it comes', async () => {
    const {clock, heartbeat, stall} = beating();
    await clock.advance(10);
    stall(905);
    // Of two timers that are late the look may be the first.
    expect(heartbeat.take()).toMatchObject({gapsMs: [0, 0, 900], ownGapMs: 900});
    await clock.advance(5);
    expect(Math.max(...heartbeat.take().gapsMs)).toBe(0);
  });

  it('counts no beat that is not due yet', async () => {
    const {clock, heartbeat} = beating();
    await clock.advance(8);
    expect(heartbeat.take().gapsMs).toEqual([0]);
    await clock.advance(2);
    expect(heartbeat.take().gapsMs).toEqual([0]);
  });

  it.each<[string, Partial<ThreadTimes>, number]>([
    ['takes off what a thread that worked waited for a processor', {ranMs: 100, waitedMs: 700}, 200],
    ['lets short sleeps pass, such as of page faults', {ranMs: 50, waitedMs: 750}, 150],
    [
      'takes nothing off when the thread slept: it waited because it had slept',
      {ranMs: 20, waitedMs: 600},
      900,
    ],
  ])('%s', async (_, times, ownGapMs) => {
    const {clock, heartbeat, stall} = beating();
    await clock.advance(5);
    stall(905, times);
    expect(heartbeat.take()).toMatchObject({gapsMs: [0, 900], ownGapMs});
  });

  it('takes nothing off where the system does not tell', async () => {
    const {clock, heartbeat, stall} = beating(false);
    await clock.advance(5);
    stall(905, {waitedMs: 900});
    expect(heartbeat.take()).toMatchObject({ownGapMs: 900});
  });
});
