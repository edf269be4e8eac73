import {join} from 'node:path';
import Database from 'better-sqlite3';
import {afterEach, expect, it} from 'vitest';
import type {DoctorReport} from '../../src/app/doctor/doctor.ts';
import {
  endAll,
  eventually,
  monitorStatus,
  start,
  startMonitor,
  temporaryFolder,
  vigil,
  vigilJson,
} from './vigil-process.ts';

const SIMULATED = ['--feed', 'simulated', '--tick-ms', '50'];

afterEach(endAll);

it('finds all well with a running monitor, then what its death and its silence leave', async () => {
  const folder = temporaryFolder();
  const db = join(folder, 'p.db');
  const plan = ['--symbol', 'XAUUSD', '--side', 'buy', '--volume', '0.01', '--stop-loss', '1'];
  await vigil(['plan', 'add', ...plan, '--when', 'price: {above: 9000}', '--db', db]);
  const monitor = await startMonitor(db, SIMULATED);
  await eventually('it has reconciled', async () => (await monitorStatus(db))?.reconciliation?.isComplete);
  const well = await vigilJson<DoctorReport>(['doctor', '--db', db]);
  expect(well.findings.filter(({state}) => state !== 'ok')).toEqual([]);
  expect([well.exit, well.failures, well.warnings]).toEqual([0, 0, 0]);
  expect(monitor.logged('failure')).toEqual([]);

  const of = async (check: string) => {
    const report = await vigilJson<DoctorReport>(['doctor', '--db', db]);
    return {exit: report.exit, finding: report.findings.find((finding) => finding.check === check)};
  };
  await monitor.freeze(db);
  const silent = await of('monitor');
  expect(silent).toMatchObject({
    exit: 1,
    finding: {state: 'failure', message: expect.stringContaining('did not answer')},
  });
  monitor.thaw();

  await monitor.stop('SIGKILL');
  expect(await of('lease')).toMatchObject({
    exit: 0,
    finding: {state: 'warning', message: expect.stringContaining('is gone')},
  });
  // Whoever looked has kept nobody from taking over.
  const next = start(['run', '--db', db, ...SIMULATED]);
  await eventually('the next one runs', async () => (await monitorStatus(db))?.pid === next.pid);
});

it('names whoever keeps the database locked', async () => {
  const db = join(temporaryFolder(), 'p.db');
  await vigil(['plan', 'list', '--db', db]);
  const keeper = new Database(db);
  keeper.exec('BEGIN IMMEDIATE');
  const locked = await vigilJson<DoctorReport>(['doctor', '--db', db]);
  keeper.exec('ROLLBACK');
  keeper.close();
  const of = ({findings}: DoctorReport) => findings.find(({check}) => check === 'lock');
  expect(of(locked)).toMatchObject({
    state: 'failure',
    message: expect.stringContaining(`process ${process.pid} (`),
    remedy: expect.stringContaining(`kill -CONT ${process.pid},`),
  });
  expect(of(await vigilJson<DoctorReport>(['doctor', '--db', db]))).toMatchObject({state: 'ok'});
});
