import {join} from 'node:path';
import type {ConcurrencyOptions} from './concurrency-options.ts';

/** What a process of the run is told. */
export type RunOrder = Readonly<{
  options: ConcurrencyOptions;
  seed: number;
  plant: string | null;
  /** Of this run alone. */
  folder: string;
  /** Which of the monitors, or of the hands. */
  index: number;
}>;

export function databaseIn(folder: string): string {
  return join(folder, 'plans.db');
}

export function ledgerIn(folder: string): string {
  return join(folder, 'ledger.jsonl');
}
