import {describe, expect, it} from 'vitest';
import type {DiskWeather} from '../../../src/simulate/disk/disk-weather.ts';
import type {Hazards, Moment} from '../../../src/simulate/kernel/simulated-process.ts';
import {DEADLINE_MS} from '../../../src/store/sqlite/store-options.ts';
import {ACCEPTED, aPlan, NOW_MS} from '../../ports/stored-values.ts';
import {until} from '../kernel/a-kernel.ts';
import {aMachine, fateAt, fateOf} from './a-machine.ts';

/** Kills whoever comes to an await. */
function killsAt(moment: Moment, site: string): Hazards {
  return {
    meet: (process, at, when) => {
      if (at === site && when === moment) process.kill(`${when} ${at}`);
    },
    end: () => undefined,
  };
}

const has = async (machine: ReturnType<typeof aMachine>, id: string): Promise<boolean> => {
  const {store} = machine.open('somebody else');
  const row = store.get(id);
  await until(machine.kernel, machine.kernel.elapsedMs + 10);
  return (await row) !== undefined;
};

describe('a turn of a simulated store', () => {
  it('is done and answered some time after it is asked for', async () => {
    const {kernel, open} = aMachine();
    const {store, process} = open('monitor 1.1');
    const added = fateAt(store.add([aPlan({id: 'one'})], NOW_MS), () => kernel.elapsedMs);
    expect(added.is).toBe('open');
    await until(kernel, 5);
    expect(added.is).toBe('done');
    expect(added.atMs).toBeGreaterThan(0.1);
    expect(added.atMs).toBeLessThan(1);
    expect(kernel.trace.lines).toMatchObject([{who: process.name, what: 'commits add: done'}]);
  });

  it.each<[string, Moment, boolean]>([
    ['nothing of it is done when it dies before', 'before', false],
    ['it is done and nobody is told when it dies after', 'after', true],
  ])('of a process that is killed: %s', async (_, moment, isDone) => {
    const machine = aMachine();
    const added = fateOf(
      machine.open('monitor 1.1', killsAt(moment, 'add')).store.add([aPlan({id: 'one'})], NOW_MS),
    );
    await until(machine.kernel, 100);
    expect(added.is).toBe('open');
    expect(await has(machine, 'one')).toBe(isDone);
  });

  it('waits while its process is stopped', async () => {
    const machine = aMachine();
    const {store, process} = machine.open('monitor 1.1');
    const added = fateOf(store.add([aPlan({id: 'one'})], NOW_MS));
    process.pause(1000);
    await until(machine.kernel, 900);
    expect(added.is).toBe('open');
    expect(await has(machine, 'one')).toBe(false);
    await until(machine.kernel, 1100);
    expect(added.is).toBe('done');
  });

  it('is answered late by a thread that is wedged, and is on disk before', async () => {
    const machine = aMachine({at: {'wedged worker': [1]}});
    const added = fateOf(machine.open('monitor 1.1').store.add([aPlan({id: 'one'})], NOW_MS));
    await until(machine.kernel, 4000);
    expect(added.is).toBe('open');
    expect(await has(machine, 'one')).toBe(true);
    await until(machine.kernel, 45_000);
    expect(added.is).toBe('done');
  });

  it('is not answered when the power goes at its commit, and is then lost', async () => {
    const machine = aMachine({
      at: {'power loss at a commit': [1]},
      witness: {powerAtCommit: () => void lost.push(machine.disk.losePower(false))},
    });
    const lost: number[] = [];
    const {store, process} = machine.open('monitor 1.1');
    const added = fateOf(store.add([aPlan({id: 'one'})], NOW_MS));
    await until(machine.kernel, 10);
    process.kill('no power');
    expect([added.is, lost]).toEqual(['open', [1]]);
    expect(await has(machine, 'one')).toBe(false);
  });

  it('is on disk once it was answered, whenever the power goes', async () => {
    const machine = aMachine();
    const {store, process} = machine.open('monitor 1.1');
    const added = store.add([aPlan({id: 'one'})], NOW_MS);
    await until(machine.kernel, 10);
    await added;
    process.kill('no power');
    expect(machine.disk.losePower(false)).toBe(0);
    expect(await has(machine, 'one')).toBe(true);
  });
});

describe('trouble with the disk', () => {
  const TROUBLES: readonly (readonly [string, (weather: DiskWeather, ms: number) => void])[] = [
    ['locked', (weather, ms) => weather.lock(ms)],
    ['full', (weather, ms) => weather.fill(ms)],
    ['read-only', (weather, ms) => weather.forbidWrites(ms)],
  ];

  it.each(TROUBLES)('lets a settlement wait on while it is %s, and reads go on', async (_, begin) => {
    const {kernel, weather, open} = aMachine();
    const {store} = open('monitor 1.1');
    begin(weather, 60_000);
    const settled = fateAt(store.settle('A1b2C3d4E5f6G7h8', ACCEPTED, NOW_MS), () => kernel.elapsedMs);
    const read = fateOf(store.get('one'));
    await until(kernel, 59_999);
    expect([settled.is, read.is]).toEqual(['open', 'done']);
    await until(kernel, 60_300);
    expect(settled.is).toBe('done');
  });

  it.each(TROUBLES.filter(([name]) => name !== 'locked'))(
    'tells everybody else of an error at once while it is %s',
    async (_, begin) => {
      const machine = aMachine();
      const {store} = machine.open('monitor 1.1');
      begin(machine.weather, 1000);
      const added = fateAt(store.add([aPlan({id: 'one'})], NOW_MS), () => machine.kernel.elapsedMs);
      await until(machine.kernel, 5);
      expect(added).toMatchObject({is: 'refused', code: 'STORE_CANNOT_WRITE'});
      await until(machine.kernel, 1001);
      expect(await has(machine, 'one')).toBe(false);
      const again = fateOf(store.add([aPlan({id: 'one'})], NOW_MS));
      await until(machine.kernel, 1100);
      expect(again.is).toBe('done');
    },
  );

  it('lets everybody else wait for a lock, and tells them when it is held beyond their patience', async () => {
    const {kernel, weather, open} = aMachine();
    const [patient, late] = [open('monitor 1.1').store, open('monitor 2.1').store];
    weather.lock(20_000);
    const done = fateAt(patient.add([aPlan({id: 'one'})], NOW_MS), () => kernel.elapsedMs);
    await until(kernel, 20_300);
    expect(done.is).toBe('done');
    weather.lock(DEADLINE_MS + 5000);
    const busy = fateAt(late.add([aPlan({id: 'two'})], NOW_MS), () => kernel.elapsedMs);
    await until(kernel, 20_300 + DEADLINE_MS - 1);
    expect(busy.is).toBe('open');
    await until(kernel, 20_300 + DEADLINE_MS + 5);
    expect(busy).toMatchObject({is: 'refused', code: 'STORE_BUSY'});
  });

  it('ends the store where a write fails for good: nothing of it is done, and it is told once', async () => {
    const machine = aMachine({at: {'disk fails': [1]}});
    const {store, failures} = machine.open('monitor 1.1');
    const added = fateOf(store.add([aPlan({id: 'one'})], NOW_MS));
    await until(machine.kernel, 10);
    expect(added.is).toBe('refused');
    expect(failures).toHaveLength(1);
    const next = fateOf(store.get('one'));
    await until(machine.kernel, 20);
    expect(next.is).toBe('refused');
    expect(machine.situations).toEqual(['connection to the database lost']);
    expect(await has(machine, 'one')).toBe(false);
  });

  it('comes with the write that it is about, and once though the write is tried again and again', async () => {
    const {kernel, open, situations} = aMachine({at: {'locked at a settlement': [1, 2, 3]}});
    const {store} = open('monitor 1.1');
    const settled = fateOf(store.settle('A1b2C3d4E5f6G7h8', ACCEPTED, NOW_MS));
    await until(kernel, 20_500);
    expect(settled.is).toBe('done');
    expect(kernel.trace.lines.filter(({who}) => who === 'disk')).toHaveLength(1);
    expect(situations).toContain('locked when settling');
  });

  it.each<[string, Parameters<typeof aMachine>[0]]>([
    ['full', {at: {'disk full at a claim': [1]}}],
    ['locked', {at: {'locked at a settlement': [1]}}],
  ])('does not come with other writes: %s', async (_, terms) => {
    const {kernel, open} = aMachine(terms);
    const added = fateOf(open('monitor 1.1').store.add([aPlan({id: 'one'})], NOW_MS));
    await until(kernel, 10);
    expect(added.is).toBe('done');
  });
});
