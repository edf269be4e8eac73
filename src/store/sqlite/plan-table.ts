import type Database from 'better-sqlite3';
import type {Plan} from '../../plan/plan.ts';
import {changesBetween} from '../../plan/plan-changes.ts';
import {entryLevels} from '../../plan/entry-levels.ts';
import {isEditable, type PlanStatus, statusOf} from '../../plan/status.ts';
import type {ImportedPlan, PageTerms, PlanEvent, PlanFilter} from '../../ports/store.ts';
import {canonicalJson} from './canonical-json.ts';
import {documentOf} from './plan-document.ts';
import {CHAIN_START, chainedHash} from './event-chain.ts';
import type {LevelRecord} from './level-record.ts';
import {LevelTable} from './level-table.ts';
import {isStep, type Transition} from './level-transition.ts';
import {cursorOf} from './page-cursor.ts';
import {listQuery, pageQuery, type PlacedRecord, type PlanQuery} from './plan-query.ts';
import type {PlanRecord, StoredPlan} from './plan-record.ts';
import {wholeMs} from './whole-ms.ts';

type EventRecord = Readonly<{
  plan_id: string;
  sequence: number;
  at_ms: number;
  level: number | null;
  from_status: PlanStatus | null;
  to_status: PlanStatus;
  kind: string;
  details: string;
  hash: string;
}>;

/**
 * The tables `plans`, `plan_levels` and `plan_events`: no row changes without its event, and a plan's
 * status is written together with those of the levels that it follows from. Runs inside a transaction.
 */
export class PlanTable {
  readonly #database: Database.Database;
  readonly #levels: LevelTable;
  readonly #insert;
  readonly #select;
  readonly #selectSince;
  readonly #update;
  readonly #replace;
  readonly #siblings;
  readonly #nextRevision;
  readonly #revision;
  readonly #lastEvent;
  readonly #insertEvent;
  readonly #events;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#levels = new LevelTable(database);
    this.#insert = database.prepare<[Record<string, unknown>]>(
      `INSERT INTO plans (id, symbol, side, volume_lots, status, version, revision, created_at_ms, updated_at_ms,
         expires_at_ms, reason, group_name, document)
       VALUES (@id, @symbol, @side, @volumeLots, @status, 1, @revision, @createdAtMs, @nowMs, @expiresAtMs,
         @reason, @group, @document)`,
    );
    this.#select = database.prepare<[string], PlanRecord>('SELECT * FROM plans WHERE id = ?');
    this.#selectSince = database.prepare<[number], PlanRecord>(
      'SELECT * FROM plans WHERE revision > ? ORDER BY revision',
    );
    this.#update = database.prepare<[Record<string, unknown>]>(
      `UPDATE plans SET status = @status, revision = @revision, updated_at_ms = @nowMs, reason = @reason
       WHERE id = @id`,
    );
    this.#replace = database.prepare<[Record<string, unknown>]>(
      `UPDATE plans SET symbol = @symbol, side = @side, volume_lots = @volumeLots, status = @status,
         version = @version, revision = @revision, created_at_ms = @createdAtMs, updated_at_ms = @nowMs,
         expires_at_ms = @expiresAtMs, reason = NULL, group_name = @group, document = @document
       WHERE id = @id AND version = @version - 1`,
    );
    this.#siblings = database.prepare<[string, string], PlanRecord>(
      `SELECT plans.* FROM plans WHERE group_name = ? AND id <> ?
         AND EXISTS (SELECT 1 FROM plan_levels WHERE plan_id = plans.id AND plan_levels.status IN ('pending', 'draft'))
       ORDER BY id`,
    );
    this.#nextRevision = database
      .prepare<[], number>('UPDATE meta SET revision = revision + 1 RETURNING revision')
      .pluck();
    this.#revision = database.prepare<[], number>('SELECT revision FROM meta').pluck();
    this.#lastEvent = database.prepare<[string], EventRecord>(
      'SELECT * FROM plan_events WHERE plan_id = ? ORDER BY sequence DESC LIMIT 1',
    );
    this.#insertEvent = database.prepare<[Record<string, unknown>]>(
      `INSERT INTO plan_events (plan_id, sequence, at_ms, level, from_status, to_status, kind, details, hash)
       VALUES (@plan_id, @sequence, @at_ms, @level, @from_status, @to_status, @kind, @details, @hash)`,
    );
    this.#events = database.prepare<[string], EventRecord>(
      'SELECT * FROM plan_events WHERE plan_id = ? ORDER BY sequence',
    );
  }

  find(planId: string): StoredPlan | undefined {
    const record = this.#select.get(planId);
    return record === undefined ? undefined : this.#withLevels(record);
  }

  /** Plans of a group, but for one, that have levels which nobody has claimed; by id. */
  waitingSiblings(group: string, planId: string): readonly StoredPlan[] {
    return this.#siblings.all(group, planId).map((record) => this.#withLevels(record));
  }

  /** By id. */
  list(filter: PlanFilter): readonly StoredPlan[] {
    return this.#all(listQuery(filter)).map((record) => this.#withLevels(record));
  }

  page(filter: PlanFilter, terms: PageTerms): Readonly<{stored: readonly StoredPlan[]; next: string | null}> {
    const {limit, sort = 'id'} = terms;
    const found = this.#all(pageQuery(filter, terms));
    const records = found.slice(0, limit);
    const last = found.length > limit ? records.at(-1) : undefined;
    return {
      stored: records.map((record) => this.#withLevels(record)),
      next: last === undefined ? null : cursorOf({sort, key: last.place, id: last.id}),
    };
  }

  since(revision: number): readonly StoredPlan[] {
    return this.#selectSince.all(revision).map((record) => this.#withLevels(record));
  }

  /** Revision of the last write. */
  revision(): number {
    return this.#revision.get() ?? missingMeta();
  }

  insert(plan: Plan, nowMs: number): void {
    this.#insert.run({...this.#written(plan, nowMs), reason: null});
    this.#levels.renew(plan.id, entryLevels(plan).length);
    const details = {version: 1, plan: documentOf(plan)};
    this.#append(plan.id, nowMs, null, {
      level: null,
      to: 'pending',
      kind: 'added',
      details,
    });
  }

  /** A plan of another system, as far as it had come there. Its event has everything that is known of it. */
  insertImported({plan, status, reason, fill, close, contentKey, origin}: ImportedPlan, nowMs: number): void {
    this.#insert.run({...this.#written(plan, nowMs), status, reason});
    this.#levels.renew(plan.id, entryLevels(plan).length, {status, reason, fill, close});
    const details = {...origin, version: 1, plan: documentOf(plan), contentKey, reason, fill, close};
    this.#append(plan.id, nowMs, null, {level: null, to: status, kind: 'imported', details});
  }

  /** What an imported plan was known by; undefined for a plan that was not imported. */
  contentKeyOf(planId: string): unknown {
    const first = this.#events.get(planId);
    if (first?.kind !== 'imported') return undefined;
    const details = JSON.parse(first.details) as Readonly<Record<string, unknown>>;
    return details['contentKey'];
  }

  /**
   * Puts a new version in the place of the present one; the plan must be editable. Its event has the
   * whole new version and each difference, so no version is ever lost. All levels begin anew.
   */
  replace(record: PlanRecord, plan: Plan, nowMs: number, kind: 'edited' | 'armed' = 'edited'): void {
    const from = record.status as PlanStatus;
    const version = record.version + 1;
    const written = documentOf(plan);
    const {changes} = this.#replace.run({...this.#written(plan, nowMs), version});
    if (changes !== 1 || !isEditable(from))
      throw new Error(`Invariant: inside its transaction plan "${record.id}" does not change`);
    this.#levels.renew(record.id, entryLevels(plan).length);
    const before = JSON.parse(record.document) as Record<string, unknown>;
    const details = {version, plan: written, changes: changesBetween(before, written)};
    this.#append(record.id, nowMs, from, {
      level: null,
      to: 'pending',
      kind,
      details,
    });
  }

  /** Moves a level on, if its life knows the step, and its plan with it; says whether it did. */
  move(record: LevelRecord, nowMs: number, transition: Transition): boolean {
    const from = record.status as PlanStatus;
    if (!isStep(transition.kind, from, transition.to)) return false;
    this.#levels.move(record, transition);
    const levels = this.#levels.of(record.plan_id);
    const status = statusOf(levels.map((level) => level.status as PlanStatus));
    const {changes} = this.#update.run({
      id: record.plan_id,
      status,
      revision: this.#nextRevision.get() ?? missingMeta(),
      nowMs: wholeMs(nowMs),
      reason: levels.find((level) => level.status === status)?.reason ?? null,
    });
    if (changes !== 1)
      throw new Error(`Invariant: level ${record.level} of "${record.plan_id}" has its plan`);
    this.#append(record.plan_id, nowMs, from, {...transition, level: record.level});
    return true;
  }

  history(planId: string): readonly PlanEvent[] {
    return this.#events.all(planId).map((event) => ({
      planId: event.plan_id,
      sequence: event.sequence,
      atMs: event.at_ms,
      from: event.from_status,
      to: event.to_status,
      level: event.level,
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
      group: plan.group,
      document: JSON.stringify(documentOf(plan)),
    };
  }

  /** Prepared anew each time: there are more combinations of filters than are worth keeping. */
  #all({sql, values}: PlanQuery): readonly PlacedRecord[] {
    return this.#database.prepare<(string | number)[], PlacedRecord>(sql).all(...values);
  }

  #withLevels(record: PlanRecord): StoredPlan {
    return {record, levels: this.#levels.of(record.id)};
  }

  #append(
    planId: string,
    nowMs: number,
    from: PlanStatus | null,
    {
      level,
      to,
      kind,
      details,
    }: Pick<Transition, 'to' | 'kind' | 'details'> & Readonly<{level: number | null}>,
  ): void {
    const last = this.#lastEvent.get(planId);
    const event = {
      plan_id: planId,
      sequence: (last?.sequence ?? 0) + 1,
      at_ms: wholeMs(nowMs),
      level,
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
