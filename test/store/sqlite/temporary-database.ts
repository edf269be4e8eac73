import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import type {ContractDatabase} from '../../ports/store-contract.ts';
import type {Store} from '../../../src/ports/store.ts';
import {SystemClock} from '../../../src/system/system-clock.ts';
import {SystemRandom} from '../../../src/system/system-random.ts';

/** The real clock and chance, for stores on real files. */
export const REAL = {clock: new SystemClock(), random: new SystemRandom()};

/** A directory that goes away with the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'vigil-store-'));
  onTestFinished(() => {
    rmSync(directory, {recursive: true, force: true});
  });
  return directory;
}

/** The path of a database that does not exist yet. */
export function temporaryDatabase(): string {
  return join(temporaryDirectory(), 'vigil.db');
}

export function contractDatabase(open: (path: string) => Promise<Store>): ContractDatabase {
  const directory = mkdtempSync(join(tmpdir(), 'vigil-store-'));
  return {
    open: () => open(join(directory, 'vigil.db')),
    remove: async () => {
      rmSync(directory, {recursive: true, force: true});
    },
  };
}
