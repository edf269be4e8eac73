import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import Database from 'better-sqlite3';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import PlanCancel from '../../src/commands/plan/cancel.ts';
import PlanList from '../../src/commands/plan/list.ts';
import {runCommand} from './in-process.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-deadline-'));
});

afterEach(() => {
  rmSync(folder, {recursive: true, force: true});
});

describe('--db-deadline', () => {
  const list = (...args: readonly string[]) => runCommand(PlanList, ['--db', 'plans.db', ...args], {folder});
  const cancel = (environment: Readonly<Record<string, string>>, ...args: readonly string[]) =>
    runCommand(PlanCancel, ['gold-dip', '--db', 'plans.db', '--json', ...args], {folder, environment});

  it('says how long a command waits for a locked database, before the configuration does', async () => {
    await list();
    const holder = new Database(join(folder, 'plans.db'));
    holder.exec('BEGIN IMMEDIATE');
    const environment = {VIGIL_DB_DEADLINE_MS: '120000'};
    const {status, stdout} = await cancel(environment, '--db-deadline', '120ms');
    expect(status).toBe(75);
    expect(JSON.parse(stdout)).toMatchObject({
      error: {
        code: 'STORE_BUSY',
        message: expect.stringMatching(
          /stayed locked for \d\.\d s while cancelling plan "gold-dip"/,
        ) as string,
      },
    });
    // Readers are not kept waiting.
    expect(await list('--db-deadline', '0ms')).toMatchObject({status: 0});
    holder.close();
    expect(await cancel({}, '--db-deadline', '10s')).toMatchObject({status: 2});
  });

  it('refuses what is no duration', async () => {
    const {status, stderr} = await list('--db-deadline', 'soon');
    expect(stderr).toContain('--db-deadline: "soon" is not a duration');
    expect(status).toBe(2);
  });
});
