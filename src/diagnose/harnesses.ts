import {concurrency} from './concurrency/concurrency.ts';
import {dbLock} from './db-lock/db-lock.ts';
import type {Harness} from './diagnosis.ts';
import {normalization} from './normalization/normalization.ts';
import {recovery} from './recovery/recovery.ts';
import {soak} from './soak/soak.ts';

/** Every diagnosis, in the order in which `diagnose all` runs them. */
export const HARNESSES: readonly Harness[] = [soak, concurrency, dbLock, normalization, recovery];
