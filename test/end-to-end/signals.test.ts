import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {addPlans} from '../../src/app/new-plans.ts';
import {settingsSchema} from '../../src/app/settings.ts';
import {hasTerminalScript} from '../has-program.ts';
import {ramp, writeRecording} from './recordings.ts';
import {
  commitsMs,
  endAll,
  eventually,
  logLines,
  monitorStatus,
  PROGRAM,
  startMonitor,
  statuses,
  temporaryFolder,
  VigilProcess,
  vigil,
  vigilJson,
} from './vigil-process.ts';

/** Or within the time that it took to start, or that some commits take, where the machine or its disk is busy. */
const STOPPED_WITHIN_MS = 2000;

/** They fire for 18 s: on a busy machine the signal may come late, but not when all is over. */
const MANY_PLANS = 2400;

const SIMULATED = ['--feed', 'simulated', '--tick-ms', '20'];

afterEach(endAll);

/** A database with 200 plans, or more, and a recording that makes four of them fire with every quote. */
async function firingPlans(count = 200): Promise<Readonly<{db: string; args: string[]; plans: string[]}>> {
  const folder = temporaryFolder();
  const db = join(folder, 'plans.db');
  const plans = Array.from({length: count}, (_, index) => ({
    id: `plan-${index}`,
    symbol: 'XAUUSD',
    side: 'buy',
    volume: 0.01,
    stopLoss: 1,
    when: {price: {above: 1300 + Math.floor(index / 4) * 0.1}},
  }));
  await addPlans({...settingsSchema.parse({}), db}, {text: JSON.stringify(plans), name: 'plans.json'});
  // Half of it is left when the last has fired.
  const steps = count / 2;
  const file = writeRecording(folder, 'rise.csv', ramp(1300, 1300 + steps * 0.1, steps + 1), {everyMs: 30});
  return {db, args: ['--feed', 'replay', '--file', file], plans: plans.map(({id}) => id)};
}

describe('the end of run', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('is clean on %s, with status %i', async (signal, status) => {
    const {db, args} = await firingPlans(MANY_PLANS);
    const startMs = performance.now();
    const monitor = await startMonitor(db, args);
    const startedInMs = performance.now() - startMs;
    await eventually('plans fire', () => monitor.logged('executed').length > 3);
    const sentMs = performance.now();
    const ended = await monitor.stop(signal);
    expect(ended).toMatchObject({status, signal: null});
    const stoppedInMs = performance.now() - sentMs;
    expect(stoppedInMs).toBeLessThan(Math.max(STOPPED_WITHIN_MS, startedInMs, commitsMs(db)));
    expect(ended.stdout).toMatch(/^stopped: \d+ quotes accepted, 0 refused, 0 stale\n$/);
    const left = new Set(Object.values(statuses(db)));
    expect(left).toEqual(new Set(['executed', 'pending']));
    expect(existsSync(`${db}.sock`)).toBe(false);
    expect(await vigil(['db', 'check', '--db', db])).toMatchObject({
      status: 0,
      stdout: `ok ${db}: ${MANY_PLANS} plans\n`,
    });
  });

  it('comes with status 0 when the time of --for is over', async () => {
    const db = join(temporaryFolder(), 'plans.db');
    const ended = await vigil(['run', '--db', db, ...SIMULATED, '--for', '1s']);
    expect(ended).toMatchObject({status: 0, stdout: 'time over: 0 quotes accepted, 0 refused, 0 stale\n'});
  });

  it('comes with status 0 when the recording ends', async () => {
    const {db, args, plans} = await firingPlans();
    const ended = await vigil(['run', '--db', db, ...args, '--speed', '100']);
    expect(ended).toMatchObject({status: 0, stdout: expect.stringMatching(/^the feed ended: 101 quotes/)});
    // Orders that a slow disk kept for too long are not sent; no other may be missing.
    const late = logLines(ended.stderr).filter(
      ({kind, reasonCode}) => kind === 'notSent' && reasonCode === 'tooLate',
    );
    const expected = Object.fromEntries([
      ...plans.map((id) => [id, 'executed']),
      ...late.map(({planId}) => [planId, 'pending']),
    ]);
    expect(statuses(db)).toEqual(expected);
    expect(late.length).toBeLessThan(plans.length);
  });
});

describe('a second monitor on a database', () => {
  it('is refused with status 75 by the one that runs, a single pass as well', async () => {
    const db = join(temporaryFolder(), 'plans.db');
    const first = await startMonitor(db, SIMULATED);
    const {since, host} = (await monitorStatus(db)) ?? {};
    // By its answer, or by the lease where it has not answered in time: that is as old as the monitor.
    const stderr = new RegExp(
      `^Error: Another monitor watches this database: process ${first.pid} on ${host}, since (${since}|\\d{4}-[\\d:T.-]+Z)\n` +
        '  → one monitor per database; stop that one, wait with --wait 60s, or give this one another --db' +
        '(; if it is dead its lease ends at \\S+Z)?\n$',
    );
    const seconds = [[], ['--once']].map((more) => vigil(['run', '--db', db, ...SIMULATED, ...more]));
    for (const second of await Promise.all(seconds)) {
      expect(second).toEqual({status: 75, signal: null, stdout: '', stderr: expect.stringMatching(stderr)});
    }
    expect(await monitorStatus(db)).toMatchObject({state: 'running', pid: first.pid});
  });

  it('takes over from one that was killed and left its socket behind', async () => {
    const db = join(temporaryFolder(), 'plans.db');
    const first = await startMonitor(db, SIMULATED);
    await first.stop('SIGKILL');
    expect(existsSync(`${db}.sock`)).toBe(true);
    expect(await vigilJson(['status', '--db', db])).toMatchObject({monitor: null});
    const second = await startMonitor(db, SIMULATED);
    expect((await second.stop('SIGINT')).status).toBe(130);
  });
});

describe('the streams of a command', () => {
  // eslint-disable-next-line no-control-regex
  const ANSI = /\u001b\[/;

  it('has one document on stdout under --json, and logs on stderr only', async () => {
    const {db, args} = await firingPlans();
    const ended = await vigil(['run', '--db', db, ...args, '--once', '--json']);
    expect(JSON.parse(ended.stdout)).toEqual({
      ended: 'passDone',
      quotes: {accepted: 101, stale: 0, unwatched: 0, nonPositive: 0, crossed: 0, outOfOrder: 0, jump: 0},
      missedByEvents: 0,
    });
    expect(ended.stdout.trimEnd().split('\n')).toHaveLength(1);
    const lines = logLines(ended.stderr);
    expect(lines.filter(({kind}) => kind === 'executed')).toHaveLength(200);
    expect(lines.every(({time}) => typeof time === 'string')).toBe(true);
  });

  it('has neither colours nor frames when it is piped', async () => {
    const {db} = await firingPlans();
    const list = await vigil(['plan', 'list', '--db', db], {environment: {FORCE_COLOR: '1'}});
    expect(list.stdout).not.toMatch(ANSI);
    expect(list.stdout.split('\n')[0]).toBe(
      'ID\tSYMBOL\tSIDE\tVOLUME\tENTRY\tSTOP LOSS\tTAKE PROFIT\tEXPIRES\tSTATUS',
    );
    const missing = await vigil(['plan', 'show', 'nobody', '--db', db], {environment: {FORCE_COLOR: '1'}});
    expect(missing.stderr).toBe('Error: There is no plan "nobody"\n  → see `vigil plan list`\n');
  });

  const hasTerminal = hasTerminalScript();

  /** Runs the command on a terminal of its own; both streams are on it. */
  const onTerminal = (args: readonly string[], environment: Readonly<Record<string, string>>) => {
    const line = [process.execPath, PROGRAM, ...args].map((word) => `'${word}'`).join(' ');
    return new VigilProcess('script', ['-qec', line, '/dev/null'], {
      environment: {TERM: 'xterm', ...environment},
    }).ended;
  };

  it.skipIf(!hasTerminal)('has colours on a terminal, unless NO_COLOR says otherwise', async () => {
    const {db} = await firingPlans();
    const coloured = await onTerminal(['plan', 'list', '--db', db], {});
    expect(coloured).toMatchObject({status: 0, stdout: expect.stringMatching(ANSI)});
    const plain = await onTerminal(['plan', 'list', '--db', db], {NO_COLOR: '1'});
    expect(plain.status).toBe(0);
    expect(plain.stdout).not.toMatch(ANSI);
    expect(plain.stdout).toContain('plan-0');
    expect(plain.stdout).not.toContain('\t');
  });
});
