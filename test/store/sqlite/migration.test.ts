import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import Database from 'better-sqlite3';
import {describe, expect, it} from 'vitest';
import {PLAN_STATUSES, type PlanStatus} from '../../../src/plan/status.ts';
import {canonicalJson} from '../../../src/store/sqlite/canonical-json.ts';
import {CHAIN_START, chainedHash} from '../../../src/store/sqlite/event-chain.ts';
import {APPLICATION_ID, LATEST_VERSION} from '../../../src/store/sqlite/migrations.ts';
import {documentOf} from '../../../src/store/sqlite/plan-document.ts';
import {SCHEMA_2} from '../../../src/store/sqlite/schema-2.ts';
import {SCHEMA_3} from '../../../src/store/sqlite/schema-3.ts';
import {SCHEMA_4} from '../../../src/store/sqlite/schema-4.ts';
import {SCHEMA_1} from '../../../src/store/sqlite/schema.ts';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {
  aLevel,
  anIntent,
  aPlan,
  claimTerms,
  CLOSE,
  CLOSED_REPORT,
  FILL,
  FILLED_REPORT,
  NOT_SENT,
  NOW_MS,
  RESTING_REPORT,
  takeLease,
} from '../../ports/stored-values.ts';
import {REAL, temporaryDatabase} from './temporary-database.ts';

type Details = Readonly<Record<string, unknown>>;
type Move = Readonly<{to: PlanStatus; kind: string; details: Details; reason?: string; columns?: Details}>;

/** Writes what version 1 of the program wrote, with its own statements. */
class FirstVersion {
  readonly #database: Database.Database;

  constructor(path: string) {
    this.#database = new Database(path);
    this.#database.pragma('journal_mode = WAL');
    this.#database.pragma('foreign_keys = ON');
    this.#database.exec(SCHEMA_1);
    this.#database.exec(`PRAGMA user_version = 1; PRAGMA application_id = ${APPLICATION_ID};
      INSERT INTO meta (single, database_id, revision) VALUES (1, 'first', 0)`);
  }

  add(id: string): void {
    const plan = aPlan({id});
    this.#database
      .prepare(
        `INSERT INTO plans (id, symbol, side, volume_lots, status, version, revision, created_at_ms, updated_at_ms,
           expires_at_ms, attempts, document)
         VALUES (?, ?, ?, ?, 'pending', 1, ?, ?, ?, ?, 0, ?)`,
      )
      .run(
        ...[id, plan.symbol, plan.side, plan.volumeLots, this.#revision()],
        ...[plan.createdAtMs, NOW_MS, plan.expiresAtMs, JSON.stringify(documentOf(plan))],
      );
    this.#append(id, null, {to: 'pending', kind: 'added', details: {version: 1, plan: documentOf(plan)}});
  }

  claim(id: string, clientOrderId: string, attempt = 1): void {
    const {
      planId: _,
      level: _level,
      type: _type,
      price: _price,
      expiresAtMs: _expiry,
      ...intent
    } = anIntent({
      ...{clientOrderId, planId: id, attempt},
    });
    this.#database
      .prepare(
        `INSERT INTO intents (client_order_id, plan_id, plan_version, claimed_by, claimed_at_ms, attempt, symbol,
           side, volume_lots, stop_loss, take_profit, fired_price, fired_at_ms, not_after_ms)
         VALUES (@clientOrderId, @id, 1, 'somebody', ${NOW_MS}, @attempt, @symbol, @side, @volumeLots, @stopLoss,
           @takeProfit, @firedPrice, @firedAtMs, @notAfterMs)`,
      )
      .run({...intent, id});
    this.move(id, {
      to: 'executing',
      kind: 'claimed',
      details: {...intent, version: 1},
      columns: {attempts: attempt},
    });
  }

  settle(id: string, clientOrderId: string, settlement: Details, move: Omit<Move, 'details'>): void {
    const {as, ...facts} = settlement;
    this.#database
      .prepare('UPDATE intents SET outcome = ?, settlement = ?, settled_at_ms = ? WHERE client_order_id = ?')
      .run(as, canonicalJson(settlement), NOW_MS, clientOrderId);
    this.move(id, {...move, details: {clientOrderId, ...facts}});
  }

  move(id: string, move: Move): void {
    const from = this.#database.prepare('SELECT status FROM plans WHERE id = ?').pluck().get(id);
    const columns = {status: move.to, reason: move.reason ?? null, retry_at_ms: null, ...move.columns};
    const sets = Object.keys(columns).map((name) => `${name} = @${name}`);
    this.#database
      .prepare(`UPDATE plans SET ${sets.join(', ')}, revision = ${this.#revision()} WHERE id = @id`)
      .run({...columns, id});
    this.#append(id, String(from), move);
  }

  close(): void {
    this.#database.close();
  }

  #revision(): number {
    const sql = 'UPDATE meta SET revision = revision + 1 RETURNING revision';
    return Number(this.#database.prepare(sql).pluck().get());
  }

  #append(planId: string, from: string | null, {to, kind, details}: Move): void {
    const last = this.#database
      .prepare<[string], {sequence: number; hash: string}>(
        'SELECT sequence, hash FROM plan_events WHERE plan_id = ? ORDER BY sequence DESC LIMIT 1',
      )
      .get(planId);
    const event = {
      plan_id: planId,
      sequence: (last?.sequence ?? 0) + 1,
      at_ms: NOW_MS,
      from_status: from,
      to_status: to,
      kind,
      details: canonicalJson(details),
    };
    const hash = chainedHash(last?.hash ?? CHAIN_START, {...event, level: null});
    this.#database
      .prepare(
        `INSERT INTO plan_events (plan_id, sequence, at_ms, from_status, to_status, kind, details, hash)
         VALUES (@plan_id, @sequence, @at_ms, @from_status, @to_status, @kind, @details, @hash)`,
      )
      .run({...event, hash});
  }
}

const ACCEPTED_1 = {as: 'accepted', fill: FILL};
const REJECTED_1 = {
  as: 'rejected',
  code: 'OFF_QUOTES',
  message: 'no price',
  final: false,
  retryAtMs: NOW_MS + 9000,
};
const EXECUTED = {to: 'executed', kind: 'filled', columns: {fill: canonicalJson(FILL)}} as const;
const REASON = 'OFF_QUOTES: no price';

/** A file of version 1 with plans in every status that it could write. */
function firstVersionFile(): string {
  const path = temporaryDatabase();
  const first = new FirstVersion(path);
  const ids = [
    'pending',
    'pauses',
    'executing',
    'executed',
    'unresolved',
    'closed',
    'cancelled',
    'expired',
    'failed',
  ];
  for (const id of ids) first.add(id);
  for (const id of ['pauses', 'executing', 'executed', 'unresolved', 'closed', 'failed']) {
    first.claim(id, `order-${id}`);
  }
  first.settle('pauses', 'order-pauses', REJECTED_1, {
    ...{to: 'pending', kind: 'rejected', reason: REASON},
    columns: {retry_at_ms: NOW_MS + 9000},
  });
  first.settle('executed', 'order-executed', ACCEPTED_1, EXECUTED);
  first.settle(
    ...(['unresolved', 'order-unresolved'] as const),
    {as: 'unresolved', reason: 'no answer', evidence: {asked: 3}},
    {to: 'unresolved', kind: 'parked', reason: 'no answer'},
  );
  first.settle(
    'closed',
    'order-closed',
    {as: 'notSent', reason: 'too late'},
    {
      ...{to: 'pending', kind: 'notSent', reason: 'too late'},
    },
  );
  first.claim('closed', 'order-closed-2', 2);
  first.settle('closed', 'order-closed-2', ACCEPTED_1, EXECUTED);
  first.move('closed', {
    ...{to: 'closed', kind: 'closed', reason: CLOSE.reason},
    details: {clientOrderId: 'order-closed-2', close: CLOSE},
    columns: {close: canonicalJson(CLOSE)},
  });
  first.move('cancelled', {
    to: 'cancelled',
    kind: 'cancelled',
    details: {reason: 'enough'},
    reason: 'enough',
  });
  first.move('expired', {to: 'expired', kind: 'expired', details: {expiresAtMs: NOW_MS + 86_400_000}});
  first.settle(
    ...(['failed', 'order-failed'] as const),
    {...REJECTED_1, final: true, retryAtMs: null},
    {to: 'failed', kind: 'rejected', reason: REASON},
  );
  first.close();
  return path;
}

/** All that the file holds of plans, orders and history, in the columns of version 1. */
function contents(path: string) {
  const database = new Database(path, {readonly: true});
  const all = (sql: string) => database.prepare(sql).all();
  const found = {
    plans: all(`SELECT id, symbol, side, volume_lots, status, version, revision, created_at_ms, updated_at_ms,
      expires_at_ms, reason, document FROM plans ORDER BY id`),
    events: all(`SELECT plan_id, sequence, at_ms, from_status, to_status, kind, details, hash
      FROM plan_events ORDER BY plan_id, sequence`),
    intents:
      all(`SELECT client_order_id, plan_id, plan_version, claimed_by, claimed_at_ms, attempt, symbol, side,
      volume_lots, stop_loss, take_profit, fired_price, fired_at_ms, not_after_ms, outcome, settlement, settled_at_ms
      FROM intents ORDER BY client_order_id`),
    meta: all('SELECT * FROM meta'),
    verdicts: all('SELECT * FROM verdicts'),
  };
  database.close();
  return found;
}

describe('a database of version 1', () => {
  it('keeps all it held, and breaks no rule of the latest version', async () => {
    const path = firstVersionFile();
    const before = contents(path);
    const store = await SqliteStore.open({path, ...REAL});
    expect(store.migration).toEqual({from: 1, to: LATEST_VERSION});
    expect(store.databaseId).toBe('first');
    expect(await store.check()).toEqual([]);
    const {rows, broken} = await store.list();
    expect(broken).toEqual([]);
    expect(Object.fromEntries(rows.map(({plan, levels}) => [plan.id, levels]))).toEqual({
      pending: [aLevel()],
      pauses: [aLevel({attempts: 1, rejections: 1, reason: REASON, retryAtMs: NOW_MS + 9000})],
      executing: [aLevel({status: 'executing', attempts: 1, clientOrderId: 'order-executing'})],
      executed: [aLevel({status: 'executed', attempts: 1, clientOrderId: 'order-executed', fill: FILL})],
      unresolved: [
        aLevel({status: 'unresolved', attempts: 1, clientOrderId: 'order-unresolved', reason: 'no answer'}),
      ],
      closed: [
        aLevel({
          ...{status: 'closed', attempts: 2, clientOrderId: 'order-closed-2', reason: 'takeProfit'},
          ...{fill: FILL, close: CLOSE},
        }),
      ],
      cancelled: [aLevel({status: 'cancelled', reason: 'enough'})],
      expired: [aLevel({status: 'expired'})],
      failed: [aLevel({status: 'failed', attempts: 1, rejections: 1, reason: REASON})],
    });
    expect((await store.openIntents()).map(({intent, outcome}) => [intent, outcome])).toEqual([
      [anIntent({clientOrderId: 'order-executed', planId: 'executed'}), 'accepted'],
      [anIntent({clientOrderId: 'order-executing', planId: 'executing'}), null],
      [anIntent({clientOrderId: 'order-unresolved', planId: 'unresolved'}), 'unresolved'],
    ]);
    await store.close();
    expect(contents(path)).toEqual(before);
  });

  it('goes on from where each plan was', async () => {
    const store = await SqliteStore.open({path: firstVersionFile(), ...REAL});
    await takeLease(store);
    const accepted = {as: 'accepted', report: FILLED_REPORT} as const;
    expect((await store.settle('order-executing', accepted, NOW_MS)).row?.status).toBe('executed');
    expect((await store.settle('order-unresolved', accepted, NOW_MS)).row?.status).toBe('executed');
    expect((await store.report('order-executed', CLOSED_REPORT, NOW_MS)).row?.status).toBe('closed');
    const again = anIntent({clientOrderId: 'again', planId: 'pauses', attempt: 2});
    expect((await store.claim(again, claimTerms(), NOW_MS)).done).toBe(true);
    expect((await store.edit(aPlan({id: 'pending', stopLoss: 1297}), 1, NOW_MS)).done).toBe(true);
    expect(await store.check()).toEqual([]);
    await store.close();
  });
});

/** A file of version 2, with the rows that the program wrote then. */
function secondVersionFile(): string {
  const path = temporaryDatabase();
  const database = new Database(path);
  database.pragma('journal_mode = WAL');
  database.pragma('foreign_keys = ON');
  database.exec(SCHEMA_1);
  database.exec(SCHEMA_2);
  database.exec(`PRAGMA user_version = 2; PRAGMA application_id = ${APPLICATION_ID}`);
  database.exec(readFileSync(join(import.meta.dirname, 'version-2.sql'), 'utf8'));
  database.close();
  return path;
}

/** Every value of every row, as SQLite writes it down, by table; a real number is not a whole one there. */
function quotedRows(path: string): ReadonlyMap<string, readonly string[]> {
  const database = new Database(path, {readonly: true});
  const tables = database
    .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
    .pluck()
    .all();
  const rows = tables.map((table) => {
    const columns = database
      .prepare<[string], string>('SELECT name FROM pragma_table_info(?)')
      .pluck()
      .all(table);
    const text = columns.map((name) => `'${name} ' || quote("${name}")`).join(` || ', ' || `);
    return [
      table,
      database.prepare<[], string>(`SELECT ${text} AS row FROM ${table} ORDER BY row`).pluck().all(),
    ] as const;
  });
  database.close();
  return new Map(rows);
}

/** Tables, indexes and triggers by name, as they were made. */
function schemaOf(path: string): ReadonlyMap<string, string | null> {
  const database = new Database(path, {readonly: true});
  const parts = database
    .prepare<[], {name: string; sql: string | null}>('SELECT name, sql FROM sqlite_schema ORDER BY name')
    .all();
  database.close();
  return new Map(parts.map(({name, sql}) => [name, sql]));
}

/** What later versions have beside the tables of the file; nothing of the past comes into the log of what happens. */
function withoutNewTables(rows: ReadonlyMap<string, readonly string[]>) {
  const {
    outbox,
    channels,
    dead_letters: letters,
    tokens,
    keyed_adds: keyed,
    sqlite_sequence: sequence,
    ...older
  } = Object.fromEntries(rows);
  expect([outbox, channels, letters, tokens, keyed, sequence]).toEqual([[], [], [], [], [], []]);
  return older;
}

describe('a database of version 2', () => {
  it('has plans and levels in every status', () => {
    const rows = quotedRows(secondVersionFile());
    for (const status of PLAN_STATUSES) {
      for (const table of ['plans', 'plan_levels']) {
        const found = rows.get(table)?.filter((row) => row.includes(`status '${status}'`));
        expect(found, `${table} ${status}`).not.toEqual([]);
      }
    }
  });

  it('keeps every value of every row, and breaks no rule of the latest version', async () => {
    const path = secondVersionFile();
    const before = quotedRows(path);
    const store = await SqliteStore.open({path, ...REAL});
    expect(store.migration).toEqual({from: 2, to: LATEST_VERSION});
    // The hash chains among all else.
    expect(await store.check()).toEqual([]);
    expect((await store.list()).broken).toEqual([]);
    await store.close();
    const {verdict_changes: changes, archived_plans: archived, ...after} = withoutNewTables(quotedRows(path));
    expect(after).toEqual(Object.fromEntries(before));
    expect(archived).toEqual([]);
    expect(changes).toHaveLength(before.get('verdicts')?.length ?? 0);
  });

  it('goes on from where each plan was; what is under way can be cancelled now', async () => {
    const store = await SqliteStore.open({path: secondVersionFile(), ...REAL});
    const after = async (planId: string, order: string) => {
      const {done} = await store.cancel(planId, 'enough', NOW_MS);
      const {row} = await store.settle(order, NOT_SENT, NOW_MS);
      return {done, statuses: row?.levels.map(({status}) => status)};
    };
    expect(await after('executing', 'order-executing')).toEqual({done: true, statuses: ['cancelled']});
    expect(await after('unresolved', 'order-unresolved')).toEqual({done: true, statuses: ['cancelled']});
    expect(await after('levels', 'order-levels-3')).toEqual({
      done: true,
      statuses: ['executed', 'working', 'cancelled', 'cancelled'],
    });
    const {row} = await store.report('order-withdrawn', {...RESTING_REPORT, state: 'cancelled'}, NOW_MS);
    expect(row).toMatchObject({status: 'cancelled', reason: 'enough'});
    expect(await store.check()).toEqual([]);
    await store.close();
  });
});

/** What was last thought of the plan `pending`, whose version is 2, as the program wrote it for version 3. */
const CONDITIONS = [
  {
    ...{
      path: 'when.all',
      kind: 'all',
      verdict: 'unmet',
      observed: null,
      threshold: 'every part',
      ageMs: null,
    },
    reason: 'unmet',
  },
  {
    ...{path: 'when.all[0].price', kind: 'price', verdict: 'unmet', observed: 1299.5, ageMs: 12},
    ...{threshold: '|ask − 1301.5| ≤ 0.5', reason: 'unmet', distance: 1.5},
  },
  {
    ...{path: 'when.all[1].sequence', kind: 'sequence', verdict: 'unknown', observed: 'it’s "quoted" – 金'},
    ...{threshold: '', ageMs: null, reason: 'noBars'},
  },
] as const;

/** A file of version 3: that of version 2 as it was migrated then, with a last verdict that says something. */
function thirdVersionFile(): string {
  const path = secondVersionFile();
  const database = new Database(path);
  database.exec(SCHEMA_3);
  database.pragma('user_version = 3');
  database.prepare('UPDATE verdicts SET conditions = ?').run(JSON.stringify(CONDITIONS));
  database.close();
  return path;
}

/** A file of version 4: that of version 3 as it was migrated then. */
function fourthVersionFile(): string {
  const path = thirdVersionFile();
  const database = new Database(path);
  database.exec(SCHEMA_4);
  database.pragma('user_version = 4');
  database.close();
  return path;
}

describe('a database of version 4', () => {
  it('keeps every value of every row, and says from then on what happens', async () => {
    const path = fourthVersionFile();
    const before = Object.fromEntries(quotedRows(path));
    const store = await SqliteStore.open({path, ...REAL});
    expect(store.migration).toEqual({from: 4, to: LATEST_VERSION});
    await store.close();
    const {archived_plans: archived, ...after} = withoutNewTables(quotedRows(path));
    expect([after, archived]).toEqual([before, []]);
    const again = await SqliteStore.open({path, ...REAL});
    await again.cancel('pending', 'enough', NOW_MS);
    expect(await again.eventsAfter(0, 9)).toMatchObject([{id: 1, kind: 'plan.cancelled', planId: 'pending'}]);
    expect(await again.check()).toEqual([]);
    await again.close();
  });
});

describe('a database of version 3', () => {
  it('keeps every value of every row, and the last verdict becomes the first change', async () => {
    const path = thirdVersionFile();
    const before = Object.fromEntries(quotedRows(path));
    const store = await SqliteStore.open({path, ...REAL});
    expect(store.migration).toEqual({from: 3, to: LATEST_VERSION});
    expect(await store.check()).toEqual([]);
    const last = await store.verdict('pending');
    expect(last).toEqual({
      ...{planId: 'pending', version: 2, asOfMs: 1795348800000, state: 'unmet', conditions: CONDITIONS},
    });
    expect(await store.verdictChanges('pending')).toEqual([
      {
        ...{planId: 'pending', number: 1, atMs: 1795348800000, version: 2, from: null, to: 'unmet'},
        conditions: CONDITIONS.map(({path: where, kind, ...to}) => ({path: where, kind, from: null, to})),
      },
    ]);
    await store.close();
    const {verdict_changes: changes, archived_plans: archived, ...after} = withoutNewTables(quotedRows(path));
    expect(after).toEqual(before);
    expect(archived).toEqual([]);
    expect(changes).toHaveLength(1);
  });

  it('goes on from the last verdict: the same again is no change', async () => {
    const store = await SqliteStore.open({path: thirdVersionFile(), ...REAL});
    const last = await store.verdict('pending');
    if (last === undefined) throw new Error('no verdict was taken over');
    await store.saveVerdicts([last]);
    expect(await store.verdictChanges('pending')).toHaveLength(1);
    await store.saveVerdicts([{...last, state: 'met', conditions: []}]);
    expect((await store.verdictChanges('pending')).at(-1)).toMatchObject({
      number: 2,
      from: 'unmet',
      to: 'met',
    });
    expect(await store.check()).toEqual([]);
    await store.close();
  });
});

describe('the schema', () => {
  it('is the same, to the letter, whichever version a database began with', async () => {
    const [fresh, ...older] = [
      temporaryDatabase(),
      ...[firstVersionFile(), secondVersionFile(), thirdVersionFile(), fourthVersionFile()],
    ];
    for (const path of [fresh, ...older]) await (await SqliteStore.open({path, ...REAL})).close();
    const wanted = schemaOf(fresh);
    expect([...wanted.keys()]).toEqual(
      expect.arrayContaining([
        ...['plan_levels_by_status', 'plan_levels_by_order', 'plan_levels_by_close_time'],
        ...['plan_levels_stay', 'plan_levels_unnamed'],
        ...['verdict_changes_in_order', 'verdict_changes_unchanged'],
      ]),
    );
    for (const path of older) expect(schemaOf(path)).toEqual(wanted);
  });

  it('has lost nothing of version 2 but one rule of the levels, and that nothing is ever deleted', async () => {
    const path = secondVersionFile();
    const before = schemaOf(path);
    await (await SqliteStore.open({path, ...REAL})).close();
    const after = schemaOf(path);
    const changed = [...before].filter(([name, sql]) => after.get(name) !== sql).map(([name]) => name);
    const added = [...after.keys()].filter((name) => !before.has(name));
    expect([changed, added]).toEqual([
      [
        ...['intents_stay', 'plan_events_stay', 'plan_levels', 'plan_levels_stay'],
        ...['plans_by_status', 'plans_by_symbol', 'plans_stay'],
      ],
      [
        ...['archived_plans', 'archived_plans_by_group', 'archived_plans_have_ended'],
        ...['archived_plans_of_ended_groups', 'archived_plans_stay', 'archived_plans_unchanged'],
        ...['channels', 'channels_go_on', 'dead_letters', 'intents_newest_stays', 'keyed_adds'],
        ...['keyed_adds_by_time', 'outbox', 'outbox_by_time', 'outbox_unchanged', 'plan_events_announced'],
        ...['plans_by_creation', 'plans_by_expiry', 'plans_by_status_creation', 'plans_by_status_expiry'],
        ...['plans_ended', 'plans_of_new_ids', 'sqlite_sequence', 'tokens', 'tokens_only_end'],
        'tokens_stay_revoked',
        ...['verdict_changes', 'verdict_changes_in_order', 'verdict_changes_unchanged'],
      ],
    ]);
    // SQLite quotes the names of tables that were renamed.
    const rulesOf = (schema: typeof before) => {
      const lines = schema.get('plan_levels')?.replaceAll('"', '').split('\n') ?? [];
      return new Set(lines.filter((line) => line.startsWith('  ') && !line.startsWith('  --')));
    };
    expect([...rulesOf(before)].filter((line) => !rulesOf(after).has(line))).toEqual([
      `  withdrawal TEXT CHECK (withdrawal IS NULL OR status = 'working'),`,
    ]);
    expect([...rulesOf(after)].filter((line) => !rulesOf(before).has(line))).toEqual([
      `  withdrawal TEXT CHECK (withdrawal IS NULL OR status IN ('working', 'executing', 'unresolved')),`,
    ]);
  });
});
