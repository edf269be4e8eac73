import type Database from 'better-sqlite3';
import type {Plan} from '../../plan/plan.ts';
import {changesBetween} from '../../plan/plan-changes.ts';
import {isAllowed, isEditable, type PlanStatus} from '../../plan/status.ts';
import type {Close, Fill} from '../../ports/broker.ts';
import type {PlanEvent, PlanFilter} from '../../ports/store.ts';
import {canonicalJson} from './canonical-json.ts';
import {documentOf} from './plan-document.ts';
import {CHAIN_START, chainedHash} from './event-chain.ts';
import type {PlanRecord} from './plan-record.ts';
import {wholeMs} from './whole-ms.ts';

type EventRecord = Readonly<{
  plan_id: string;
  sequence: number;
  at_ms: number;
  from_status: PlanStatus | null;
  to_status: PlanStatus;
  kind: string;
  details: string;
  hash: string;
}>;

/** What a transition changes besides the status; what is left out stays, but for `retryAtMs`. */
export type Transition = Readonly<{
  to: PlanStatus;
  kind: string;
  details: Readonly<Record<string, unknown>>;
  reason: string | null;
  attempts?: number;
  /** Only a pending plan has one, so every transition sets it anew. */
  retryAtMs?: number | null;
  fill?: Fill;
  close?: Close;
}>;

/** The tables `plans` and `plan_events`: no row changes without its event. Runs inside a transaction. */
export class PlanTable {
  readonly #database: Database.Database;
  readonly #insert;
  readonly #select;
  readonly #selectSince;
  readonly #update;
  readonly #replace;
  readonly #nextRevision;
  readonly #revision;
  readonly #lastEvent;
  readonly #insertEvent;
  readonly #events;
  readonly #lists = new Map<string, Database.Statement<string[], PlanRecord>>();

  constructor(database: Database.Database) {
    this.#database = database;
    this.#insert = database.prepare<[Record<string, unknown>]>(
      `INSERT INTO plans (id, symbol, side, volume_lots, status, version, revision, created_at_ms, updated_at_ms,
         expires_at_ms, attempts, document)
       VALUES (@id, @symbol, @side, @volumeLots, @status, 1, @revision, @createdAtMs, @nowMs, @expiresAtMs, 0, @document)`,
    );
    this.#select = database.prepare<[string], PlanRecord>('SELECT * FROM plans WHERE id = ?');
    this.#selectSince = database.prepare<[number], PlanRecord>(
      'SELECT * FROM plans WHERE revision > ? ORDER BY revision',
    );
    this.#update = database.prepare<[Record<string, unknown>]>(
      `UPDATE plans SET status = @to, revision = @revision, updated_at_ms = @nowMs, reason = @reason,
         attempts = @attempts, retry_at_ms = @retryAtMs, fill = @fill, close = @close
       WHERE id = @id AND status = @from`,
    );
    this.#replace = database.prepare<[Record<string, unknown>]>(
      `UPDATE plans SET symbol = @symbol, side = @side, volume_lots = @volumeLots, status = @status,
         version = @version, revision = @revision, created_at_ms = @createdAtMs, updated_at_ms = @nowMs,
         expires_at_ms = @expiresAtMs, reason = NULL, attempts = 0, retry_at_ms = NULL, document = @document
       WHERE id = @id AND version = @version - 1`,
    );
    this.#nextRevision = database
      .prepare<[], number>('UPDATE meta SET revision = revision + 1 RETURNING revision')
      .pluck();
    this.#revision = database.prepare<[], number>('SELECT revision FROM meta').pluck();
    this.#lastEvent = database.prepare<[string], EventRecord>(
      'SELECT * FROM plan_events WHERE plan_id = ? ORDER BY sequence DESC LIMIT 1',
    );
    this.#insertEvent = database.prepare<[Record<string, unknown>]>(
      `INSERT INTO plan_events (plan_id, sequence, at_ms, from_status, to_status, kind, details, hash)
       VALUES (@plan_id, @sequence, @at_ms, @from_status, @to_status, @kind, @details, @hash)`,
    );
    this.#events = database.prepare<[string], EventRecord>(
      'SELECT * FROM plan_events WHERE plan_id = ? ORDER BY sequence',
    );
  }

  find(planId: string): PlanRecord | undefined {
    return this.#select.get(planId);
  }

  /** By id. */
  list({statuses, symbol}: PlanFilter): readonly PlanRecord[] {
    const where: string[] = [];
    const values: string[] = [];
    if (statuses !== undefined) {
      where.push('status IN (SELECT value FROM json_each(?))');
      values.push(JSON.stringify(statuses));
    }
    if (symbol !== undefined) {
      where.push('symbol = ?');
      values.push(symbol);
    }
    const sql = `SELECT * FROM plans ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`} ORDER BY id`;
    // At most one for each combination of filters.
    const statement = this.#lists.get(sql) ?? this.#database.prepare<string[], PlanRecord>(sql);
    this.#lists.set(sql, statement);
    return statement.all(...values);
  }

  since(revision: number): readonly PlanRecord[] {
    return this.#selectSince.all(revision);
  }

  /** Revision of the last write. */
  revision(): number {
    return this.#revision.get() ?? missingMeta();
  }

  insert(plan: Plan, nowMs: number): void {
    this.#insert.run(this.#written(plan, nowMs));
    const details = {version: 1, plan: documentOf(plan)};
    this.#append(plan.id, nowMs, null, {to: 'pending', kind: 'added', details});
  }

  /**
   * Puts a new version in the place of the present one; the plan must be editable. Its event has the
   * whole new version and each difference, so no version is ever lost.
   */
  replace(record: PlanRecord, plan: Plan, nowMs: number): void {
    const from = record.status as PlanStatus;
    const version = record.version + 1;
    const written = documentOf(plan);
    const {changes} = this.#replace.run({...this.#written(plan, nowMs), version});
    if (changes !== 1 || !isEditable(from))
      throw new Error(`Invariant: inside its transaction plan "${record.id}" does not change`);
    const before = JSON.parse(record.document) as Record<string, unknown>;
    const details = {version, plan: written, changes: changesBetween(before, written)};
    this.#append(record.id, nowMs, from, {to: 'pending', kind: 'edited', details});
  }

  /** Moves a plan on, if its life knows the step, and says whether it did. */
  move(record: PlanRecord, nowMs: number, transition: Transition): boolean {
    const from = record.status as PlanStatus;
    const {to, reason, attempts, retryAtMs, fill, close} = transition;
    if (!isAllowed(from, to)) return false;
    const {changes} = this.#update.run({
      id: record.id,
      from,
      to,
      revision: this.#nextRevision.get() ?? missingMeta(),
      nowMs: wholeMs(nowMs),
      reason,
      attempts: attempts ?? record.attempts,
      retryAtMs: retryAtMs === undefined || retryAtMs === null ? null : wholeMs(retryAtMs),
      fill: fill === undefined ? record.fill : canonicalJson(fill),
      close: close === undefined ? record.close : canonicalJson(close),
    });
    if (changes !== 1)
      throw new Error(`Invariant: inside its transaction plan "${record.id}" does not change`);
    this.#append(record.id, nowMs, from, transition);
    return true;
  }

  history(planId: string): readonly PlanEvent[] {
    return this.#events.all(planId).map((event) => ({
      planId: event.plan_id,
      sequence: event.sequence,
      atMs: event.at_ms,
      from: event.from_status,
      to: event.to_status,
      kind: event.kind,
      details: JSON.parse(event.details) as Record<string, unknown>,
      hash: event.hash,
    }));
  }

  /** The columns that follow from what the user wrote, and those that every write sets. */
  #written(plan: Plan, nowMs: number): Record<string, unknown> {
    return {
      id: plan.id,
      symbol: plan.symbol,
      side: plan.side,
      volumeLots: plan.volumeLots,
      status: 'pending' satisfies PlanStatus,
      revision: this.#nextRevision.get() ?? missingMeta(),
      createdAtMs: wholeMs(plan.createdAtMs),
      expiresAtMs: plan.expiresAtMs === null ? null : wholeMs(plan.expiresAtMs),
      nowMs: wholeMs(nowMs),
      document: JSON.stringify(documentOf(plan)),
    };
  }

  #append(
    planId: string,
    nowMs: number,
    from: PlanStatus | null,
    {to, kind, details}: Pick<Transition, 'to' | 'kind' | 'details'>,
  ): void {
    const last = this.#lastEvent.get(planId);
    const event = {
      plan_id: planId,
      sequence: (last?.sequence ?? 0) + 1,
      at_ms: wholeMs(nowMs),
      from_status: from,
      to_status: to,
      kind,
      details: canonicalJson(details),
    };
    this.#insertEvent.run({...event, hash: chainedHash(last?.hash ?? CHAIN_START, event)});
  }
}

function missingMeta(): never {
  throw new Error('Invariant: a database has exactly one row of meta');
}
