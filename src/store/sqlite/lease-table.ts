import type Database from 'better-sqlite3';
import type {Lease, LeaseRequest} from '../../ports/store.ts';
import {wholeMs} from './whole-ms.ts';

type LeaseRecord = Readonly<{
  epoch: number;
  holder_id: string;
  host: string;
  pid: number;
  process_start: string;
  acquired_at_ms: number;
  renewed_at_ms: number;
  expires_at_ms: number;
  is_released: number;
}>;

/**
 * The one row of `lease`. Each call is a compare-and-set inside a transaction of the caller: of two that
 * ask for a free lease one gets it, and the other reads who did.
 */
export class LeaseTable {
  readonly #select;
  readonly #put;
  readonly #renew;
  readonly #release;

  constructor(database: Database.Database) {
    this.#select = database.prepare<[], LeaseRecord>('SELECT * FROM lease WHERE single = 1');
    this.#put = database.prepare<[Record<string, unknown>]>(
      `INSERT INTO lease (single, epoch, holder_id, host, pid, process_start, acquired_at_ms, renewed_at_ms,
         expires_at_ms, is_released)
       VALUES (1, @epoch, @holderId, @host, @pid, @processStart, @nowMs, @nowMs, @expiresAtMs, 0)
       ON CONFLICT (single) DO UPDATE
       SET epoch = excluded.epoch, holder_id = excluded.holder_id, host = excluded.host, pid = excluded.pid,
         process_start = excluded.process_start, acquired_at_ms = excluded.acquired_at_ms,
         renewed_at_ms = excluded.renewed_at_ms, expires_at_ms = excluded.expires_at_ms, is_released = 0`,
    );
    this.#renew = database.prepare<[Record<string, unknown>]>(
      `UPDATE lease SET renewed_at_ms = @nowMs, expires_at_ms = @expiresAtMs
       WHERE single = 1 AND epoch = @epoch AND is_released = 0`,
    );
    this.#release = database.prepare<[number]>(
      'UPDATE lease SET is_released = 1 WHERE single = 1 AND epoch = ?',
    );
  }

  find(): Lease | undefined {
    const record = this.#select.get();
    if (record === undefined) return undefined;
    return {
      epoch: record.epoch,
      holder: {
        holderId: record.holder_id,
        host: record.host,
        pid: record.pid,
        processStart: record.process_start,
      },
      acquiredAtMs: record.acquired_at_ms,
      renewedAtMs: record.renewed_at_ms,
      expiresAtMs: record.expires_at_ms,
      isReleased: record.is_released === 1,
    };
  }

  /** A holder that asks again while it holds had its answer lost, and gets its lease back. */
  acquire({holder, ttlMs, succeeds}: LeaseRequest, nowMs: number): Lease {
    const present = this.find();
    if (present !== undefined && isHeld(present, nowMs) && !isSame(present, succeeds)) return present;
    const epoch = (present?.epoch ?? 0) + 1;
    this.#put.run({epoch, ...holder, ...times(ttlMs, nowMs)});
    return this.#taken();
  }

  renew(epoch: number, ttlMs: number, nowMs: number): Lease | undefined {
    const {changes} = this.#renew.run({epoch, ...times(ttlMs, nowMs)});
    return changes === 1 ? this.#taken() : undefined;
  }

  release(epoch: number): void {
    this.#release.run(epoch);
  }

  #taken(): Lease {
    const lease = this.find();
    if (lease === undefined) throw new Error('Invariant: a lease that was just written is there');
    return lease;
  }
}

/** Whether somebody has the right to monitor at this time. */
export function isHeld({isReleased, expiresAtMs}: Lease, nowMs: number): boolean {
  return !isReleased && expiresAtMs > nowMs;
}

/** Whether a lease is as somebody has seen it: of that holder, and not renewed since. */
function isSame({epoch, renewedAtMs}: Lease, seen: LeaseRequest['succeeds']): boolean {
  return seen !== undefined && seen.epoch === epoch && seen.renewedAtMs === renewedAtMs;
}

function times(ttlMs: number, nowMs: number) {
  return {nowMs: wholeMs(nowMs), expiresAtMs: wholeMs(nowMs + ttlMs)};
}
