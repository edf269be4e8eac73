import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import DbArchive from '../../src/commands/db/archive.ts';
import DbCheck from '../../src/commands/db/check.ts';
import PlanAdd from '../../src/commands/plan/add.ts';
import PlanHistory from '../../src/commands/plan/history.ts';
import PlanImport from '../../src/commands/plan/import.ts';
import PlanShow from '../../src/commands/plan/show.ts';
import {SqliteStore} from '../../src/store/sqlite/sqlite-store.ts';
import {aPlan} from '../ports/stored-values.ts';
import {REAL, temporaryDirectory} from '../store/sqlite/temporary-database.ts';
import {type Runnable, runCommand} from './in-process.ts';

const DAY_MS = 86_400_000;
/** Long ago by every clock. */
const ENDED_MS = Date.UTC(2026, 1, 3);

async function withPlans() {
  const folder = temporaryDirectory();
  const store = await SqliteStore.open({path: join(folder, 'plans.db'), ...REAL});
  const nowMs = REAL.clock.now();
  for (const [id, atMs] of [
    ['old', ENDED_MS],
    ['recent', nowMs - 10 * DAY_MS],
    ['fresh', nowMs - DAY_MS],
  ] as const) {
    await store.add([aPlan({id, createdAtMs: atMs, expiresAtMs: null})], atMs);
    await store.cancel(id, 'enough', atMs);
  }
  await store.close();
  const run = (command: Runnable, ...args: string[]) =>
    runCommand(command, ['--db', 'plans.db', ...args], {folder});
  const olderThanWith = async (environment: Readonly<Record<string, string>>) => {
    const args = ['--db', 'plans.db', '--dry-run', '--json'];
    const {stdout} = await runCommand(DbArchive, args, {folder, environment});
    return (JSON.parse(stdout) as {olderThanMs: number}).olderThanMs;
  };
  return {folder, run, olderThanWith};
}

describe('vigil db archive', () => {
  it('moves what ended more than 90 days ago beside the database, and says where', async () => {
    const {folder, run} = await withPlans();
    expect(await run(DbArchive)).toEqual({
      ...{status: 0, stderr: ''},
      stdout: 'archived 1 plans → plans.db.archive/plans-2026-02.jsonl\n',
    });
    const text = readFileSync(join(folder, 'plans.db.archive/plans-2026-02.jsonl'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({id: 'old', plan: {status: 'cancelled'}});
    expect(await run(DbArchive)).toEqual({
      ...{status: 0, stdout: ''},
      stderr: 'No plan has ended so long ago.\n',
    });
    expect(await run(DbCheck, '--archive')).toMatchObject({status: 0, stdout: 'ok plans.db: 2 plans\n'});
  });

  it('changes nothing in a dry run', async () => {
    const {folder, run} = await withPlans();
    const {stdout} = await run(DbArchive, '--dry-run', '--older-than', '9d', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      ...{db: 'plans.db', isDryRun: true, olderThanMs: 9 * DAY_MS, plans: ['old', 'recent'], unsound: []},
    });
    expect(existsSync(join(folder, 'plans.db.archive'))).toBe(false);
    expect((await run(PlanShow, 'old')).status).toBe(0);
  });

  it('takes another age and folder, and never what ended less than two days ago', async () => {
    const {folder, run} = await withPlans();
    const {stdout} = await run(DbArchive, '--older-than', '2d', '--to', 'far/away', '--json');
    expect(JSON.parse(stdout)).toMatchObject({plans: ['old', 'recent'], folder: join(folder, 'far/away')});
    expect(await run(DbArchive, '--older-than', '47h')).toEqual({
      ...{status: 2, stdout: ''},
      stderr: 'Error: --older-than is less than 2d: what ended since still counts\n  → give 2d or more\n',
    });
  });

  it('takes the age from the setting, which may be null, and a variable may say so', async () => {
    const {olderThanWith} = await withPlans();
    expect(await olderThanWith({VIGIL_RETENTION_KEEP_MS: String(9 * DAY_MS)})).toBe(9 * DAY_MS);
    expect(await olderThanWith({VIGIL_RETENTION_KEEP_MS: 'null'})).toBe(90 * DAY_MS);
    expect(await olderThanWith({VIGIL_LIMITS_OPEN_POSITIONS: '3'})).toBe(90 * DAY_MS);
  });

  it.each([PlanShow, PlanHistory])('leaves word of where a plan is', async (command) => {
    const {run} = await withPlans();
    await run(DbArchive);
    expect(await run(command, 'old')).toEqual({
      ...{status: 2, stdout: ''},
      stderr:
        'Error: Plan "old" ended long ago and is archived\n' +
        '  → it is in "plans.db.archive/plans-2026-02.jsonl", on the line with its id\n',
    });
  });

  it('keeps its id taken, for plans that are added and for those that are imported', async () => {
    const {folder, run} = await withPlans();
    await run(DbArchive);
    const flags = ['--symbol', 'XAUUSD', '--side', 'buy', '--volume', '1', '--when', 'always: true'];
    const added = await run(PlanAdd, '--id', 'old', ...flags, '--json');
    expect(added.status).toBe(2);
    expect(JSON.parse(added.stdout)).toMatchObject({
      error: {
        code: 'PLAN_DUPLICATE',
        message: 'plan "old" was archived to "plans.db.archive/plans-2026-02.jsonl", and its id stays taken',
        hint: 'choose another id, or leave it out',
      },
    });
    const legacy = {
      ...{plan_id: 'old', symbol: 'XAUUSD', direction: 'BUY', entry_price: 1300, stop_loss: 1295},
      ...{take_profit: 1310, volume: 0.01, conditions: {price_near: 1300, tolerance: 5}},
    };
    writeFileSync(join(folder, 'old.jsonl'), JSON.stringify(legacy));
    const imported = await run(PlanImport, 'old.jsonl', '--json');
    expect(imported.stdout).toContain('a plan that was archived to');
    expect(imported.status).not.toBe(0);
  });
});
