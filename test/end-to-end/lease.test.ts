import {join} from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {checkDatabase} from '../../src/app/database.ts';
import {settingsSchema} from '../../src/app/settings.ts';
import {doubleStarts} from './double-starts.ts';
import {
  endAll,
  eventually,
  monitorStatus,
  query,
  start,
  startMonitor,
  statuses,
  temporaryFolder,
  vigil,
  vigilJson,
} from './vigil-process.ts';

afterEach(endAll);

const TTL_MS = 700;
const SHORT_LEASE = {VIGIL_MONITOR_LEASE_TTL_MS: String(TTL_MS), VIGIL_MONITOR_LEASE_RENEW_MS: '100'};

function database() {
  const folder = temporaryFolder();
  return {folder, db: join(folder, 'plans.db')};
}

describe('the lease of a database', () => {
  it('lets one of two monitors run that start at the same moment, and tells the other which', async () => {
    const result = await doubleStarts({rounds: 2});
    expect(result.faults).toEqual([]);
    expect(result).toMatchObject({rounds: 2, refused: 2});
  });

  it('refuses a second monitor with status 75, naming process, host and since when', async () => {
    const {folder, db} = database();
    const first = await startMonitor(db, [], {folder});
    const second = await vigilJson<{error: {code: string; message: string}}>(['run', '--db', db], {folder});
    expect(second.exit).toBe(75);
    expect(second.error.code).toBe('MONITOR_RUNNING');
    expect(second.error.message).toMatch(
      new RegExp(`process ${first.pid} on [^ ,]+, since \\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z$`),
    );
  });

  it('is waited for with --wait, and passes when the first monitor ends', async () => {
    const {folder, db} = database();
    const first = await startMonitor(db, [], {folder});
    const second = start(['run', '--db', db, '--wait', '60s'], {folder});
    await eventually('the second waits', async () => {
      const status = await monitorStatus(db);
      return status?.pid === first.pid && !second.hasEnded;
    });
    await first.stop('SIGTERM');
    const status = await eventually('the second runs', async () => {
      const now = await monitorStatus(db);
      return now?.pid === second.pid && now.state === 'running' && now;
    });
    expect(status.lease).toMatchObject({epoch: 2, state: 'held'});
  });

  it('passes at once when the process of its holder was killed', async () => {
    const {folder, db} = database();
    const first = await startMonitor(db, [], {folder});
    await first.stop('SIGKILL');
    const second = await startMonitor(db, [], {folder});
    expect((await monitorStatus(db))?.lease).toMatchObject({epoch: 2});
    expect(second.hasEnded).toBe(false);
  });

  it('is taken from a monitor that is stopped; when that goes on it places nothing, and ends', async () => {
    const {folder, db} = database();
    const args = ['--feed', 'simulated', '--tick-ms', '20'];
    const first = await startMonitor(db, args, {folder, environment: SHORT_LEASE});
    await first.freeze(db, `${db}.paper`);
    const second = start(['run', '--db', db, ...args, '--wait', '60s'], {folder, environment: SHORT_LEASE});
    await eventually('the second has taken over', async () => {
      const now = await monitorStatus(db, 500);
      return now?.pid === second.pid && now.state === 'running';
    });
    // What the first would fire at once when it goes on, had it still the right to.
    const plan = JSON.stringify({
      id: 'now',
      symbol: 'XAUUSD',
      side: 'buy',
      volume: 0.01,
      when: {always: true},
    });
    await second.freeze(db, `${db}.paper`);
    const added = await vigil(['plan', 'add', '-', '--db', db], {folder, input: plan});
    expect(added.status).toBe(0);
    first.thaw();
    const ended = await first.ended;
    expect(ended.status).toBe(75);
    expect(ended.stderr).toContain('Another monitor has taken over this database');
    expect(first.logged('fired')).toEqual([]);
    expect(statuses(db)).toEqual({now: 'pending'});
    second.thaw();
    await eventually('the second fires it', () => statuses(db)['now'] === 'executed');
    expect(query(`${db}.paper`, 'SELECT * FROM positions')).toHaveLength(1);
    expect((await monitorStatus(db))?.pid).toBe(second.pid);
    const {findings} = await checkDatabase({...settingsSchema.parse({}), db});
    expect(findings).toEqual([]);
  });
});
