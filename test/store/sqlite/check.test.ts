import {closeSync, openSync, writeSync} from 'node:fs';
import Database from 'better-sqlite3';
import {describe, expect, it} from 'vitest';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {ACCEPTED, anIntent, aPlan, claimTerms, NOW_MS, takeLease} from '../../ports/stored-values.ts';
import {REAL, temporaryDatabase} from './temporary-database.ts';

/** A database with one plan executed and one pending, changed behind the program's back. */
async function tampered(sql: string): Promise<SqliteStore> {
  const path = temporaryDatabase();
  const store = await SqliteStore.open({path, ...REAL});
  await takeLease(store);
  await store.add([aPlan(), aPlan({id: 'other'})], NOW_MS);
  await store.claim(anIntent(), claimTerms(), NOW_MS);
  await store.settle(anIntent().clientOrderId, ACCEPTED, NOW_MS);
  await store.close();
  return changedBehind(path, sql);
}

async function changedBehind(path: string, sql: string): Promise<SqliteStore> {
  const database = new Database(path);
  database.pragma('foreign_keys = OFF');
  database.pragma('ignore_check_constraints = ON');
  for (const trigger of [
    'plan_events_unchanged',
    'plan_events_stay',
    'plans_stay',
    'intents_stay',
    'intents_newest_stays',
  ]) {
    database.exec(`DROP TRIGGER ${trigger}`);
  }
  database.exec(sql);
  database.close();
  return SqliteStore.open({path, ...REAL});
}

describe('check', () => {
  it.each<[string, string, readonly (readonly [string, string])[]]>([
    [
      'an event that was changed',
      `UPDATE plan_events SET details = replace(details, '1301.45', '1299.00') WHERE sequence = 2`,
      [['EVENT_HASH', 'gold-dip #2']],
    ],
    [
      'an event that was changed together with its hash',
      `UPDATE plan_events SET at_ms = at_ms + 1, hash = '${'0'.repeat(64)}' WHERE sequence = 2`,
      [
        ['EVENT_HASH', 'gold-dip #2'],
        ['EVENT_HASH', 'gold-dip #3'],
      ],
    ],
    [
      'an event that was taken out',
      `DELETE FROM plan_events WHERE plan_id = 'gold-dip' AND sequence = 2`,
      [
        ['EVENT_SEQUENCE', 'gold-dip #3'],
        ['EVENT_HASH', 'gold-dip #3'],
        ['EVENT_STEP', 'gold-dip #3'],
        ['ATTEMPTS_MISMATCH', 'gold-dip'],
      ],
    ],
    [
      'the newest event that was taken out',
      `DELETE FROM plan_events WHERE plan_id = 'gold-dip' AND sequence = 3`,
      [['STATUS_MISMATCH', 'gold-dip']],
    ],
    [
      'a level that was taken out',
      `DROP TRIGGER plan_levels_stay; DELETE FROM plan_levels WHERE plan_id = 'other'`,
      [
        ['PLAN_BROKEN', 'other'],
        ['STATUS_MISMATCH', 'other'],
      ],
    ],
    [
      'a level that names no order',
      `UPDATE plan_levels SET client_order_id = NULL, ticket = NULL WHERE plan_id = 'gold-dip'`,
      [['INTENT_MISMATCH', 'gold-dip']],
    ],
    [
      'a level with more attempts than orders',
      `UPDATE plan_levels SET attempts = 3 WHERE plan_id = 'gold-dip'`,
      [['ATTEMPTS_MISMATCH', 'gold-dip']],
    ],
    [
      'a level with rejections from nowhere',
      `UPDATE plan_levels SET rejections = 1 WHERE plan_id = 'gold-dip'`,
      [['ATTEMPTS_MISMATCH', 'gold-dip']],
    ],
    [
      'a plan without history',
      `DELETE FROM plan_events WHERE plan_id = 'other'`,
      [['EVENTS_MISSING', 'other']],
    ],
    [
      'a status that nothing led to',
      `UPDATE plans SET status = 'expired' WHERE id = 'other';
       UPDATE plan_levels SET status = 'expired' WHERE plan_id = 'other'`,
      [['STATUS_MISMATCH', 'other']],
    ],
    [
      'a status that does not follow from the levels',
      `UPDATE plans SET status = 'expired' WHERE id = 'other'`,
      [
        ['PLAN_BROKEN', 'other'],
        ['STATUS_MISMATCH', 'other'],
      ],
    ],
    [
      'a plan that was changed',
      `UPDATE plans SET document = json_set(document, '$.takeProfit', 1400) WHERE id = 'other'`,
      [['PLAN_DOCUMENT_CHANGED', 'other']],
    ],
    [
      'a plan that breaks a rule',
      `UPDATE plans SET document = json_set(document, '$.stopLoss', 1400) WHERE id = 'other'`,
      [
        ['PLAN_BROKEN', 'other'],
        ['PLAN_DOCUMENT_CHANGED', 'other'],
      ],
    ],
    [
      'a plan that is no JSON',
      `UPDATE plans SET document = '{"id":' WHERE id = 'other'`,
      [
        ['FILE_DAMAGED', 'database'],
        ['PLAN_BROKEN', 'other'],
        ['PLAN_DOCUMENT_CHANGED', 'other'],
      ],
    ],
    [
      'a column that says something else',
      `UPDATE plans SET side = 'sell' WHERE id = 'other'`,
      [['PLAN_BROKEN', 'other']],
    ],
    [
      'a revision from nowhere',
      `UPDATE plans SET revision = 99 WHERE id = 'other'`,
      [['PLAN_REVISION_AHEAD', 'other']],
    ],
    [
      'an order that was taken out',
      `DELETE FROM intents`,
      [
        ['REFERENCE_DANGLING', 'plan_levels'],
        ['ATTEMPTS_MISMATCH', 'gold-dip'],
        ['INTENT_MISMATCH', 'gold-dip'],
      ],
    ],
    [
      'an outcome that was taken out',
      `UPDATE intents SET outcome = NULL, settlement = NULL, settled_at_ms = NULL`,
      [
        // One too many without outcome, one too few accepted, and an order that is not the level's.
        ['INTENT_MISMATCH', 'gold-dip'],
        ['INTENT_MISMATCH', 'gold-dip'],
        ['INTENT_MISMATCH', 'gold-dip'],
      ],
    ],
    [
      'a plan that was taken out',
      `DELETE FROM plans WHERE id = 'other'`,
      [
        ['REFERENCE_DANGLING', 'plan_levels'],
        ['REFERENCE_DANGLING', 'plan_events'],
      ],
    ],
  ])('finds %s', async (_, sql, expected) => {
    const store = await tampered(sql);
    const findings = await store.check();
    expect(findings.map(({code, subject}) => [code, subject])).toEqual(expected);
    await store.close();
  });

  it.each<[string, string, readonly (readonly [string, string])[]]>([
    [
      'a version that is not the last',
      `UPDATE plans SET document = (SELECT json_extract(details, '$.plan') FROM plan_events WHERE sequence = 1)`,
      [
        ['PLAN_BROKEN', 'gold-dip'],
        ['PLAN_DOCUMENT_CHANGED', 'gold-dip'],
      ],
    ],
    [
      'a version that is not the last, with its columns',
      `UPDATE plans SET created_at_ms = ${NOW_MS}, document =
         (SELECT json_extract(details, '$.plan') FROM plan_events WHERE sequence = 1)`,
      [['PLAN_DOCUMENT_CHANGED', 'gold-dip']],
    ],
    ['a version that nobody wrote', 'UPDATE plans SET version = 4', [['VERSION_MISMATCH', 'gold-dip']]],
    [
      'an edit that was changed',
      `UPDATE plan_events SET details = replace(details, '1297', '1296') WHERE sequence = 2`,
      [
        ['EVENT_HASH', 'gold-dip #2'],
        ['EVENT_EDIT', 'gold-dip #3'],
      ],
    ],
    [
      'an edit that was taken out',
      `DELETE FROM plan_events WHERE sequence = 2`,
      [
        ['EVENT_SEQUENCE', 'gold-dip #3'],
        ['EVENT_HASH', 'gold-dip #3'],
        ['EVENT_VERSION', 'gold-dip #3'],
        ['EVENT_EDIT', 'gold-dip #3'],
        ['VERSION_MISMATCH', 'gold-dip'],
      ],
    ],
  ])('finds, in an edited plan, %s', async (_, sql, expected) => {
    const path = temporaryDatabase();
    const store = await SqliteStore.open({path, ...REAL});
    await takeLease(store);
    await store.add([aPlan()], NOW_MS);
    await store.edit(aPlan({stopLoss: 1297}), 1, NOW_MS + 1);
    await store.edit(aPlan({stopLoss: 1297, notes: null}), 2, NOW_MS + 2);
    expect(await store.check()).toEqual([]);
    await store.close();
    const changed = await changedBehind(path, sql);
    const findings = await changed.check();
    expect(findings.map(({code, subject}) => [code, subject])).toEqual(expected);
    await changed.close();
  });

  it.each<[string, string, readonly (readonly [string, string])[]]>([
    [
      'one that was taken out',
      `DELETE FROM verdict_changes WHERE number = 2`,
      [
        ['VERDICT_SEQUENCE', 'gold-dip ·3'],
        ['VERDICT_STEP', 'gold-dip ·3'],
      ],
    ],
    [
      'the newest that was taken out',
      `DELETE FROM verdict_changes WHERE number = 4`,
      [['VERDICT_MISMATCH', 'gold-dip']],
    ],
    ['the oldest that was taken out', `DELETE FROM verdict_changes WHERE number = 1`, []],
    [
      'a last verdict that was changed',
      `UPDATE verdicts SET state = 'met'`,
      [['VERDICT_MISMATCH', 'gold-dip']],
    ],
    ['a last verdict that was taken out', `DELETE FROM verdicts`, [['VERDICT_MISMATCH', 'gold-dip']]],
    [
      'one of a version that the plan has not got',
      `UPDATE verdict_changes SET plan_version = 3 WHERE number = 4`,
      [
        ['VERDICT_VERSION', 'gold-dip'],
        ['VERDICT_MISMATCH', 'gold-dip'],
      ],
    ],
    [
      'one of an older version than the one before it',
      `UPDATE verdict_changes SET plan_version = 2, from_state = NULL WHERE number = 2`,
      [
        ['VERDICT_VERSION', 'gold-dip ·3'],
        ['VERDICT_STEP', 'gold-dip ·3'],
      ],
    ],
    [
      'a verdict that there is not',
      `UPDATE verdict_changes SET to_state = 'maybe' WHERE number = 4; UPDATE verdicts SET state = 'maybe'`,
      [
        ['FILE_DAMAGED', 'database'],
        ['FILE_DAMAGED', 'database'],
        ['VERDICT_UNREADABLE', 'gold-dip ·4'],
      ],
    ],
    [
      'conditions that are none',
      `UPDATE verdict_changes SET conditions = '[1]' WHERE number = 1`,
      [['VERDICT_UNREADABLE', 'gold-dip ·1']],
    ],
    [
      'one of a plan that is not there',
      `INSERT INTO verdict_changes VALUES ('nobody', 1, 0, 1, NULL, 'met', '[]')`,
      [['REFERENCE_DANGLING', 'verdict_changes']],
    ],
    [
      'more than are kept',
      `WITH RECURSIVE n (i) AS (SELECT 5 UNION ALL SELECT i + 1 FROM n WHERE i < 201)
       INSERT INTO verdict_changes SELECT 'gold-dip', i, 0, 2, 'unknown', 'unknown', '[]' FROM n`,
      [['VERDICT_SEQUENCE', 'gold-dip']],
    ],
  ])('finds, among verdict changes, %s', async (_, sql, expected) => {
    const path = temporaryDatabase();
    const store = await SqliteStore.open({path, ...REAL});
    await store.add([aPlan()], NOW_MS);
    const verdict = {planId: 'gold-dip', version: 1, asOfMs: NOW_MS, conditions: []};
    await store.saveVerdicts([{...verdict, state: 'unmet'}]);
    await store.saveVerdicts([{...verdict, state: 'met'}]);
    await store.saveVerdicts([{...verdict, state: 'unknown'}]);
    await store.edit(aPlan({stopLoss: 1297}), 1, NOW_MS);
    await store.saveVerdicts([{...verdict, version: 2, state: 'unknown'}]);
    expect(await store.check()).toEqual([]);
    await store.close();
    const changed = await changedBehind(path, `DROP TRIGGER verdict_changes_unchanged; ${sql}`);
    const findings = await changed.check();
    expect(findings.map(({code, subject}) => [code, subject])).toEqual(expected);
    await changed.close();
  });

  it('finds a plan that was changed behind the program’s back even when it was edited since', async () => {
    const store = await tampered(
      `UPDATE plans SET document = json_set(document, '$.takeProfit', 1400) WHERE id = 'other'`,
    );
    expect((await store.edit(aPlan({id: 'other', takeProfit: 1311}), 1, NOW_MS)).done).toBe(true);
    expect((await store.check()).map(({code, subject}) => [code, subject])).toEqual([
      ['EVENT_EDIT', 'other #2'],
    ]);
    await store.close();
  });

  it('finds a claim of a version that the plan no longer had', async () => {
    const path = temporaryDatabase();
    const store = await SqliteStore.open({path, ...REAL});
    await takeLease(store);
    await store.add([aPlan()], NOW_MS);
    await store.edit(aPlan({stopLoss: 1297}), 1, NOW_MS);
    await store.claim(anIntent(), claimTerms({version: 2}), NOW_MS);
    await store.close();
    const changed = await changedBehind(
      path,
      `UPDATE plan_events SET details = json_set(details, '$.version', 1) WHERE sequence = 3`,
    );
    expect((await changed.check()).map(({code, subject}) => [code, subject])).toEqual([
      ['EVENT_HASH', 'gold-dip #3'],
      ['EVENT_VERSION', 'gold-dip #3'],
    ]);
    await changed.close();
  });

  it('finds a damaged page', async () => {
    const path = temporaryDatabase();
    await (await SqliteStore.open({path, ...REAL})).close();
    const database = new Database(path);
    const page = database
      .prepare<[], number>(`SELECT rootpage FROM sqlite_schema WHERE name = 'plans_by_symbol'`)
      .pluck()
      .get();
    const pageBytes = Number(database.pragma('page_size', {simple: true}));
    database.close();
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(64, 0xff), 0, 64, ((page ?? 1) - 1) * pageBytes);
    closeSync(file);
    const store = await SqliteStore.open({path, ...REAL});
    expect((await store.check()).map(({code}) => code)).toContain('FILE_DAMAGED');
    await store.close();
  });
});

describe('a stored row that breaks a rule', () => {
  const broken = (sql: string) => tampered(`UPDATE plans SET ${sql} WHERE id = 'other'`);

  it.each([
    ['in its document', `document = json_set(document, '$.stopLoss', 1400)`, 'stopLoss'],
    ['being no JSON', `document = '{'`, 'document'],
    ['in a column', `created_at_ms = created_at_ms + 1`, 'createdAt'],
    ['in its status', `status = 'sleeping'`, 'status'],
  ])('%s is reported and stops nobody else', async (_, sql, field) => {
    const store = await broken(sql);
    const {rows, broken: found} = await store.list();
    expect(rows.map(({plan}) => plan.id)).toEqual(['gold-dip']);
    expect(found).toMatchObject([{id: 'other', problems: [{field}]}]);
    expect(await store.get('other')).toEqual(found[0]);
    expect((await store.changesSince(0)).broken).toEqual(found);
    await store.close();
  });

  it('cannot be edited: what was found is left as it is', async () => {
    const store = await broken(`document = json_set(document, '$.stopLoss', 1400)`);
    const before = await store.get('other');
    expect(await store.edit(aPlan({id: 'other'}), 1, NOW_MS)).toEqual({done: false, row: undefined});
    expect(await store.get('other')).toEqual(before);
    await store.close();
  });

  it('cannot fire, but can be cancelled', async () => {
    const store = await broken(`document = json_set(document, '$.stopLoss', 1400)`);
    const intent = anIntent({clientOrderId: 'second', planId: 'other'});
    expect(await store.claim(intent, claimTerms(), NOW_MS)).toMatchObject({
      done: false,
      row: undefined,
      refusal: {code: 'moved'},
    });
    expect(await store.cancel('other', 'enough', NOW_MS)).toEqual({done: true, row: undefined});
    expect(await store.get('other')).toMatchObject({status: 'cancelled'});
    await store.close();
  });
});

describe('a stored draft', () => {
  const drafted = () =>
    tampered(`UPDATE plans SET status = 'draft' WHERE id = 'other';
              UPDATE plan_levels SET status = 'draft' WHERE plan_id = 'other'`);

  it('becomes pending when it is edited: its editor has looked at it', async () => {
    const store = await drafted();
    expect(await store.edit(aPlan({id: 'other'}), 1, NOW_MS + 1)).toMatchObject({
      done: true,
      row: {status: 'pending', version: 2},
    });
    expect((await store.history('other')).at(-1)).toMatchObject({
      kind: 'edited',
      from: 'draft',
      to: 'pending',
    });
    await store.close();
  });
});

describe('a stored plan whose order rests at the broker', () => {
  it('is not edited', async () => {
    const store = await tampered(`UPDATE plans SET status = 'working' WHERE id = 'other';
                                 UPDATE plan_levels SET status = 'working' WHERE plan_id = 'other'`);
    const before = await store.get('other');
    expect(await store.edit(aPlan({id: 'other'}), 1, NOW_MS)).toEqual({done: false, row: before});
    await store.close();
  });
});
