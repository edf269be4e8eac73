import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {hasPython, hasSystemdNotify, notifySocket} from '../system/notify-socket.ts';
import {endAll, eventually, start, startMonitor, temporaryFolder} from './vigil-process.ts';

const SIMULATED = ['--feed', 'simulated', '--tick-ms', '20'];

afterEach(endAll);

describe.skipIf(!hasPython)('run as a service of systemd', () => {
  it('is ready when it has the lease and not before, gives signs of life, and says that it stops', async () => {
    const db = join(temporaryFolder(), 'plans.db');
    const {heard, environment} = await notifySocket();
    const first = await startMonitor(db, SIMULATED);
    const second = start(['run', '--db', db, ...SIMULATED, '--wait', '60s', '--log-level', 'debug'], {
      environment: {...environment(hasSystemdNotify ? 'real' : 'standIn'), WATCHDOG_USEC: '300000'},
    });
    // Its own socket stands beside that of the first as soon as it has begun to wait.
    await eventually('it waits', () => existsSync(`${db}.sock.${second.pid}`));
    expect(heard).toEqual([]);
    await first.stop('SIGTERM');
    await eventually('it is ready', () => heard.includes('READY=1'));
    expect(second.logged('lease')).toMatchObject([{state: 'taken'}]);
    await eventually('it is alive', () => heard.filter((told) => told === 'WATCHDOG=1').length > 2);
    expect(await second.stop('SIGTERM')).toMatchObject({status: 143});
    expect(heard[0]).toBe('READY=1');
    expect(heard).toContain(`STATUS=watches the plans of ${db}`);
    expect(heard.at(-1)).toBe('STOPPING=1');
    expect(second.logged('failure')).toEqual([]);
  });

  it('goes on without systemd-notify, and says so once', async () => {
    const db = join(temporaryFolder(), 'plans.db');
    const {heard, environment} = await notifySocket();
    const monitor = await startMonitor(db, SIMULATED, {
      environment: {...environment('missing'), WATCHDOG_USEC: '60000'},
    });
    await eventually('it is told', () => monitor.logged('failure').length === 1);
    expect(await monitor.stop('SIGTERM')).toMatchObject({status: 143});
    expect(monitor.logged('failure')).toMatchObject([{reasonCode: 'programMissing'}]);
    expect(heard).toEqual([]);
  });

  it('tells nobody anything of a single pass', async () => {
    const db = join(temporaryFolder(), 'plans.db');
    const {heard, environment} = await notifySocket();
    const pass = start(['run', '--db', db, ...SIMULATED, '--once'], {environment: environment('standIn')});
    expect(await pass.ended).toMatchObject({status: 0});
    expect(heard).toEqual([]);
  });
});
