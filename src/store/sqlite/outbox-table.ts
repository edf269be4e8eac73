import type Database from 'better-sqlite3';
import type {PlanStatus} from '../../plan/status.ts';
import type {OutboxEvent} from '../../ports/outbox.ts';
import {canonicalJson} from './canonical-json.ts';
import {wholeMs} from './whole-ms.ts';

type OutboxRecord = Readonly<{
  id: number;
  at_ms: number;
  kind: string;
  plan_id: string | null;
  symbol: string | null;
  sequence: number | null;
  level: number | null;
  from_status: PlanStatus | null;
  to_status: PlanStatus | null;
  details: string | null;
}>;

/** The table `outbox`. Events of plans come into it by a trigger; their details stay in `plan_events`. */
export class OutboxTable {
  readonly #after;
  readonly #first;
  readonly #last;
  readonly #append;
  readonly #prune;

  constructor(database: Database.Database) {
    this.#after = database.prepare<[number, number], OutboxRecord>(
      `SELECT outbox.id, outbox.at_ms, outbox.kind, outbox.plan_id, plans.symbol, outbox.sequence,
         plan_events.level, plan_events.from_status, plan_events.to_status,
         coalesce(outbox.details, plan_events.details) AS details
       FROM outbox
         LEFT JOIN plan_events ON plan_events.plan_id = outbox.plan_id AND plan_events.sequence = outbox.sequence
         LEFT JOIN plans ON plans.id = outbox.plan_id
       WHERE outbox.id > ? ORDER BY outbox.id LIMIT ?`,
    );
    this.#first = database.prepare<[], number | null>('SELECT min(id) FROM outbox').pluck();
    this.#last = database
      .prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'")
      .pluck();
    this.#append = database.prepare<[number, string, string | null, string]>(
      'INSERT INTO outbox (at_ms, kind, plan_id, details) VALUES (?, ?, ?, ?)',
    );
    this.#prune = database.prepare<[number, number]>(
      `DELETE FROM outbox WHERE id IN (
         SELECT id FROM outbox INDEXED BY outbox_by_time
         WHERE at_ms < ? AND id <= coalesce((SELECT min(cursor) FROM channels), id)
         ORDER BY at_ms LIMIT ?)`,
    );
  }

  after(id: number, limit: number): readonly OutboxEvent[] {
    return this.#after.all(id, limit).map((record) => ({
      id: record.id,
      atMs: record.at_ms,
      kind: record.kind,
      planId: record.plan_id,
      symbol: record.symbol,
      sequence: record.sequence,
      level: record.level,
      from: record.from_status,
      to: record.to_status,
      details: record.details === null ? {} : (JSON.parse(record.details) as Record<string, unknown>),
    }));
  }

  firstId(): number | undefined {
    return this.#first.get() ?? undefined;
  }

  lastId(): number {
    return this.#last.get() ?? 0;
  }

  append(
    kind: string,
    planId: string | null,
    details: Readonly<Record<string, unknown>>,
    nowMs: number,
  ): void {
    this.#append.run(wholeMs(nowMs), kind, planId, canonicalJson(details));
  }

  /** Deletes some of what is older and every channel has passed; says how many. */
  prune(beforeMs: number, max: number): number {
    return this.#prune.run(wholeMs(beforeMs), max).changes;
  }
}
