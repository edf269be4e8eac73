import type Database from 'better-sqlite3';
import type {DeskMemory} from '../../ports/store.ts';

/** The table `desks`: what the monitor last saw. Runs inside a transaction. */
export class MarketMemory {
  readonly #putDesk;
  readonly #desks;

  constructor(database: Database.Database) {
    this.#putDesk = database.prepare<[string, string]>(
      'INSERT INTO desks (symbol, memory) VALUES (?, ?) ON CONFLICT (symbol) DO UPDATE SET memory = excluded.memory',
    );
    this.#desks = database.prepare<[], {symbol: string; memory: string}>(
      'SELECT * FROM desks ORDER BY symbol',
    );
  }

  saveDesks(memories: ReadonlyMap<string, DeskMemory>): void {
    for (const [symbol, memory] of memories) this.#putDesk.run(symbol, JSON.stringify(memory));
  }

  loadDesks(): ReadonlyMap<string, DeskMemory> {
    return new Map(this.#desks.all().map(({symbol, memory}) => [symbol, JSON.parse(memory) as DeskMemory]));
  }
}
