import type Database from 'better-sqlite3';
import type {Explained, VerdictState} from '../../condition/verdict.ts';
import type {DeskMemory, StoredVerdict} from '../../ports/store.ts';
import {wholeMs} from './whole-ms.ts';

type VerdictRecord = Readonly<{plan_id: string; as_of_ms: number; state: VerdictState; conditions: string}>;

/** The tables `desks` and `verdicts`: what the monitor last saw and thought. Runs inside a transaction. */
export class MarketMemory {
  readonly #putDesk;
  readonly #desks;
  readonly #putVerdict;
  readonly #verdict;
  readonly #forgetVerdict;

  constructor(database: Database.Database) {
    this.#putDesk = database.prepare<[string, string]>(
      'INSERT INTO desks (symbol, memory) VALUES (?, ?) ON CONFLICT (symbol) DO UPDATE SET memory = excluded.memory',
    );
    this.#desks = database.prepare<[], {symbol: string; memory: string}>(
      'SELECT * FROM desks ORDER BY symbol',
    );
    // A verdict is a hint; one of a plan that this database does not have is not worth an error.
    this.#putVerdict = database.prepare<[Record<string, unknown>]>(
      `INSERT INTO verdicts (plan_id, as_of_ms, state, conditions)
       SELECT id, @asOfMs, @state, @conditions FROM plans WHERE id = @planId
       ON CONFLICT (plan_id) DO UPDATE
       SET as_of_ms = excluded.as_of_ms, state = excluded.state, conditions = excluded.conditions`,
    );
    this.#verdict = database.prepare<[string], VerdictRecord>('SELECT * FROM verdicts WHERE plan_id = ?');
    this.#forgetVerdict = database.prepare<[string]>('DELETE FROM verdicts WHERE plan_id = ?');
  }

  saveDesks(memories: ReadonlyMap<string, DeskMemory>): void {
    for (const [symbol, memory] of memories) this.#putDesk.run(symbol, JSON.stringify(memory));
  }

  loadDesks(): ReadonlyMap<string, DeskMemory> {
    return new Map(this.#desks.all().map(({symbol, memory}) => [symbol, JSON.parse(memory) as DeskMemory]));
  }

  saveVerdicts(verdicts: readonly StoredVerdict[]): void {
    for (const {planId, asOfMs, state, conditions} of verdicts) {
      this.#putVerdict.run({planId, asOfMs: wholeMs(asOfMs), state, conditions: JSON.stringify(conditions)});
    }
  }

  /** What was thought of a plan says nothing of its next version. */
  forgetVerdict(planId: string): void {
    this.#forgetVerdict.run(planId);
  }

  verdict(planId: string): StoredVerdict | undefined {
    const record = this.#verdict.get(planId);
    if (record === undefined) return undefined;
    return {
      planId: record.plan_id,
      asOfMs: record.as_of_ms,
      state: record.state,
      conditions: JSON.parse(record.conditions) as readonly Explained[],
    };
  }
}
