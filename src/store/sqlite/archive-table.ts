import type Database from 'better-sqlite3';
import type {
  ArchiveBatch,
  ArchivedPlan,
  ArchiveRecord,
  ArchiveTerms,
  WrittenRecord,
} from '../../ports/store.ts';
import {archiveLine, type ArchiveRows} from './archive-line.ts';
import {checkStoredPlan} from './check.ts';
import type {EventRecord} from './check-history.ts';
import type {IntentRecord} from './intent-table.ts';
import type {LevelRecord} from './level-record.ts';
import type {PlanRecord} from './plan-record.ts';
import type {ChangeRecord} from './verdict-table.ts';
import {wholeMs} from './whole-ms.ts';

/**
 * So long ago a plan has ended at least: a day of the broker's and the hours of its clock are within it, so no
 * ceiling on an hour or a day counts less. The schema has it, too.
 */
export const ARCHIVED_AFTER_MIN_MS = 2 * 86_400_000;

const ENDED = `status IN ('closed', 'cancelled', 'expired', 'failed')`;

/** What still depends on a plan that has ended; see schema-6. */
const FREE = `
  NOT EXISTS (SELECT 1 FROM plans AS other WHERE other.group_name = plans.group_name AND NOT other.${ENDED})
  AND NOT EXISTS (SELECT 1 FROM intents WHERE plan_id = plans.id
    AND (claimed_at_ms > @beforeMs OR outcome IS NULL OR outcome = 'unresolved'
      OR number = (SELECT max(number) FROM intents)))
  AND NOT EXISTS (SELECT 1 FROM plan_levels WHERE plan_id = plans.id
    AND json_extract(close, '$.timeMs') > @beforeMs)`;

type ArchivedRecord = Readonly<{
  id: string;
  revision: number;
  archived_at_ms: number;
  hash: string;
  file: string;
}>;

/** What leaves the database, and the table `archived_plans`, which says where it went. Runs inside a transaction. */
export class ArchiveTable {
  readonly #database: Database.Database;
  readonly #databaseId: string;
  readonly #candidates;
  readonly #candidate;
  readonly #revision;
  readonly #levels;
  readonly #events;
  readonly #intents;
  readonly #changes;
  readonly #verdict;
  readonly #insert;
  readonly #deletes;
  readonly #one;

  constructor(database: Database.Database, databaseId: string) {
    this.#database = database;
    this.#databaseId = databaseId;
    this.#candidates = database.prepare<[Record<string, unknown>], PlanRecord>(
      `SELECT * FROM plans WHERE ${ENDED} AND updated_at_ms <= @beforeMs
         AND (updated_at_ms, id) > (@afterMs, @afterId) AND ${FREE}
       ORDER BY updated_at_ms, id LIMIT @limit`,
    );
    this.#candidate = database.prepare<[Record<string, unknown>], PlanRecord>(
      `SELECT * FROM plans WHERE id = @id AND revision = @revision AND ${ENDED} AND updated_at_ms <= @beforeMs
         AND ${FREE}`,
    );
    this.#revision = database.prepare<[], number>('SELECT revision FROM meta').pluck();
    this.#levels = database.prepare<[string], LevelRecord>(
      'SELECT * FROM plan_levels WHERE plan_id = ? ORDER BY level',
    );
    this.#events = database.prepare<[string], EventRecord>(
      'SELECT * FROM plan_events WHERE plan_id = ? ORDER BY sequence',
    );
    this.#intents = database.prepare<[string], IntentRecord>(
      'SELECT * FROM intents WHERE plan_id = ? ORDER BY number',
    );
    this.#changes = database.prepare<[string], ChangeRecord>(
      'SELECT * FROM verdict_changes WHERE plan_id = ? ORDER BY number',
    );
    this.#verdict = database.prepare<[string], NonNullable<ArchiveRows['verdict']>>(
      'SELECT * FROM verdicts WHERE plan_id = ?',
    );
    this.#insert = database.prepare<[Record<string, unknown>]>(
      `INSERT INTO archived_plans (id, revision, archived_at_ms, hash, file, taken_group, had_order)
       VALUES (@id, @revision, @nowMs, @hash, @file, @takenGroup, @hadOrder)`,
    );
    // What refers to others goes before them.
    this.#deletes = [
      'DELETE FROM verdict_changes WHERE plan_id = ?',
      'DELETE FROM verdicts WHERE plan_id = ?',
      'DELETE FROM plan_levels WHERE plan_id = ?',
      'DELETE FROM intents WHERE plan_id = ?',
      'DELETE FROM plan_events WHERE plan_id = ?',
      'DELETE FROM plans WHERE id = ?',
    ].map((sql) => database.prepare<[string]>(sql));
    this.#one = database.prepare<[string], ArchivedRecord>('SELECT * FROM archived_plans WHERE id = ?');
  }

  archivable({endedBeforeMs, limit, after}: ArchiveTerms, nowMs: number): ArchiveBatch {
    const [afterMs, afterId] = after === undefined ? [Number.MIN_SAFE_INTEGER, ''] : placeIn(after);
    const beforeMs = beforeMsOf(endedBeforeMs, nowMs);
    const found = this.#candidates.all({beforeMs, afterMs, afterId, limit});
    const last = found.length < limit ? undefined : found.at(-1);
    const records: ArchiveRecord[] = [];
    const unsound: {id: string; message: string}[] = [];
    for (const plan of found) {
      const rows = this.#rowsOf(plan);
      const message = this.#whatIsWrong(rows);
      if (message === undefined) records.push(this.#recordOf(rows));
      else unsound.push({id: plan.id, message});
    }
    const next = last === undefined ? null : JSON.stringify([last.updated_at_ms, last.id]);
    return {records, unsound, next};
  }

  /** Says whether the plan is gone. */
  remove({id, revision, hash, file}: WrittenRecord, nowMs: number): boolean {
    const [archived] = this.those([id]);
    if (archived !== undefined) return archived.revision === revision && archived.hash === hash;
    const beforeMs = beforeMsOf(nowMs, nowMs);
    const plan = this.#candidate.get({id, revision, beforeMs});
    if (plan === undefined) return false;
    const rows = this.#rowsOf(plan);
    if (rows.events.at(-1)?.hash !== hash) return false;
    const closed = rows.levels.filter(({status}) => status === 'closed');
    this.#insert.run({
      id,
      revision,
      hash,
      file,
      nowMs: wholeMs(nowMs),
      takenGroup: closed.length > 0 ? plan.group_name : null,
      hadOrder: closed.some(({client_order_id: order}) => order !== null) ? 1 : 0,
    });
    for (const statement of this.#deletes) statement.run(id);
    return true;
  }

  /** By id. */
  those(ids: readonly string[]): readonly ArchivedPlan[] {
    const found = [...new Set(ids)].flatMap((id) => this.#one.get(id) ?? []);
    return found.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(archivedOf);
  }

  /** By id. They are as many as ever ended, so this is asked by nobody but who checks them all. */
  all(): readonly ArchivedPlan[] {
    const sql = 'SELECT * FROM archived_plans ORDER BY id';
    return this.#database.prepare<[], ArchivedRecord>(sql).all().map(archivedOf);
  }

  #rowsOf(plan: PlanRecord): ArchiveRows {
    return {
      plan,
      levels: this.#levels.all(plan.id),
      events: this.#events.all(plan.id),
      intents: this.#intents.all(plan.id),
      verdict: this.#verdict.get(plan.id) ?? null,
      verdictChanges: this.#changes.all(plan.id),
    };
  }

  #whatIsWrong(rows: ArchiveRows): string | undefined {
    const messages: string[] = [];
    checkStoredPlan(rows, this.#revision.get() ?? 0, (code, subject, message) => {
      messages.push(`${code} ${subject}: ${message}`);
    });
    return messages[0];
  }

  #recordOf(rows: ArchiveRows): ArchiveRecord {
    const {id, revision, updated_at_ms: endedAtMs} = rows.plan;
    const line = archiveLine(this.#databaseId, rows);
    return {id, revision, endedAtMs, hash: rows.events.at(-1)?.hash ?? '', line};
  }
}

function beforeMsOf(endedBeforeMs: number, nowMs: number): number {
  return wholeMs(Math.min(endedBeforeMs, nowMs - ARCHIVED_AFTER_MIN_MS));
}

function placeIn(after: string): readonly [number, string] {
  return JSON.parse(after) as readonly [number, string];
}

function archivedOf({id, revision, archived_at_ms: archivedAtMs, hash, file}: ArchivedRecord): ArchivedPlan {
  return {id, revision, archivedAtMs, hash, file};
}
