import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterEach, describe, expect, it} from 'vitest';
import {addPlans} from '../../src/app/new-plans.ts';
import {cancelPlan} from '../../src/app/plans.ts';
import {settingsSchema} from '../../src/app/settings.ts';
import {ConflictError} from '../../src/errors.ts';
import {ramp, writeRecording} from './recordings.ts';
import {
  commitsMs,
  endAll,
  eventually,
  monitorStatus,
  query,
  startMonitor,
  statuses,
  temporaryFolder,
  vigil,
  vigilJson,
} from './vigil-process.ts';

/** Or within the time that a command takes, or some commits, where the machine or its disk is busy. */
const ACTED_ON_WITHIN_MS = 1000;

const PLANS_PER_QUOTE = 4;

const SIMULATED = ['--feed', 'simulated', '--tick-ms', '20'];

type Shown = Readonly<{plan: {status: string; executedAt: string | null; fillPrice: number | null}}>;

afterEach(endAll);

function flags(id: string, when: string): string[] {
  return [
    'plan',
    'add',
    '--id',
    id,
    '--symbol',
    'XAUUSD',
    '--side',
    'buy',
    '--volume',
    '0.01',
    '--stop-loss',
    '1',
    '--when',
    when,
  ];
}

describe('run in one shell, plan commands in another', () => {
  it('executes a plan within a second of its being added', async () => {
    const db = join(temporaryFolder(), 'plans.db');
    await startMonitor(db, SIMULATED);
    const startMs = Date.now();
    const added = await vigil([...flags('at-once', 'always: true'), '--db', db]);
    const addedMs = Date.now();
    expect(added).toMatchObject({status: 0, stdout: 'added at-once: buy 0.01 XAUUSD\n', stderr: ''});
    await eventually('the plan is executed', () => statuses(db)['at-once'] === 'executed');
    const {plan} = await vigilJson<Shown>(['plan', 'show', 'at-once', '--db', db]);
    expect(plan.status).toBe('executed');
    expect(plan.fillPrice).toBeGreaterThan(0);
    const withinMs = Math.max(ACTED_ON_WITHIN_MS, addedMs - startMs, commitsMs(db));
    expect(Date.parse(plan.executedAt ?? '') - addedMs).toBeLessThan(withinMs);
  });

  it('lets a cancelled plan go within a second, and never fires it', async () => {
    const folder = temporaryFolder();
    const db = join(folder, 'plans.db');
    const flat = writeRecording(folder, 'flat.csv', ramp(1300, 1300, 12_000), {everyMs: 10});
    const rise = writeRecording(folder, 'rise.csv', ramp(1300, 1310, 20));
    for (const id of ['kept', 'dropped']) {
      expect(await vigil([...flags(id, 'price: {above: 1305}'), '--db', db])).toMatchObject({status: 0});
    }
    const monitor = await startMonitor(db, ['--feed', 'replay', '--file', flat]);
    await eventually('both are watched', async () => (await monitorStatus(db))?.census?.plans === 2);
    const startMs = performance.now();
    expect(await vigil(['plan', 'cancel', 'dropped', '--db', db])).toMatchObject({
      status: 0,
      stdout: 'cancelled dropped\n',
      stderr: '',
    });
    const cancelledMs = performance.now();
    await eventually('the plan is let go', async () => (await monitorStatus(db))?.census?.plans === 1);
    const letGoInMs = performance.now() - cancelledMs;
    expect(letGoInMs).toBeLessThan(Math.max(ACTED_ON_WITHIN_MS, cancelledMs - startMs, commitsMs(db)));
    expect((await monitor.stop('SIGINT')).status).toBe(130);
    expect(await vigil(['run', '--once', '--db', db, '--file', rise])).toMatchObject({status: 0});
    expect(statuses(db)).toEqual({dropped: 'cancelled', kept: 'executed'});
    expect(query(`${db}.paper`, 'SELECT plan_id FROM positions')).toEqual([{plan_id: 'kept'}]);
  });

  it('decides each race between a cancel and the price once: cancelled plans have no position', async () => {
    const folder = temporaryFolder();
    const db = join(folder, 'plans.db');
    const settings = {...settingsSchema.parse({}), db};
    const ids = Array.from(
      {length: 50 * PLANS_PER_QUOTE},
      (_, index) => `race-${String(index).padStart(3, '0')}`,
    );
    // Every quote of the rise makes some plans fire; the cancels keep just ahead of them.
    const plans = ids.map((id, index) => ({
      id,
      symbol: 'XAUUSD',
      side: 'buy',
      volume: 0.01,
      stopLoss: 1,
      when: {price: {above: 1300 + Math.floor(index / PLANS_PER_QUOTE) * 0.1}},
    }));
    await addPlans(settings, {text: JSON.stringify(plans), name: 'race.json'});
    const rise = writeRecording(folder, 'rise.csv', ramp(1300, 1305, 51), {everyMs: 30});
    const monitor = await startMonitor(db, ['--feed', 'replay', '--file', rise]);
    const cancelled = new Set<string>();
    const refused = new Set<string>();
    const noted = new Set<string>();
    const cancel = async (id: string) => {
      try {
        const {status} = await cancelPlan(settings, id, 'race');
        // Only noted: the order that is on its way comes first.
        (status === 'cancelled' ? cancelled : noted).add(id);
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
        refused.add(id);
      }
    };
    let ahead = 0;
    while (!monitor.hasEnded) {
      const last = monitor.logged('fired').at(-1)?.['planId'];
      ahead = (ahead + 1) % (2 * PLANS_PER_QUOTE);
      const id = ids[(typeof last === 'string' ? ids.indexOf(last) : 0) + 1 + ahead];
      if (id === undefined || cancelled.has(id) || noted.has(id) || refused.has(id)) await sleep(1);
      else await cancel(id);
    }
    expect((await monitor.ended).status).toBe(0);
    const positions = query<{plan_id: string}>(
      `${db}.paper`,
      'SELECT plan_id FROM positions ORDER BY plan_id',
    );
    const held = new Set(positions.map(({plan_id}) => plan_id));
    // Where the disk takes seconds an order is not sent any more, and the recording has no quote to fire again at.
    const notSent = monitor.logged('notSent').filter(({reasonCode}) => reasonCode === 'tooLate');
    const late = new Set(notSent.map(({planId}) => planId));
    const statusOf = (id: string) => {
      if (cancelled.has(id)) return 'cancelled';
      if (!late.has(id) || held.has(id)) return 'executed';
      return noted.has(id) ? 'cancelled' : 'pending';
    };
    expect(statuses(db)).toEqual(Object.fromEntries(ids.map((id) => [id, statusOf(id)])));
    expect([...held]).toEqual(ids.filter((id) => statusOf(id) === 'executed'));
    expect(cancelled.size).toBeGreaterThan(0);
    expect(held.size).toBeGreaterThan(0);
  });
});

describe('plan explain and status', () => {
  it('are answered by the monitor while it runs, and from the database after', async () => {
    const folder = temporaryFolder();
    const db = join(folder, 'plans.db');
    writeFileSync(
      join(folder, 'plan.yaml'),
      'id: waits\nsymbol: XAUUSD\nside: buy\nvolume: 0.01\nstopLoss: 1\nwhen: {all: [{price: {above: 999999}}, {always: true}]}\n',
    );
    await vigil(['plan', 'add', 'plan.yaml', '--db', db], {folder});
    const unseen = await vigil(['plan', 'explain', 'waits', '--db', db]);
    expect(unseen.stdout).toBe(
      'waits is pending\nNo monitor is running, and none has looked at this plan yet: there is no verdict.\n',
    );

    const monitor = await startMonitor(db, SIMULATED);
    await eventually('there is a quote', async () => ((await monitorStatus(db))?.quotes?.accepted ?? 0) > 0);
    const live = await vigilJson(['plan', 'explain', 'waits', '--db', db]);
    expect(live).toMatchObject({
      id: 'waits',
      status: 'pending',
      source: 'monitor',
      verdict: 'unmet',
      conditions: [
        {path: 'when.all', kind: 'all', verdict: 'unmet'},
        {
          path: 'when.all[0].price',
          kind: 'price',
          verdict: 'unmet',
          observed: expect.any(Number),
          ageMs: expect.any(Number),
        },
        {path: 'when.all[1].always', kind: 'always', verdict: 'met'},
      ],
    });
    expect(await vigilJson(['status', '--db', db])).toMatchObject({
      db,
      plans: {pending: 1},
      broken: 0,
      monitor: {
        pid: monitor.pid,
        state: 'running',
        feed: 'simulated',
        broker: 'paper',
        plans: {pending: 1},
        desks: [{symbol: 'XAUUSD', plans: 1, bid: expect.any(Number), ask: expect.any(Number)}],
        missedByEvents: 0,
        census: {plans: 1, desks: 1, busy: 0, heldMutexes: 0},
      },
      exit: 0,
    });

    await monitor.stop('SIGTERM');
    const stored = await vigilJson(['plan', 'explain', 'waits', '--db', db]);
    expect(stored).toMatchObject({
      source: 'stored',
      verdict: 'unmet',
      asOf: expect.stringMatching(/^20.*Z$/),
    });
    expect((await vigil(['plan', 'explain', 'waits', '--db', db])).stdout).toMatch(
      /^waits is pending\nverdict unmet \(stored at 20\S+Z; no monitor holds the plan now\)\n/,
    );
    expect(await vigilJson(['status', '--db', db])).toMatchObject({monitor: null, plans: {pending: 1}});
    expect((await vigil(['status', '--db', db])).stdout).toBe(
      `database  ${db}\nplans     1 pending\nmonitor   not running; start it with \`vigil run\`\n`,
    );
  });
});
