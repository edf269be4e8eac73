import {spawn} from 'node:child_process';
import {closeSync, existsSync, openSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {addPlans} from '../../src/app/new-plans.ts';
import {settingsSchema} from '../../src/app/settings.ts';
import {hasTerminalScript} from '../has-program.ts';
import {
  endAll,
  eventually,
  monitorStatus,
  PROGRAM,
  startMonitor,
  statuses,
  temporaryFolder,
  VigilProcess,
} from './vigil-process.ts';

const SIMULATED = ['--feed', 'simulated', '--tick-ms', '20'];

afterEach(endAll);

async function addPlan(db: string, id: string): Promise<void> {
  const plan = {id, symbol: 'XAUUSD', side: 'buy', volume: 0.01, stopLoss: 1, when: {always: true}};
  await addPlans({...settingsSchema.parse({}), db}, {text: JSON.stringify([plan]), name: 'plans.json'});
}

/** `run` with a log that this process does not read. */
function runInto(db: string, stderr: number | 'pipe') {
  const child = spawn(process.execPath, [PROGRAM, 'run', '--db', db, ...SIMULATED], {
    stdio: ['ignore', 'ignore', stderr],
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', (status) => resolve(status)));
  const isRunning = async () => {
    if (child.exitCode !== null) throw new Error(`the monitor has ended with ${child.exitCode}`);
    return (await monitorStatus(db))?.state === 'running';
  };
  return {child, ended, isRunning};
}

async function expectToExecute({child, ended, isRunning}: ReturnType<typeof runInto>, db: string) {
  try {
    await eventually('it runs', isRunning);
    await addPlan(db, 'gold');
    await eventually('the plan is executed', () => statuses(db)['gold'] === 'executed');
    child.kill('SIGTERM');
    expect(await ended).toBe(143);
  } finally {
    child.kill('SIGKILL');
  }
}

describe('SIGUSR2', () => {
  it('changes what is logged and disturbs nothing, however often it comes', async () => {
    const db = join(temporaryFolder(), 'plans.db');
    const monitor = await startMonitor(db, SIMULATED);
    process.kill(monitor.pid, 'SIGUSR2');
    await eventually('the level is said', () => monitor.logged('logLevel').length === 1);
    expect(monitor.logged('logLevel')).toMatchObject([{logLevel: 'debug', severity: 'info'}]);
    await addPlan(db, 'seen');
    await eventually('it is told that a plan is watched', () => monitor.logged('watching').length === 1);
    process.kill(monitor.pid, 'SIGUSR2');
    await eventually('the level is said again', () => monitor.logged('logLevel').length === 2);
    await addPlan(db, 'unseen');
    await eventually('that plan is executed as well', () => statuses(db)['unseen'] === 'executed');
    expect(monitor.logged('watching')).toMatchObject([{planId: 'seen'}]);
    expect(await monitor.stop('SIGTERM')).toMatchObject({status: 143, signal: null});
  });

  const hasTerminal = hasTerminalScript();

  it.skipIf(!hasTerminal)('does the same on a terminal', async () => {
    const db = join(temporaryFolder(), 'plans.db');
    const line = [process.execPath, PROGRAM, 'run', '--db', db, ...SIMULATED].map((word) => `'${word}'`);
    const terminal = new VigilProcess('script', ['-qec', `exec ${line.join(' ')}`, '/dev/null'], {
      environment: {TERM: 'xterm', NO_COLOR: '1'},
    });
    const status = await eventually('it runs', () => monitorStatus(db));
    await eventually('it has begun', () => terminal.stdout.includes('watching 0 plans'));
    process.kill(status.pid, 'SIGUSR2');
    await eventually('the level is said', () => terminal.stdout.includes('the log level is debug now'));
    process.kill(status.pid, 'SIGTERM');
    expect(await terminal.ended).toMatchObject({status: 143});
    expect(terminal.stdout).toMatch(/^\d\d:\d\d:\d\d\.\d{3} the log level is debug now\r$/m);
  });
});

const hasFullDisk = existsSync('/dev/full');
if (!hasFullDisk) process.stderr.write('no /dev/full found, the test of a log on a full disk is skipped\n');

describe('a log that cannot be written', () => {
  it.skipIf(!hasFullDisk)('because its disk is full does not end the monitor', async () => {
    const db = join(temporaryFolder(), 'plans.db');
    const full = openSync('/dev/full', 'w');
    const monitor = runInto(db, full);
    closeSync(full);
    await expectToExecute(monitor, db);
  });

  it('because its reader has gone does not end the monitor', async () => {
    const db = join(temporaryFolder(), 'plans.db');
    const monitor = runInto(db, 'pipe');
    monitor.child.stderr?.destroy();
    await expectToExecute(monitor, db);
  });
});
