import {copyFileSync, existsSync} from 'node:fs';
import {join} from 'node:path';
import Database from 'better-sqlite3';
import {describe, expect, it} from 'vitest';
import {differingTables} from '../../../src/diagnose/db-lock/damage/content.ts';
import {copyDatabase, logPathOf} from '../../../src/diagnose/db-lock/damage/copies.ts';
import {damageLog} from '../../../src/diagnose/db-lock/damage/log-damage.ts';
import {damagePages} from '../../../src/diagnose/db-lock/damage/page-damage.ts';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';
import {aPlan, NOW_MS} from '../../ports/stored-values.ts';
import {REAL, temporaryDirectory} from '../../store/sqlite/temporary-database.ts';

/** A database as a killed process leaves it: 40 plans, each in a transaction of its own, all in the log. */
async function abandoned(): Promise<string> {
  const folder = temporaryDirectory();
  const path = join(folder, 'plans.db');
  const store = await SqliteStore.open({path, ...REAL});
  for (let index = 0; index < 40; index += 1) await store.add([aPlan({id: `plan-${index}`})], NOW_MS);
  const copies = join(folder, 'copies');
  copyDatabase(path, copies);
  await store.close();
  return join(copies, 'plans.db');
}

async function plansIn(path: string): Promise<number> {
  const store = await SqliteStore.open({path, ...REAL});
  const {rows} = await store.list();
  expect(await store.check()).toEqual([]);
  await store.close();
  return rows.length;
}

describe('damageLog', () => {
  it('cuts the log in its middle, and nothing in the file tells', async () => {
    const path = await abandoned();
    const damage = damageLog(path, new SeededRandom(3));
    expect(damage?.flippedFrame).toBe(Math.floor((damage?.frames ?? 0) / 2));
    const left = await plansIn(path);
    expect(left).toBeGreaterThan(5);
    expect(left).toBeLessThan(35);
  });

  it('has nothing to damage in an empty log', async () => {
    const path = await abandoned();
    expect(await plansIn(path)).toBe(40);
    // The last to close a database takes its log away.
    expect(existsSync(logPathOf(path))).toBe(false);
    expect(damageLog(path, new SeededRandom(3))).toBeUndefined();
  });
});

describe('damagePages', () => {
  it('has each flipped bit noticed, or nothing changed by it', async () => {
    const path = await abandoned();
    expect(await plansIn(path)).toBe(40);
    const folder = join(path, '..');
    const damage = await damagePages(path, {
      folder,
      flips: 24,
      random: new SeededRandom(5),
      clock: REAL.clock,
    });
    expect(damage).toMatchObject({flips: 24, unnoticed: []});
    expect(damage.noticed).toBeGreaterThan(3);
    expect(damage.noticed + damage.harmless).toBe(24);
    expect(damage.message).not.toBeNull();
  });
});

describe('differingTables', () => {
  it('names the tables that say something else, and not what is only a hint', async () => {
    const path = await abandoned();
    await plansIn(path);
    const other = `${path}.other`;
    copyFileSync(path, other);
    expect(differingTables(path, other)).toEqual([]);
    const database = new Database(other);
    database.exec(`UPDATE plans SET updated_at_ms = 7; INSERT INTO desks VALUES ('X', '{}')`);
    expect(differingTables(path, other)).toEqual([]);
    database.exec(`UPDATE plans SET status = 'expired' WHERE id = 'plan-3'`);
    expect(differingTables(path, other)).toEqual(['plans']);
    database.close();
  });
});
