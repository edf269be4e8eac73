import Database from 'better-sqlite3';
import type {Content} from '../ledger.ts';

/**
 * Everything in a database that a decision rests on, by table. What the monitor saw last and thought of it
 * (`desks`, `verdicts`, `verdict_changes`) is a hint for its successor and for readers and is left out, and so
 * are who claimed an order, when a row was last changed and why, who has the lease, which only the next holder
 * succeeds, and the identity of the database, which only makes the keys of orders to come.
 */
const TABLES: Readonly<Record<string, string>> = {
  plans:
    'SELECT id, symbol, side, volume_lots, status, version, created_at_ms, expires_at_ms, group_name, document ' +
    'FROM plans ORDER BY id',
  plan_levels:
    'SELECT plan_id, level, status, attempts, rejections, retry_at_ms, client_order_id, ticket, fill, close, ' +
    'withdrawal FROM plan_levels ORDER BY plan_id, level',
  plan_events: 'SELECT * FROM plan_events ORDER BY plan_id, sequence',
  intents:
    'SELECT client_order_id, plan_id, plan_version, level, epoch, attempt, symbol, side, type, price, volume_lots, ' +
    'stop_loss, take_profit, expires_at_ms, fired_price, fired_at_ms, not_after_ms, claimed_at_ms, outcome, ' +
    'settlement, settled_at_ms FROM intents ORDER BY client_order_id',
  halt: 'SELECT at_ms, flatten FROM halt',
};

/** The names of the tables whose content differs. @throws SQLite's error when one cannot be read. */
export function differingTables(path: string, otherPath: string): readonly string[] {
  const [one, other] = [tablesOf(path), tablesOf(otherPath)];
  return Object.keys(TABLES).filter((name) => one.get(name) !== other.get(name));
}

function tablesOf(path: string): ReadonlyMap<string, string> {
  const database = new Database(path, {fileMustExist: true});
  try {
    return new Map(
      Object.entries(TABLES).map(([name, sql]) => [name, JSON.stringify(database.prepare(sql).all())]),
    );
  } finally {
    database.close();
  }
}

/** What the ledger is compared with, and what another process wrote and never committed. */
export function readContent(
  path: string,
): Content & Readonly<{uncommitted: number; orders: ReadonlySet<string>}> {
  const database = new Database(path, {fileMustExist: true});
  try {
    const plans = database
      .prepare<[], {id: string; status: string; version: number}>('SELECT id, status, version FROM plans')
      .all();
    const intents = database
      .prepare<[], {key: string; outcome: string | null}>(
        'SELECT client_order_id AS key, outcome FROM intents',
      )
      .all();
    const uncommitted = database
      .prepare<[], number>("SELECT count(*) FROM desks WHERE symbol LIKE 'uncommitted-%'")
      .pluck()
      .get();
    return {
      plans: new Map(plans.map(({id, ...plan}) => [id, plan])),
      intents: new Map(intents.map(({key, outcome}) => [key, outcome])),
      orders: new Set(intents.map(({key}) => key)),
      uncommitted: uncommitted ?? 0,
    };
  } finally {
    database.close();
  }
}
