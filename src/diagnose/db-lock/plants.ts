import type {DbLockPlant} from './db-lock-plant.ts';
import {busySwallowed} from './plants/busy-swallowed.ts';
import {busyTimeoutOnMain} from './plants/busy-timeout-on-main.ts';
import {noRetry} from './plants/no-retry.ts';
import {readThenWrite} from './plants/read-then-write.ts';
import {reloadWithoutTransaction} from './plants/reload-without-transaction.ts';

/** Every defect that the lock diagnosis can plant. */
export const DB_LOCK_PLANTS: readonly DbLockPlant[] = [
  busyTimeoutOnMain,
  busySwallowed,
  noRetry,
  reloadWithoutTransaction,
  readThenWrite,
];
