import {onTestFinished} from 'vitest';
import {DiskWeather} from '../../../src/simulate/disk/disk-weather.ts';
import {SimulatedDisk} from '../../../src/simulate/disk/simulated-disk.ts';
import {SimulatedStore} from '../../../src/simulate/disk/simulated-store.ts';
import type {DiskParts, DiskWitness} from '../../../src/simulate/disk/simulated-taker.ts';
import type {FaultSite} from '../../../src/simulate/kernel/fault-sites.ts';
import {Faults} from '../../../src/simulate/kernel/faults.ts';
import type {Hazards, SimulatedProcess} from '../../../src/simulate/kernel/simulated-process.ts';
import {Workbench} from '../../../src/simulate/run/workbench.ts';
import {aKernel, aProcess} from '../kernel/a-kernel.ts';

export type Terms = Readonly<{
  /** At which visits which site strikes. */
  at?: Readonly<Partial<Record<FaultSite, readonly number[]>>>;
  witness?: Partial<DiskWitness>;
}>;

/** A disk with an empty database, and everything that has to do with it; it goes away with the test. */
export function aMachine({at = {}, witness = {}}: Terms = {}) {
  const bench = new Workbench();
  const kernel = aKernel();
  const disk = new SimulatedDisk(bench.folder, 'test', bench.template);
  onTestFinished(() => {
    disk.close();
    bench.close();
  });
  const weather = new DiskWeather(kernel);
  const situations: string[] = [];
  const parts: DiskParts = {
    ...{kernel, disk, weather},
    faults: new Faults(kernel.dice, {without: new Set(), at}),
    witness: {
      turning: () => undefined,
      turned: () => undefined,
      powerAtCommit: () => undefined,
      note: (situation) => situations.push(situation),
      ...witness,
    },
  };
  let pid = 0;
  /** A process with a store of its own. */
  const open = (name: string, hazards?: Hazards) => {
    pid += 1;
    const process: SimulatedProcess = aProcess(kernel, {
      name,
      pid,
      ...(hazards === undefined ? {} : {hazards}),
    });
    const failures: Error[] = [];
    const store = SimulatedStore.open(parts, process, {onFailure: (error) => failures.push(error)});
    return {process, store, failures};
  };
  return {kernel, disk, weather, parts, situations, open};
}

/** What becomes of a promise, for who does not wait for it. */
export function fateOf(promise: Promise<unknown>): {is: string; atMs?: number; code?: string} {
  return fateAt(promise, () => 0);
}

/** The same, with the time at which it was known. */
export function fateAt(
  promise: Promise<unknown>,
  now: () => number,
): {is: string; atMs?: number; code?: string} {
  const fate: {is: string; atMs?: number; code?: string} = {is: 'open'};
  promise.then(
    () => Object.assign(fate, {is: 'done', atMs: now()}),
    (error: unknown) => {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      Object.assign(fate, {is: 'refused', atMs: now(), code});
    },
  );
  return fate;
}
