import {describe, expect, it} from 'vitest';
import {LeaseWatch} from '../../src/engine/lease-watch.ts';
import type {Clock} from '../../src/ports/clock.ts';
import type {Lease} from '../../src/ports/store.ts';
import {START_MS} from './monitor-world.ts';

const LIVES_MS = 15_000;
const HOUR_MS = 3_600_000;

/** A lease that was renewed just now, by a process of this machine. */
const LEASE: Lease = {
  epoch: 3,
  holder: {holderId: 'other', host: 'here', pid: 1, processStart: 'a'},
  acquiredAtMs: START_MS - HOUR_MS,
  renewedAtMs: START_MS,
  expiresAtMs: START_MS + LIVES_MS,
  isReleased: false,
};
const GONE = {...LEASE.holder, pid: 7};

/** The lease as it is when it was renewed so much later, or by a clock that was so far ahead. */
function renewed(laterMs: number): Lease {
  const renewedAtMs = LEASE.renewedAtMs + laterMs;
  return {...LEASE, renewedAtMs, expiresAtMs: renewedAtMs + LIVES_MS};
}

/** A watch on a machine of which the test sets the wall clock; on it process 7 has ended. */
function open() {
  const machine = {wallMs: START_MS};
  const clock: Clock = {
    now: () => machine.wallMs,
    monotonic: () => {
      throw new Error('the caller says when it looked');
    },
    at: () => ({cancel: () => undefined}),
    sleep: () => Promise.resolve(),
  };
  const processes = {host: 'here', pid: 2, processStart: 'b', isGone: (pid: number) => pid === 7};
  return {machine, watch: new LeaseWatch(clock, processes)};
}

describe('LeaseWatch', () => {
  it.each<[string, string, Partial<Lease>]>([
    ['free', 'was let go', {isReleased: true}],
    ['free', 'is from the future and was let go', {...renewed(HOUR_MS), isReleased: true}],
    ['free', 'ends now', {expiresAtMs: START_MS}],
    ['held', 'ends in a millisecond', {expiresAtMs: START_MS + 1}],
    ['abandoned', 'is of a process that has ended', {holder: GONE}],
    ['abandoned', 'is from the future, of a process that has ended', {...renewed(HOUR_MS), holder: GONE}],
    ['held', 'is of a process elsewhere, which nobody here can see', {holder: {...GONE, host: 'elsewhere'}}],
    ['held', 'is from the future', renewed(HOUR_MS)],
  ])('calls a lease %s that %s', (state, _what, changes) => {
    expect(open().watch.stateOf({...LEASE, ...changes}, 0, 0)).toBe(state);
  });

  it.each([
    ['a second', 1000],
    ['an hour', HOUR_MS],
    ['a year', 365 * 24 * HOUR_MS],
  ])(
    'calls one %s ahead abandoned when it was seen unchanged for more than its time to live',
    (_, aheadMs) => {
      const {watch} = open();
      const states = [700, 5000, 700 + LIVES_MS, 701 + LIVES_MS].map((lookedAtMs) =>
        watch.stateOf(renewed(aheadMs), lookedAtMs, lookedAtMs),
      );
      expect(states).toEqual(['held', 'held', 'held', 'abandoned']);
    },
  );

  it('calls one held for as long as it goes on being renewed, however far ahead it is', () => {
    const {watch} = open();
    const states = new Set<string>();
    for (let sinceMs = 0; sinceMs < 10 * LIVES_MS; sinceMs += 250)
      states.add(
        watch.stateOf(renewed(HOUR_MS + Math.floor(sinceMs / LIVES_MS) * LIVES_MS), sinceMs, sinceMs),
      );
    expect([...states]).toEqual(['held']);
  });

  it('begins anew with another holder’s lease, though it was renewed at the very same time', () => {
    const {watch} = open();
    watch.stateOf(renewed(HOUR_MS), 0, 0);
    const next = {...renewed(HOUR_MS), epoch: LEASE.epoch + 1};
    expect(watch.stateOf(next, LIVES_MS + 1, LIVES_MS + 1)).toBe('held');
    expect(watch.stateOf(next, 2 * LIVES_MS + 2, 2 * LIVES_MS + 2)).toBe('abandoned');
  });

  it('counts on when the wall clock is set back meanwhile', () => {
    const {watch, machine} = open();
    expect(watch.stateOf(LEASE, 0, 0)).toBe('held');
    machine.wallMs -= HOUR_MS;
    expect(watch.stateOf(LEASE, LIVES_MS, LIVES_MS)).toBe('held');
    expect(watch.stateOf(LEASE, LIVES_MS + 1, LIVES_MS + 1)).toBe('abandoned');
  });

  it.each([
    [-HOUR_MS, 0],
    [0, 0],
    [LIVES_MS, 0],
    [LIVES_MS + 1, LIVES_MS],
    [HOUR_MS, LIVES_MS],
  ])('has doubts of one that is %d ms ahead for %d ms', (aheadMs, doubtMs) => {
    const {watch} = open();
    watch.stateOf(renewed(aheadMs), 0, 0);
    expect(watch.doubtMs).toBe(doubtMs);
  });

  it('counts from when the answer was there, not from when it was asked for', () => {
    const {watch} = open();
    // The answer took its time, and the lease may have been renewed just before it came.
    watch.stateOf(renewed(HOUR_MS), 0, LIVES_MS);
    expect(watch.stateOf(renewed(HOUR_MS), LIVES_MS + 1, LIVES_MS + 1)).toBe('held');
    expect(watch.stateOf(renewed(HOUR_MS), 2 * LIVES_MS + 1, 2 * LIVES_MS + 1)).toBe('abandoned');
  });

  it('keeps its doubt while the clock comes nearer to the lease', () => {
    const {machine, watch} = open();
    watch.stateOf(renewed(20_000), 0, 0);
    machine.wallMs += 10_000;
    watch.stateOf(renewed(20_000), 10_000, 10_000);
    expect(watch.doubtMs).toBe(LIVES_MS);
  });
});
