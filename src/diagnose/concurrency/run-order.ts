import {join} from 'node:path';
import type {ConcurrencyOptions} from './concurrency-options.ts';

/** What a process of the run is told. */
export type RunOrder = Readonly<{
  options: ConcurrencyOptions;
  seed: number;
  plant: string | null;
  /** Of this run alone. */
  folder: string;
  /**
   * Of the lease under which all monitors of the run work, as if each of them had it: a paused one that
   * believes in it still, beside its successor, is the worst that the design has to survive.
   */
  epoch: number;
  /** Which of the monitors, or of the hands. */
  index: number;
}>;

export function databaseIn(folder: string): string {
  return join(folder, 'plans.db');
}

export function ledgerIn(folder: string): string {
  return join(folder, 'ledger.jsonl');
}
