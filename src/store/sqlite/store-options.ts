import type {Clock} from '../../ports/clock.ts';
import type {LockMeter} from '../../ports/locks.ts';
import type {Random} from '../../ports/random.ts';

/** How long a command or a claim waits for a lock that another process holds. */
export const DEADLINE_MS = 30_000;

export type StoreOptions = Readonly<{
  /** Path of the database; ":memory:" for one that goes with the store. */
  path: string;
  clock: Clock;
  random: Random;
  /** How long a command or a claim waits for a lock; default 30 s. Settlements wait without limit. */
  deadlineMs?: number;
  /** Identity of the database, should it be created now; default a random UUID. */
  databaseId?: string;
  /** False: refuse a database that has an older version instead of upgrading it. Default true. */
  migrate?: boolean;
  /** Measures who waits to write (see `QueueOptions`); one for each store. Default nobody does. */
  meter?: LockMeter;
}>;

/** A random UUID (version 4). */
export function randomUuid(random: Random): string {
  const bytes = Uint8Array.from({length: 16}, () => Math.floor(random.next() * 256));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
