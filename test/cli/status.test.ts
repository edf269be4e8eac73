import {join} from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import {MonitorSocket, socketPathOf} from '../../src/app/monitor-socket.ts';
import {type MonitorStatus, statusOf} from '../../src/app/status.ts';
import {loadSettings} from '../../src/cli/configuration.ts';
import Status from '../../src/commands/status.ts';
import {LockBook} from '../../src/contention/lock-book.ts';
import {monitorApp} from '../../src/http/monitor-app.ts';
import {SqliteStore} from '../../src/store/sqlite/sqlite-store.ts';
import {VirtualClock} from '../../src/system/virtual-clock.ts';
import {aPlan, NOW_MS} from '../ports/stored-values.ts';
import {Child} from '../store/sqlite/child.ts';
import {REAL, temporaryDirectory} from '../store/sqlite/temporary-database.ts';
import {runCommand} from './in-process.ts';

/** A monitor that has just started, as far as anybody asks it. */
async function monitored(clock = new VirtualClock()) {
  const folder = temporaryDirectory();
  const db = join(folder, 'vigil.db');
  const store = await SqliteStore.open({path: db, ...REAL});
  await store.add([aPlan()], NOW_MS);
  const locks = new LockBook(clock);
  const environment = {NODE_ENV: 'production'};
  const settings = await loadSettings({file: undefined, folder, environment, flags: {db}, defaultDb: db});
  const app = monitorApp({
    status: () =>
      statusOf({
        settings,
        clock,
        startedAtMs: 0,
        monitor: undefined,
        loops: undefined,
        tenure: undefined,
        store,
        locks,
      }),
    explain: () => undefined,
    top: () => Promise.resolve(undefined),
    reconcile: () => Promise.resolve(undefined),
  });
  const socket = await MonitorSocket.listen(socketPathOf(db), app);
  socket.publish();
  onTestFinished(async () => {
    await socket.close();
    await store.close();
  });
  const shown = async (...args: string[]) => {
    const {status, stdout} = await runCommand(Status, ['--db', db, ...args], {folder});
    expect(status).toBe(0);
    return stdout;
  };
  return {db, store, locks, clock, shown, json: async () => JSON.parse(await shown('--json')) as Answer};
}

type Answer = Readonly<{monitor: MonitorStatus}>;

describe('vigil status', () => {
  it('says nothing of locks in ordinary times, but has their figures with --json', async () => {
    const {locks, shown, json} = await monitored();
    await locks.lockOf('plan', 'gold').runExclusive(() => Promise.resolve());
    expect(await shown()).not.toMatch(/locks|locked/);
    const {monitor} = await json();
    expect(monitor.locks.classes.plan).toMatchObject({acquisitions: 1, holder: null, convoys: []});
    expect(monitor.store).toMatchObject({lockedForMs: 0, lockHolders: []});
  });

  it('says that the database is locked, for how long and by whom', async () => {
    const {db, store, shown, json} = await monitored();
    const holder = new Child('hold-lock', db);
    await holder.line(0);
    holder.say('lock');
    await holder.line(1);
    const cancelling = store.cancel('gold-dip', 'enough', NOW_MS);
    while (store.counters().busyRetries < 2) await REAL.clock.sleep(1);
    const by = process.platform === 'linux' ? ` by process ${holder.pid} \\(.+\\)` : '';
    expect(await shown()).toMatch(new RegExp(`^database  locked for \\d+m?s${by}$`, 'm'));
    expect((await json()).monitor.store?.lockedForMs).toBeGreaterThan(0);
    holder.say('unlock');
    await cancelling;
    expect(await shown()).not.toContain('locked');
  });

  it('names a plan that is held for long, and what the database writer is at', async () => {
    const {locks, clock, shown} = await monitored();
    locks.meter('plan').arrive('gold', true);
    await clock.advance(900);
    locks.meter('databaseWriter').arrive('claim', true, () => 'claiming plan "oil"');
    expect(await shown()).not.toContain('locks');
    await clock.advance(1100);
    expect(await shown()).toContain(
      'locks     plan "gold" held for 2s; the database writer (claiming plan "oil") held for 1s\n',
    );
  });

  it('tells of an overload, and of a convoy until an hour after its end', async () => {
    const {locks, clock, shown} = await monitored();
    const lock = locks.lockOf('plan', 'gold');
    const come = () => void lock.runExclusive(() => clock.sleep(100));
    for (let atMs = 0; atMs < 21_000; atMs += 50) {
      come();
      await clock.advance(50);
    }
    expect(await shown()).toMatch(
      /^locks {5}2\d\d wait for the plans, and ever more come; convoy at plan "gold" for 20s, and goes on$/m,
    );
    await clock.advance(30 * 60_000);
    expect(await shown()).toMatch(/^locks {5}convoy at plan "gold" for \d\ds, \d\dm( \d+s)? ago$/m);
    await clock.advance(40 * 60_000);
    expect(await shown()).not.toContain('convoy');
  });
});
