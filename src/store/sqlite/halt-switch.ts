import type Database from 'better-sqlite3';
import type {Halt} from '../../ports/store.ts';
import {HaltFile, type HaltNote} from './halt-file.ts';
import {wholeMs} from './whole-ms.ts';

type HaltRecord = Readonly<{reason: string; at_ms: number; flatten: number}>;

/** Whether trading is halted: by the one row of `halt`, by the file beside the database, or by both. */
export class HaltSwitch {
  /** Undefined: a database in memory has no place beside it. */
  readonly #file: HaltFile | undefined;
  readonly #select;
  readonly #put;
  readonly #clear;

  constructor(database: Database.Database) {
    this.#file = database.memory ? undefined : new HaltFile(database.name);
    this.#select = database.prepare<[], HaltRecord>('SELECT * FROM halt WHERE single = 1');
    this.#put = database.prepare<[Record<string, unknown>]>(
      `INSERT INTO halt (single, reason, at_ms, flatten) VALUES (1, @reason, @atMs, @flatten)
       ON CONFLICT (single) DO UPDATE
       SET reason = excluded.reason, at_ms = excluded.at_ms, flatten = excluded.flatten`,
    );
    this.#clear = database.prepare('DELETE FROM halt WHERE single = 1');
  }

  find(): Halt | undefined {
    const record = this.#select.get();
    const note = this.#file?.read();
    if (record === undefined) return note === undefined ? undefined : {...note, byFile: true};
    const {reason, at_ms: atMs, flatten} = record;
    // Whoever asks for more is heard: positions are closed when either wants them closed.
    return {reason, atMs, flatten: flatten === 1 || note?.flatten === true, byFile: false};
  }

  halt({reason, atMs, flatten}: HaltNote): void {
    this.#put.run({reason, atMs: wholeMs(atMs), flatten: flatten ? 1 : 0});
  }

  /** Row and file both; says whether there was either. */
  resume(): boolean {
    const hadRow = this.#clear.run().changes === 1;
    // After the row: should the row stay for a failed commit, trading stays halted.
    const hadFile = this.#file?.remove() ?? false;
    return hadRow || hadFile;
  }
}
