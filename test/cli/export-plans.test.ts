import {readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import Database from 'better-sqlite3';
import {describe, expect, it} from 'vitest';
import PlanAdd from '../../src/commands/plan/add.ts';
import PlanExport from '../../src/commands/plan/export.ts';
import {SqliteStore} from '../../src/store/sqlite/sqlite-store.ts';
import {ACCEPTED, anIntent, aPlan, claimTerms, takeLease} from '../ports/stored-values.ts';
import {REAL, temporaryDirectory} from '../store/sqlite/temporary-database.ts';
import {type Runnable, runCommand} from './in-process.ts';

const NOW_MS = Math.floor(REAL.clock.now());

/** One plan that has an order, and one that waits. */
async function withPlans() {
  const folder = temporaryDirectory();
  const db = join(folder, 'plans.db');
  const store = await SqliteStore.open({path: db, ...REAL});
  const lives = {createdAtMs: NOW_MS, expiresAtMs: NOW_MS + 86_400_000};
  await store.add([aPlan(lives), aPlan({...lives, id: 'silver', symbol: 'XAGUSD'})], NOW_MS);
  const epoch = await takeLease(store);
  const later = {firedAtMs: NOW_MS, notAfterMs: NOW_MS + 5000};
  await store.renewLease(epoch, 86_400_000_000, NOW_MS);
  await store.claim(anIntent(later), claimTerms({epoch}), NOW_MS);
  await store.settle(anIntent().clientOrderId, ACCEPTED, NOW_MS);
  await store.close();
  const run = (...args: string[]) => runCommand(PlanExport, ['--db', 'plans.db', ...args], {folder});
  const other = (command: Runnable, ...args: string[]) =>
    runCommand(command, ['--db', 'other.db', ...args], {folder});
  return {folder, db, run, other};
}

const idsIn = (jsonl: string) =>
  jsonl
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as {id: string}).id);

describe('vigil plan export', () => {
  it.each([
    [[], ['gold-dip', 'silver']],
    [
      ['silver', 'gold-dip'],
      ['silver', 'gold-dip'],
    ],
    [['silver', 'silver'], ['silver']],
    [['--status', 'executed'], ['gold-dip']],
    [['--symbol', 'XAGUSD'], ['silver']],
  ])('with %j prints %j, one plan a line', async (args, ids) => {
    const {run} = await withPlans();
    const {status, stdout, stderr} = await run(...args);
    expect({status, ids: idsIn(stdout), stderr}).toEqual({status: 0, ids, stderr: ''});
  });

  it('writes a new file in the format that its name tells, which only its owner may read', async () => {
    const {folder, run, other} = await withPlans();
    const file = join(folder, 'plans.yaml');
    expect(await run('--output', file)).toEqual({status: 0, stdout: '', stderr: `2 plans: ${file}\n`});
    expect(readFileSync(file, 'utf8')).toMatch(/^- id: gold-dip\n {2}symbol: XAUUSD\n/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await other(PlanAdd, file)).stdout).toBe(
      'added gold-dip: buy 0.01 XAUUSD\nadded silver: buy 0.01 XAGUSD\n',
    );
  });

  it('never writes over a file', async () => {
    const {db, run} = await withPlans();
    const before = statSync(db).size;
    expect(await run('--output', db)).toEqual({
      ...{status: 2, stdout: ''},
      stderr: `Error: "${db}" is there already\n  → name another file, or remove it\n`,
    });
    expect(statSync(db).size).toBe(before);
  });

  it('tells with --with-state status, levels and the chained history', async () => {
    const {run} = await withPlans();
    const {stdout} = await run('gold-dip', '--with-state', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject([
      {
        plan: {id: 'gold-dip'},
        ...{status: 'executed', version: 1, revision: 4},
        levels: [{level: 1, status: 'executed', clientOrderId: anIntent().clientOrderId}],
        history: [
          {sequence: 1, kind: 'added', hash: expect.stringMatching(/^[0-9a-f]{64}$/)},
          {sequence: 2, kind: 'claimed'},
          {sequence: 3, kind: 'filled'},
        ],
      },
    ]);
  });

  it('is one document with --json, whatever the format', async () => {
    const {run} = await withPlans();
    const {stdout} = await run('--json', '--format', 'yaml');
    expect(JSON.parse(stdout)).toMatchObject({
      ...{file: null, format: 'yaml', broken: []},
      plans: [{id: 'gold-dip'}, {id: 'silver'}],
    });
  });

  it('names rows that break a rule, and ends with 1', async () => {
    const {db, run} = await withPlans();
    const database = new Database(db);
    database.exec(`UPDATE plans SET document = '{}' WHERE id = 'gold-dip'`);
    database.close();
    const {status, stdout, stderr} = await run();
    expect({status, ids: idsIn(stdout)}).toEqual({status: 1, ids: ['silver']});
    expect(stderr).toMatch(/^broken gold-dip is left out: /);
  });

  it.each([
    [['nobody'], 'There is no plan "nobody"'],
    [['silver', '--status', 'pending'], 'Ids and filters were given; they exclude each other'],
  ])('refuses %j', async (args, message) => {
    const {run} = await withPlans();
    const {status, stdout, stderr} = await run(...args);
    expect({status, stdout}).toEqual({status: 2, stdout: ''});
    expect(stderr).toContain(message);
  });
});
