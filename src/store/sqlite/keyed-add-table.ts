import type Database from 'better-sqlite3';
import type {KeyedAnswer, KeyedRows, RequestKey} from '../../ports/store.ts';
import {wholeMs} from './whole-ms.ts';

type KeyedRecord = Readonly<{digest: string; answer: string}>;

/** Rows that one pruning deletes: it holds the write lock. */
const PRUNED_MAX = 2000;

/** The table `keyed_adds`: what was answered under which key. */
export class KeyedAddTable {
  readonly #select;
  readonly #insert;
  readonly #prune;

  constructor(database: Database.Database) {
    this.#select = database.prepare<[string, string], KeyedRecord>(
      'SELECT digest, answer FROM keyed_adds WHERE caller = ? AND key = ?',
    );
    this.#insert = database.prepare<[string, string, string, number, string]>(
      'INSERT INTO keyed_adds (caller, key, digest, at_ms, answer) VALUES (?, ?, ?, ?, ?)',
    );
    this.#prune = database.prepare<[number]>(
      `DELETE FROM keyed_adds WHERE (caller, key) IN (
         SELECT caller, key FROM keyed_adds WHERE at_ms < ? LIMIT ${PRUNED_MAX})`,
    );
  }

  /** What was answered under that key, if it was to this request; undefined: nothing. */
  find({caller, key, digest}: RequestKey): KeyedAnswer | undefined {
    const known = this.#select.get(caller, key);
    if (known === undefined) return undefined;
    if (known.digest !== digest) return {as: 'otherRequest'};
    return {as: 'repeated', ...(JSON.parse(known.answer) as KeyedRows)};
  }

  insert({caller, key, digest}: RequestKey, answer: KeyedRows, nowMs: number): void {
    this.#insert.run(caller, key, digest, wholeMs(nowMs), JSON.stringify(answer));
  }

  prune(beforeMs: number): number {
    return this.#prune.run(wholeMs(beforeMs)).changes;
  }
}
