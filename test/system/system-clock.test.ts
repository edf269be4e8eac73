import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {SystemClock} from '../../src/system/system-clock.ts';

describe('SystemClock', () => {
  beforeEach(() => {
    vi.useFakeTimers({now: 1_000_000});
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('runs a timer at its time, and one that is late at the next turn', () => {
    const clock = new SystemClock();
    const ran: number[] = [];
    clock.at(1_000_500, () => ran.push(clock.now()));
    clock.at(5, () => ran.push(clock.now()));
    vi.advanceTimersByTime(0);
    expect(ran).toEqual([1_000_000]);
    vi.advanceTimersByTime(500);
    expect(ran).toEqual([1_000_000, 1_000_500]);
  });

  it('waits longer than one timer of the runtime can', () => {
    const clock = new SystemClock();
    const ran: number[] = [];
    const timeMs = 1_000_000 + 60 * 86_400_000;
    clock.at(timeMs, () => ran.push(clock.now()));
    vi.advanceTimersByTime(60 * 86_400_000 - 1);
    expect(ran).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(ran).toEqual([timeMs]);
  });

  it('forgets a cancelled timer, also one that has waited in parts', () => {
    const clock = new SystemClock();
    const timer = clock.at(1_000_000 + 60 * 86_400_000, () => expect.unreachable());
    vi.advanceTimersByTime(30 * 86_400_000);
    timer.cancel();
    vi.advanceTimersByTime(40 * 86_400_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('sleeps, and ends a sleep with the reason of the abort', async () => {
    const clock = new SystemClock();
    const stop = new AbortController();
    const sleeps = [clock.sleep(10), clock.sleep(10, stop.signal)];
    const reason = new Error('stopping');
    stop.abort(reason);
    vi.advanceTimersByTime(10);
    expect(await Promise.allSettled(sleeps)).toEqual([
      {status: 'fulfilled', value: undefined},
      {status: 'rejected', reason},
    ]);
    await expect(clock.sleep(10, stop.signal)).rejects.toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });
});
