import type Database from 'better-sqlite3';
import {ConflictError} from '../../errors.ts';
import type {Scope, Token} from '../../ports/access.ts';
import {wholeMs} from './whole-ms.ts';

type TokenRecord = Readonly<{
  id: string;
  name: string;
  hash: string;
  scopes: string;
  created_at_ms: number;
  expires_at_ms: number | null;
  revoked_at_ms: number | null;
}>;

/** The table `tokens`. */
export class TokenTable {
  readonly #all;
  readonly #select;
  readonly #named;
  readonly #insert;
  readonly #revoke;

  constructor(database: Database.Database) {
    this.#all = database.prepare<[], TokenRecord>('SELECT * FROM tokens ORDER BY created_at_ms, id');
    this.#select = database.prepare<[string], TokenRecord>('SELECT * FROM tokens WHERE id = ?');
    this.#named = database.prepare<[string], TokenRecord>(
      'SELECT * FROM tokens WHERE name = ? AND revoked_at_ms IS NULL',
    );
    this.#insert = database.prepare<[Record<string, unknown>]>(
      `INSERT INTO tokens (id, name, hash, scopes, created_at_ms, expires_at_ms)
       VALUES (@id, @name, @hash, @scopes, @createdAtMs, @expiresAtMs)`,
    );
    this.#revoke = database.prepare<[number, string]>(
      'UPDATE tokens SET revoked_at_ms = ? WHERE id = ? AND revoked_at_ms IS NULL',
    );
  }

  all(): readonly Token[] {
    return this.#all.all().map(tokenOf);
  }

  find(id: string): Token | undefined {
    const record = this.#select.get(id);
    return record === undefined ? undefined : tokenOf(record);
  }

  /** A token that is added again is the one that was added: its answer was lost. */
  add(token: Token): void {
    const {id, name, hash, scopes, createdAtMs, expiresAtMs} = token;
    if (this.#select.get(id)?.hash === hash) return;
    const taken = this.#named.get(name);
    if (taken !== undefined) {
      throw new ConflictError('TOKEN_DUPLICATE', `There is a token named "${name}" already: ${taken.id}`, {
        field: 'name',
        hint: `choose another name, or revoke that one with \`vigil token revoke ${taken.id}\``,
      });
    }
    this.#insert.run({
      id,
      name,
      hash,
      scopes: JSON.stringify(scopes),
      createdAtMs: wholeMs(createdAtMs),
      expiresAtMs: expiresAtMs === null ? null : wholeMs(expiresAtMs),
    });
  }

  revoke(id: string, nowMs: number): boolean {
    return this.#revoke.run(wholeMs(nowMs), id).changes === 1;
  }
}

function tokenOf(record: TokenRecord): Token {
  return {
    id: record.id,
    name: record.name,
    hash: record.hash,
    scopes: JSON.parse(record.scopes) as Scope[],
    createdAtMs: record.created_at_ms,
    expiresAtMs: record.expires_at_ms,
    revokedAtMs: record.revoked_at_ms,
  };
}
