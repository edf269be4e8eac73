import {describe, expect, it} from 'vitest';
import {SOURCE_CLOCK_DEFAULTS, SourceClock, type SourceClockOptions} from '../../src/engine/source-clock.ts';
import type {Clock} from '../../src/ports/clock.ts';
import type {JournalEntry} from '../../src/ports/journal.ts';

/** A machine whose wall clock can be set, as people and time servers do. */
class Machine implements Pick<Clock, 'now' | 'monotonic'> {
  wallMs = 1_000_000;
  passedMs = 0;

  now = () => this.wallMs;
  monotonic = () => this.passedMs;

  pass(ms: number): void {
    this.wallMs += ms;
    this.passedMs += ms;
  }
}

function open(options: Partial<SourceClockOptions> = {}) {
  const machine = new Machine();
  const journal: JournalEntry[] = [];
  const clock: Clock = {
    now: machine.now,
    monotonic: machine.monotonic,
    at: () => ({cancel: () => undefined}),
    sleep: () => Promise.resolve(),
  };
  const source = new SourceClock(
    clock,
    {record: (entry) => journal.push(entry)},
    {...SOURCE_CLOCK_DEFAULTS, offsetMs: 'measured', ...options},
  );
  const measure = (aheadMs: number, times = 1, errorMs = 5) => {
    for (let count = 0; count < times; count += 1) {
      machine.pass(2000);
      source.look();
      source.measured(machine.wallMs + aheadMs, machine.wallMs, errorMs);
    }
  };
  return {machine, source, journal, measure};
}

describe('SourceClock', () => {
  it('is sure after three measurements that agree, and follows a slow drift', () => {
    const {source, measure} = open();
    measure(90_000, 2);
    expect(source.isSure).toBe(false);
    measure(90_000);
    expect(source.report()).toMatchObject({offsetMs: -90_000, isSure: true, driftMs: 0, steps: 0});
    for (let count = 1; count <= 100; count += 1) measure(90_000 + count * 100);
    expect(source.report()).toMatchObject({offsetMs: -100_000, isSure: true, driftMs: -10_000, steps: 0});
  });

  it('is in doubt when the source’s clock was set, until the new time has been measured', () => {
    const {source, journal, measure} = open();
    measure(7_200_000, 3);
    measure(10_800_000);
    expect(source.report()).toMatchObject({isSure: false, steps: 1, offsetMs: -7_200_000});
    measure(10_800_000, 2);
    expect(source.report()).toMatchObject({isSure: true, steps: 1, offsetMs: -10_800_000});
    expect(journal.map((entry) => entry.kind === 'clock' && entry.state)).toEqual(['sure', 'unsure', 'sure']);
  });

  it('believes no single measurement, no vague one, and none further off than any broker’s clock', () => {
    const {source, measure} = open();
    for (const aheadMs of [0, 50_000, 0, 50_000, 0, 50_000]) measure(aheadMs);
    expect(source.isSure).toBe(false);
    measure(0, 10, SOURCE_CLOCK_DEFAULTS.errorMaxMs + 1);
    expect(source.isSure).toBe(false);
    measure(2 * 86_400_000, 10);
    expect(source.isSure).toBe(false);
    measure(0, 3);
    expect(source.isSure).toBe(true);
  });

  it('notices that the machine’s own clock was set, and measures anew', () => {
    const {machine, source, measure} = open();
    measure(0, 3);
    machine.wallMs += 3_600_000;
    source.look();
    expect(source.report()).toMatchObject({isSure: false, machineJumps: 1, lastJumpMs: 3_600_000});
    measure(-3_600_000, 3);
    expect(source.report()).toMatchObject({isSure: true, offsetMs: 3_600_000});
  });

  it('pauses after the machine’s clock was set where nothing can measure', () => {
    const {machine, source} = open({offsetMs: 0});
    expect(source.isSure).toBe(true);
    machine.wallMs -= 60_000;
    source.look();
    expect(source.isSure).toBe(false);
    machine.pass(9_999);
    source.look();
    expect(source.isSure).toBe(false);
    machine.pass(1);
    expect(source.isSure).toBe(true);
    expect(source.report().machineJumps).toBe(1);
  });

  it.each([
    ['ahead, where it is measured', 60_000, 'measured'],
    ['back, where it is measured', -60_000, 'measured'],
    ['ahead, where nothing measures', 60_000, 0],
    ['back, where nothing measures', -60_000, 0],
  ] as const)(
    'is in doubt at once when the machine’s clock was set %s, before anybody looks',
    (_, byMs, offsetMs) => {
      const {machine, source, measure, journal} = open({offsetMs});
      measure(0, 3);
      expect(source.isSure).toBe(true);
      journal.splice(0);
      machine.wallMs += byMs;
      expect(source.isSure).toBe(false);
      expect(source.report()).toMatchObject({
        isSure: false,
        why: 'the machine’s clock was set',
        machineJumps: 0,
      });
      expect(journal).toEqual([]);
      expect(source.look()).toBe(true);
      expect(source.isSure).toBe(false);
      expect(source.look()).toBe(false);
      expect(source.report()).toMatchObject({isSure: false, machineJumps: 1, lastJumpMs: byMs});
    },
  );

  it.each([
    [1000, false],
    [1001, true],
    [-1000, false],
    [-1001, true],
  ])('says of a machine’s clock that was set by %d ms that it was set: %s', (byMs, wasSet) => {
    const {machine, source, measure} = open();
    measure(0, 3);
    machine.pass(500);
    machine.wallMs += byMs;
    expect(source.isSure).toBe(!wasSet);
    expect(source.look()).toBe(wasSet);
    expect(source.isSure).toBe(!wasSet);
  });

  it('does not take a machine that slept or a slow loop for a clock that was set', () => {
    const {machine, source, measure} = open();
    measure(0, 3);
    machine.pass(600_000);
    source.look();
    expect(source.report()).toMatchObject({isSure: true, machineJumps: 0});
  });
});
