import type Database from 'better-sqlite3';
import type {Explained, VerdictState} from '../../condition/verdict.ts';
import type {ConditionChange, StoredVerdict, VerdictChange} from '../../ports/store.ts';
import {conditionChanges} from './condition-changes.ts';
import {wholeMs} from './whole-ms.ts';

/**
 * Changes that are kept of one plan: of one that changes at every look, those of the last hundred minutes. They are
 * about 40 kB where each is a change of a condition or two.
 */
export const VERDICT_CHANGES_MAX = 200;

type LastRecord = Readonly<{version: number; as_of_ms: number; state: VerdictState; conditions: string}>;

export type ChangeRecord = Readonly<{
  plan_id: string;
  number: number;
  at_ms: number;
  plan_version: number;
  from_state: VerdictState | null;
  to_state: VerdictState;
  conditions: string;
}>;

/**
 * The tables `verdicts`, what was last thought of each plan, and `verdict_changes`, how that came about. They
 * are hints: one of a plan or a version that the database does not have is not worth an error. Runs inside a
 * transaction.
 */
export class VerdictTable {
  readonly #version;
  readonly #before;
  readonly #put;
  readonly #last;
  readonly #forget;
  readonly #newest;
  readonly #append;
  readonly #prune;
  readonly #changes;

  constructor(database: Database.Database) {
    this.#version = database.prepare<[string], number>('SELECT version FROM plans WHERE id = ?').pluck();
    this.#before = database.prepare<[string], Pick<LastRecord, 'state' | 'conditions'>>(
      'SELECT state, conditions FROM verdicts WHERE plan_id = ?',
    );
    this.#put = database.prepare<[Record<string, unknown>]>(
      `INSERT INTO verdicts (plan_id, as_of_ms, state, conditions) VALUES (@planId, @atMs, @state, @conditions)
       ON CONFLICT (plan_id) DO UPDATE
       SET as_of_ms = excluded.as_of_ms, state = excluded.state, conditions = excluded.conditions`,
    );
    this.#last = database.prepare<[string], LastRecord>(
      `SELECT version, as_of_ms, state, conditions FROM verdicts JOIN plans ON plans.id = plan_id WHERE plan_id = ?`,
    );
    this.#forget = database.prepare<[string]>('DELETE FROM verdicts WHERE plan_id = ?');
    // The + lets SQLite go on with one query plan; for a bare value it makes another each time, which takes longer.
    this.#newest = database
      .prepare<[string], number | null>('SELECT max(number) FROM verdict_changes WHERE plan_id = +?')
      .pluck();
    this.#append = database.prepare<[Record<string, unknown>]>(
      `INSERT INTO verdict_changes (plan_id, number, at_ms, plan_version, from_state, to_state, conditions)
       VALUES (@planId, @number, @atMs, @version, @from, @to, @conditions)`,
    );
    this.#prune = database.prepare<[string, number]>(
      'DELETE FROM verdict_changes WHERE plan_id = ? AND number <= ?',
    );
    this.#changes = database.prepare<[string], ChangeRecord>(
      'SELECT * FROM verdict_changes WHERE plan_id = ? ORDER BY number',
    );
  }

  save({planId, version, asOfMs, state, conditions}: StoredVerdict): void {
    if (this.#version.get(planId) !== version) return;
    const atMs = wholeMs(asOfMs);
    const before = this.#before.get(planId);
    const changed = conditionChanges(explainedOf(before?.conditions ?? '[]'), conditions);
    if (before?.state !== state || changed.length > 0) {
      const number = 1 + (this.#newest.get(planId) ?? 0);
      const change = {planId, number, version, atMs, from: before?.state ?? null, to: state};
      this.#append.run({...change, conditions: JSON.stringify(changed)});
      this.#prune.run(planId, number - VERDICT_CHANGES_MAX);
    }
    this.#put.run({planId, atMs, state, conditions: JSON.stringify(conditions)});
  }

  last(planId: string): StoredVerdict | undefined {
    const record = this.#last.get(planId);
    if (record === undefined) return undefined;
    const {version, as_of_ms: asOfMs, state, conditions} = record;
    return {planId, version, asOfMs, state, conditions: explainedOf(conditions)};
  }

  /** What was thought of a plan says nothing of its next version; that it was thought stays. */
  forget(planId: string): void {
    this.#forget.run(planId);
  }

  changes(planId: string): readonly VerdictChange[] {
    return this.#changes.all(planId).map((record) => ({
      planId,
      number: record.number,
      atMs: record.at_ms,
      version: record.plan_version,
      from: record.from_state,
      to: record.to_state,
      conditions: JSON.parse(record.conditions) as readonly ConditionChange[],
    }));
  }
}

function explainedOf(conditions: string): readonly Explained[] {
  return JSON.parse(conditions) as readonly Explained[];
}
