import Database from 'better-sqlite3';

/** Long enough for the moment in which another process recovers the log. */
const TIMEOUT_MS = 1000;

/** Looks, as another process may, whether the claim of an order is in the database. */
export class OrderAudit {
  readonly #database: Database.Database;
  readonly #find: Database.Statement<[string, string]>;

  constructor(databasePath: string) {
    this.#database = new Database(databasePath, {readonly: true, fileMustExist: true, timeout: TIMEOUT_MS});
    this.#find = this.#database.prepare('SELECT 1 FROM intents WHERE client_order_id = ? AND plan_id = ?');
  }

  isClaimed({planId, clientOrderId}: Readonly<{planId: string; clientOrderId: string}>): boolean {
    return this.#find.get(clientOrderId, planId) !== undefined;
  }

  close(): void {
    this.#database.close();
  }
}
