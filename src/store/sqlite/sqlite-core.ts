import type Database from 'better-sqlite3';
import {inputErrorOf} from '../../errors.ts';
import type {Plan} from '../../plan/plan.ts';
import {isEditable} from '../../plan/status.ts';
import type {Close, Intent} from '../../ports/broker.ts';
import type {
  BrokenRow,
  Changes,
  CheckFinding,
  DeskMemory,
  IntentRow,
  PlanEvent,
  PlanFilter,
  PlanRow,
  Rows,
  Settlement,
  StoredVerdict,
  Swap,
} from '../../ports/store.ts';
import {canonicalJson} from './canonical-json.ts';
import {checkDatabase} from './check.ts';
import {IntentTable} from './intent-table.ts';
import {MarketMemory} from './market-memory.ts';
import type {SyncStore} from './operation.ts';
import {isWrittenAs, writtenNow} from './plan-document.ts';
import {isBroken, type PlanRecord, rowOf, rowsOf} from './plan-record.ts';
import {PlanTable, type Transition} from './plan-table.ts';
import {stepOf} from './settlement-step.ts';
import {refuseTaken} from './taken-ids.ts';

/**
 * Every operation of the store on one connection, without waiting. A write has to be called inside a
 * transaction of the caller (see TurnRunner); a read takes care of its own.
 *
 * Writes look at the columns only, so that a plan whose document breaks a rule can still be cancelled
 * and its order still be settled; a claim and an edit alone need the whole plan to be sound.
 */
export class SqliteCore implements SyncStore {
  readonly databaseId: string;
  readonly #database: Database.Database;
  /** Unique name of this open store; see `claim`. */
  readonly #claimant: string;
  readonly #plans: PlanTable;
  readonly #intents: IntentTable;
  readonly #memory: MarketMemory;
  readonly #dataVersion;
  readonly #readChanges;
  /** The database's revision as last read, and the state of the file in which it was. */
  #known: Readonly<{dataVersion: number; revision: number}> | undefined;

  constructor(database: Database.Database) {
    this.#database = database;
    // Not from the Random port: it shows in no answer, and two stores with one seed must differ in it.
    this.#claimant = String(database.prepare('SELECT hex(randomblob(16))').pluck().get());
    this.databaseId = String(database.prepare('SELECT database_id FROM meta').pluck().get());
    this.#plans = new PlanTable(database);
    this.#intents = new IntentTable(database);
    this.#memory = new MarketMemory(database);
    this.#dataVersion = database.prepare<[], number>('PRAGMA data_version').pluck();
    this.#readChanges = database.transaction((since: number) => ({
      revision: this.#plans.revision(),
      records: this.#plans.since(since),
    }));
  }

  /** To be called before each write transaction: what was known of the revision may become wrong. */
  forgetRevision(): void {
    this.#known = undefined;
  }

  add(plans: readonly Plan[], nowMs: number): readonly PlanRow[] {
    refuseTaken(plans, (id) => this.#plans.find(id) !== undefined);
    return plans.map((plan) => {
      this.#plans.insert(plan, nowMs);
      return this.#soundRow(plan.id);
    });
  }

  get(planId: string): PlanRow | BrokenRow | undefined {
    const record = this.#plans.find(planId);
    return record === undefined ? undefined : rowOf(record);
  }

  list(filter: PlanFilter = {}): Rows {
    return rowsOf(this.#plans.list(filter));
  }

  changesSince(since: number): Changes {
    // Read before the transaction: at worst a write in between is looked at twice.
    const dataVersion = this.#dataVersion.get() ?? 0;
    if (this.#known?.dataVersion === dataVersion && this.#known.revision <= since) {
      return {rows: [], broken: [], revision: this.#known.revision};
    }
    const {revision, records} = this.#readChanges(since);
    this.#known = {dataVersion, revision};
    return {...rowsOf(records), revision};
  }

  history(planId: string): readonly PlanEvent[] {
    return this.#plans.history(planId);
  }

  edit(plan: Plan, version: number, nowMs: number): Swap {
    const record = this.#plans.find(plan.id);
    if (record === undefined) return {done: false, row: undefined};
    const row = rowOf(record);
    if (isBroken(row)) return {done: false, row: undefined};
    if (row.version === version + 1) return {done: isWrittenAs(record, plan), row};
    if (row.version !== version || !isEditable(row.status)) return {done: false, row};
    this.#plans.replace(record, writtenNow(plan, nowMs), nowMs);
    this.#memory.forgetVerdict(plan.id);
    return {done: true, row: this.#soundRow(plan.id)};
  }

  /**
   * A claim that is repeated is answered as before only to the open store that made it, and only
   * while the intent has no outcome. Two monitors make up the same client order id for the same
   * attempt; were both told that the claim is theirs, both would send.
   */
  claim(intent: Intent, version: number, nowMs: number): Swap {
    const known = this.#intents.find(intent.clientOrderId);
    if (known !== undefined) {
      const isOwn =
        known.plan_id === intent.planId &&
        known.plan_version === version &&
        known.claimed_by === this.#claimant &&
        known.outcome === null;
      return this.#swap(isOwn, intent.planId);
    }
    const record = this.#plans.find(intent.planId);
    if (record === undefined) return {done: false, row: undefined};
    const isExpired = record.expires_at_ms !== null && record.expires_at_ms <= nowMs;
    if (record.status !== 'pending' || record.version !== version || isExpired || isBroken(rowOf(record))) {
      return this.#swap(false, record.id);
    }
    const {planId: _, ...details} = intent;
    this.#intents.insert(intent, {version, claimedBy: this.#claimant, nowMs});
    return this.#move(record, nowMs, {
      to: 'executing',
      kind: 'claimed',
      details: {...details, version},
      reason: null,
      attempts: record.attempts + 1,
    });
  }

  settle(clientOrderId: string, settlement: Settlement, nowMs: number): Swap {
    const intent = this.#intents.find(clientOrderId);
    if (intent === undefined) return {done: false, row: undefined};
    const record = this.#record(intent.plan_id);
    // What was parked may be settled again when there is evidence; any other outcome stands.
    if (intent.outcome !== null && intent.settlement === canonicalJson(settlement))
      return this.#swap(true, record.id);
    if (intent.outcome !== null && intent.outcome !== 'unresolved') return this.#swap(false, record.id);
    if (record.status !== (intent.outcome === null ? 'executing' : 'unresolved'))
      return this.#swap(false, record.id);
    const swap = this.#move(record, nowMs, stepOf(clientOrderId, settlement));
    if (swap.done) this.#intents.settle(clientOrderId, settlement, nowMs);
    return swap;
  }

  recordClose(clientOrderId: string, close: Close, nowMs: number): Swap {
    const intent = this.#intents.find(clientOrderId);
    if (intent === undefined) return {done: false, row: undefined};
    const record = this.#record(intent.plan_id);
    if (intent.outcome !== 'accepted') return this.#swap(false, record.id);
    if (record.close !== null) return this.#swap(record.close === canonicalJson(close), record.id);
    return this.#move(record, nowMs, {
      to: 'closed',
      kind: 'closed',
      details: {clientOrderId, close},
      reason: close.reason,
      close,
    });
  }

  cancel(planId: string, reason: string, nowMs: number): Swap {
    const record = this.#plans.find(planId);
    if (record === undefined) return {done: false, row: undefined};
    if (record.status === 'cancelled') return this.#swap(true, planId);
    // A resting order is cancelled at the broker first; that is not for this call.
    if (record.status !== 'pending' && record.status !== 'draft') return this.#swap(false, planId);
    return this.#move(record, nowMs, {to: 'cancelled', kind: 'cancelled', details: {reason}, reason});
  }

  expire(planId: string, nowMs: number): Swap {
    const record = this.#plans.find(planId);
    if (record === undefined) return {done: false, row: undefined};
    if (record.status === 'expired') return this.#swap(true, planId);
    if (record.status !== 'pending' || record.expires_at_ms === null || record.expires_at_ms > nowMs) {
      return this.#swap(false, planId);
    }
    const details = {expiresAtMs: record.expires_at_ms};
    return this.#move(record, nowMs, {to: 'expired', kind: 'expired', details, reason: null});
  }

  openIntents(): readonly IntentRow[] {
    return this.#intents.open();
  }

  saveDesks(memories: ReadonlyMap<string, DeskMemory>): void {
    this.#memory.saveDesks(memories);
  }

  loadDesks(): ReadonlyMap<string, DeskMemory> {
    return this.#memory.loadDesks();
  }

  saveVerdicts(verdicts: readonly StoredVerdict[]): void {
    this.#memory.saveVerdicts(verdicts);
  }

  verdict(planId: string): StoredVerdict | undefined {
    return this.#memory.verdict(planId);
  }

  check(): readonly CheckFinding[] {
    return checkDatabase(this.#database);
  }

  #record(planId: string): PlanRecord {
    const record = this.#plans.find(planId);
    if (record === undefined)
      throw new Error(`Invariant: an event or intent of plan "${planId}" has its plan`);
    return record;
  }

  /** The row of a plan as it was just written; what breaks a rule is not kept. */
  #soundRow(planId: string): PlanRow {
    const row = rowOf(this.#record(planId));
    if (isBroken(row)) throw inputErrorOf('PLAN_INVALID', row.problems);
    return row;
  }

  #move(record: PlanRecord, nowMs: number, transition: Transition): Swap {
    return this.#swap(this.#plans.move(record, nowMs, transition), record.id);
  }

  #swap(done: boolean, planId: string): Swap {
    const record = this.#plans.find(planId);
    const row = record === undefined ? undefined : rowOf(record);
    return {done, row: row === undefined || isBroken(row) ? undefined : row};
  }
}
