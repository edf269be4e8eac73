import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import PlanCancel from '../../src/commands/plan/cancel.ts';
import PlanExplain from '../../src/commands/plan/explain.ts';
import PlanHistory from '../../src/commands/plan/history.ts';
import PlanList from '../../src/commands/plan/list.ts';
import PlanResolve from '../../src/commands/plan/resolve.ts';
import PlanShow from '../../src/commands/plan/show.ts';
import Halt from '../../src/commands/halt.ts';
import Reconcile from '../../src/commands/reconcile.ts';
import Resume from '../../src/commands/resume.ts';
import Run from '../../src/commands/run.ts';
import Status from '../../src/commands/status.ts';
import type {Explained} from '../../src/condition/verdict.ts';
import type {Plan} from '../../src/plan/plan.ts';
import type {Settlement} from '../../src/ports/store.ts';
import {SqliteStore} from '../../src/store/sqlite/sqlite-store.ts';
import {
  ACCEPTED,
  aPlan,
  aPlanOfLevels,
  anIntent,
  claimTerms,
  FILLED_REPORT,
  NOW_MS,
  RESTING,
  takeLease,
  UNRESOLVED,
} from '../ports/stored-values.ts';
import {Child} from '../store/sqlite/child.ts';
import {REAL, temporaryDirectory} from '../store/sqlite/temporary-database.ts';
import {type Runnable, runCommand} from './in-process.ts';

/** Fires on the first quote, whatever that is. */
const AT_ONCE: Partial<Plan> = {
  when: {always: true},
  entry: {type: 'market'},
  stopLoss: 1,
  takeProfit: null,
  expiresAtMs: null,
};

/** A database with one plan, whose levels were claimed and settled as given; null: not settled yet. */
async function withPlan(plan: Plan, settlements: readonly (Settlement | null)[] = []) {
  const folder = temporaryDirectory();
  const db = join(folder, 'plans.db');
  const store = await SqliteStore.open({path: db, ...REAL});
  await store.add([plan], NOW_MS);
  const epoch = await takeLease(store);
  for (const [index, settlement] of settlements.entries()) {
    const clientOrderId = `A00000000000000${index}`;
    const intent = anIntent({clientOrderId, level: index + 1});
    await store.claim(intent, claimTerms({epoch}), NOW_MS + 1000);
    if (settlement !== null) await store.settle(clientOrderId, settlement, NOW_MS + 2000);
  }
  await store.releaseLease(epoch, NOW_MS + 3000);
  await store.close();
  const run = (command: Runnable, ...args: string[]) => runCommand(command, [...args, '--db', db], {folder});
  return {folder, db, run};
}

describe('vigil plan explain', () => {
  it('says of what has fired when, at which price, as which order, and what became of it', async () => {
    const {run} = await withPlan(aPlan(), [ACCEPTED]);
    expect(JSON.parse((await run(PlanExplain, 'gold-dip', '--json')).stdout)).toMatchObject({
      status: 'executed',
      asOf: null,
      conditions: [],
      fired: [
        {
          level: 1,
          status: 'executed',
          firedAt: new Date(anIntent().firedAtMs).toISOString(),
          firedPrice: anIntent().firedPrice,
          clientOrderId: 'A000000000000000',
          ticket: FILLED_REPORT.ticket,
        },
      ],
    });
    const {stdout} = await run(PlanExplain, 'gold-dip');
    expect(stdout).toMatch(/^gold-dip is executed\nLEVEL/);
    expect(stdout).toContain('A000000000000000');
    expect(stdout).not.toContain('verdict');
  });

  it('keeps what has fired apart from what still waits', async () => {
    const {run} = await withPlan(aPlanOfLevels(2), [RESTING]);
    const {stdout} = await run(PlanExplain, 'gold-dip');
    expect(stdout).toMatch(/\n1\s+\S+Z\s+\S+\s+A000000000000000\s.*working/);
    expect(stdout).not.toMatch(/\n2\s/);
  });

  it('says of a plan that ended without an order that it has not fired', async () => {
    const {run} = await withPlan(aPlan());
    await run(PlanCancel, 'gold-dip', '--reason', 'enough');
    expect((await run(PlanExplain, 'gold-dip')).stdout).toBe(
      'gold-dip is cancelled: enough\nIt has not fired, and cannot any more.\n',
    );
  });
});

describe('vigil plan history', () => {
  /** A plan that was thought of before and after an edit, and once by its second version more. */
  async function withVerdicts() {
    const made = await withPlan(aPlan());
    const store = await SqliteStore.open({path: made.db, ...REAL});
    const conditions: readonly Explained[] = [
      {
        ...{
          path: 'when.spread',
          kind: 'spread',
          verdict: 'unmet',
          observed: 0.7,
          threshold: 'ask − bid ≤ 0.6',
        },
        ...{ageMs: 12, reason: 'unmet', distance: 0.1},
      },
    ];
    const verdict = {
      planId: 'gold-dip',
      version: 1,
      asOfMs: NOW_MS + 1000,
      state: 'unmet',
      conditions,
    } as const;
    await store.saveVerdicts([verdict]);
    await store.edit(aPlan({stopLoss: 1297}), 1, NOW_MS + 2000);
    await store.saveVerdicts([{...verdict, version: 2, asOfMs: NOW_MS + 3000}]);
    const met = conditions.map((row) => ({...row, verdict: 'met', observed: 0.5, reason: 'met'}) as const);
    await store.saveVerdicts([
      {...verdict, version: 2, asOfMs: NOW_MS + 4000, state: 'met', conditions: met},
    ]);
    await store.close();
    return made;
  }

  it('tells between the events how the verdict changed', async () => {
    const {run} = await withVerdicts();
    const {stdout} = await run(PlanHistory, 'gold-dip');
    expect(stdout.split('\n').filter((line) => /^\S|^ {4}when\./.test(line))).toEqual([
      '1 2026-11-22T12:00:00.000Z added → pending',
      '·1 2026-11-22T12:00:01.000Z verdict of version 1 unmet',
      '    when.spread  unmet (0.7, ask − bid ≤ 0.6)',
      '2 2026-11-22T12:00:02.000Z edited → pending',
      '·2 2026-11-22T12:00:03.000Z verdict of version 2 unmet',
      '    when.spread  unmet (0.7, ask − bid ≤ 0.6)',
      '·3 2026-11-22T12:00:04.000Z verdict of version 2 unmet → met',
      '    when.spread  unmet → met (0.5, ask − bid ≤ 0.6)',
    ]);
  });

  it('has them beside the events with --json, with all that was seen', async () => {
    const {run} = await withVerdicts();
    const {stdout} = await run(PlanHistory, 'gold-dip', '--json');
    const told = JSON.parse(stdout) as {history: unknown[]; verdicts: unknown[]};
    expect(told.history).toHaveLength(2);
    expect(told.verdicts).toHaveLength(3);
    expect(told.verdicts[2]).toEqual({
      ...{number: 3, at: '2026-11-22T12:00:04.000Z', version: 2, from: 'unmet', to: 'met'},
      conditions: [
        {
          ...{path: 'when.spread', kind: 'spread', from: {verdict: 'unmet', reason: 'unmet'}},
          to: {
            ...{verdict: 'met', observed: 0.5, threshold: 'ask − bid ≤ 0.6', ageMs: 12, reason: 'met'},
            distance: 0.1,
          },
        },
      ],
    });
  });

  it.each([
    ['0', []],
    ['2', [2, 3]],
    ['9', [1, 2, 3]],
  ])('shows with --verdicts %s the newest', async (count, numbers) => {
    const {run} = await withVerdicts();
    const {stdout} = await run(PlanHistory, 'gold-dip', '--verdicts', count, '--json');
    const {verdicts} = JSON.parse(stdout) as {verdicts: {number: number}[]};
    expect(verdicts.map(({number}) => number)).toEqual(numbers);
  });
});

describe('vigil plan resolve', () => {
  it('says that a parked order was filled: the plan is executed, and its history tells by whose word', async () => {
    const {run} = await withPlan(aPlan(), [UNRESOLVED]);
    const {status, stdout} = await run(PlanResolve, 'gold-dip', '--executed', '4711', '--price', '1301.6');
    expect({status, stdout}).toEqual({status: 0, stdout: 'gold-dip is executed\n'});
    const {stdout: shown} = await run(PlanShow, 'gold-dip', '--json');
    expect(JSON.parse(shown)).toMatchObject({
      plan: {status: 'executed', fillPrice: 1301.6, levels: [{ticket: '4711', filledLots: 0.01}]},
    });
    const {stdout: history} = await run(PlanHistory, 'gold-dip', '--json');
    const {history: events} = JSON.parse(history) as {history: {kind: string; level: number | null}[]};
    expect(events.map(({kind, level}) => [kind, level])).toEqual([
      ['added', null],
      ['claimed', 1],
      ['parked', 1],
      ['resolved', 1],
    ]);
  });

  it('says that a parked order was never placed: the plan has failed', async () => {
    const {run} = await withPlan(aPlan(), [UNRESOLVED]);
    expect(await run(PlanResolve, 'gold-dip', '--not-placed')).toMatchObject({
      status: 0,
      stdout: 'gold-dip is failed\n',
    });
  });

  it('shows with its history every look-up that did not help', async () => {
    const {run} = await withPlan(aPlan(), [UNRESOLVED]);
    const {stdout} = await run(PlanHistory, 'gold-dip');
    expect(stdout).toMatch(/parked → unresolved\n {4}clientOrderId: A000000000000000\n/);
    expect(stdout).toContain('reason: no answer');
    expect(stdout).toContain('asked: 3');
  });

  it.each([
    [[], 'Nothing was said about the order', 'give --executed TICKET --price PRICE, or --not-placed'],
    [['--executed', '1'], 'The price of the fill is missing', 'give --price as the broker shows it'],
    [['--not-placed', '--level', '2'], 'Plan "gold-dip" has no level 2', 'see `vigil plan show gold-dip`'],
  ])('with %j says what is missing', async (args, message, hint) => {
    const {run} = await withPlan(aPlan(), [UNRESOLVED]);
    expect(await run(PlanResolve, 'gold-dip', ...args)).toEqual({
      status: 2,
      stdout: '',
      stderr: `Error: ${message}\n  → ${hint}\n`,
    });
  });

  it('refuses a plan of which nothing is in doubt', async () => {
    const {run} = await withPlan(aPlan());
    expect(await run(PlanResolve, 'gold-dip', '--not-placed')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Plan "gold-dip" is pending; nothing of it is in doubt'),
    });
  });

  it('wants to know which, where several levels are in doubt', async () => {
    const {run} = await withPlan(aPlanOfLevels(3), [UNRESOLVED, RESTING, UNRESOLVED]);
    expect(await run(PlanResolve, 'gold-dip', '--not-placed')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('name one with --level: 1, 3'),
    });
    expect(await run(PlanResolve, 'gold-dip', '--not-placed', '--level', '3')).toMatchObject({status: 0});
    expect(await run(PlanResolve, 'gold-dip', '--not-placed')).toMatchObject({status: 0});
  });
});

describe('vigil plan cancel, of a plan with orders that rest', () => {
  it('asks for their withdrawal, cancels what waits, and says both', async () => {
    const {run} = await withPlan(aPlanOfLevels(2), [RESTING]);
    const {status, stdout} = await run(PlanCancel, 'gold-dip', '--reason', 'news');
    expect({status, stdout}).toEqual({
      status: 0,
      stdout: 'withdrawing gold-dip: order T-1 rests at the broker, and the monitor withdraws it\n',
    });
    const {stdout: shown} = await run(PlanShow, 'gold-dip', '--json');
    expect(JSON.parse(shown)).toMatchObject({
      plan: {levels: [{status: 'working', withdrawal: 'news'}, {status: 'cancelled'}]},
    });
    expect((await run(PlanList)).stdout).toContain('working 1/2');
  });
});

describe('vigil plan cancel, of a plan with an order on its way or in doubt', () => {
  const ON_ITS_WAY =
    'is on its way to the broker; where it rests the monitor withdraws it, where nothing is placed it is not tried ' +
    'again, and where it fills at once the cancel came too late\n';
  const IN_DOUBT =
    'is in doubt; it is not tried again, and is withdrawn if it is found to rest; what became of it ' +
    '`vigil plan resolve` tells\n';

  it.each([
    ['on its way', null, 'executing', ON_ITS_WAY],
    ['in doubt', UNRESOLVED, 'unresolved', IN_DOUBT],
  ] as const)('notes the wish for one that is %s, and says what will become of it', async (...row) => {
    const [, settlement, levelStatus, what] = row;
    const {run} = await withPlan(aPlan(), [settlement]);
    expect(await run(PlanCancel, 'gold-dip', '--reason', 'news')).toEqual({
      status: 0,
      stdout: `noted gold-dip: order A000000000000000 ${what}`,
      stderr: '',
    });
    // A second time it was noted before.
    const again = await run(PlanCancel, 'gold-dip', '--reason', 'another', '--json');
    expect(again.status).toBe(0);
    const noted = {status: levelStatus, levels: [{status: levelStatus, withdrawal: 'news'}]};
    expect(JSON.parse(again.stdout)).toMatchObject({plan: noted});
    expect(JSON.parse((await run(PlanList, '--json')).stdout)).toMatchObject({plans: [noted]});
    expect(JSON.parse((await run(PlanShow, 'gold-dip', '--json')).stdout)).toMatchObject({plan: noted});
    expect((await run(PlanShow, 'gold-dip')).stdout).toMatch(
      new RegExp(`withdrawing\\s.*${levelStatus}.*clientOrderId A000000000000000, reason news`),
    );
  });

  it('says so of each level in a line of its own kind, and cancels what waits', async () => {
    const {run} = await withPlan(aPlanOfLevels(5), [null, RESTING, UNRESOLVED, null]);
    const {status, stdout} = await run(PlanCancel, 'gold-dip');
    expect({status, stdout}).toEqual({
      status: 0,
      stdout:
        'withdrawing gold-dip: order T-1 rests at the broker, and the monitor withdraws it\n' +
        `noted gold-dip: order A000000000000000, A000000000000003 ${ON_ITS_WAY}` +
        `noted gold-dip: order A000000000000002 ${IN_DOUBT}`,
    });
    expect(JSON.parse((await run(PlanShow, 'gold-dip', '--json')).stdout)).toMatchObject({
      plan: {levels: [{}, {}, {}, {}, {status: 'cancelled', withdrawal: null}]},
    });
  });

  it('leaves it to a person to end the doubt', async () => {
    const {run} = await withPlan(aPlan(), [UNRESOLVED]);
    await run(PlanCancel, 'gold-dip');
    expect((await run(PlanResolve, 'gold-dip', '--not-placed')).stdout).toBe('gold-dip is failed\n');
    expect(await run(PlanCancel, 'gold-dip')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(
        'is failed and cannot be cancelled\n  → nothing can happen to it any more',
      ),
    });
  });

  it('refuses one that has been executed, as before', async () => {
    const {run} = await withPlan(aPlan(), [ACCEPTED]);
    expect(await run(PlanCancel, 'gold-dip')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(
        'is executed and cannot be cancelled\n  → its position is open; close it',
      ),
    });
  });
});

describe('vigil halt', () => {
  it('keeps everything from firing, in the database and as a file, until vigil resume', async () => {
    const {run, db} = await withPlan(aPlan(AT_ONCE));
    expect(await run(Halt, '--reason', 'news at 14:30')).toMatchObject({
      status: 0,
      stdout: 'halted: nothing fires until `vigil resume`\n',
    });
    const file = `${db}.halt`;
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({reason: 'news at 14:30', flatten: false});
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await run(Status)).stdout).toMatch(/halted {4}since .*: news at 14:30; `vigil resume` ends it/);
    await run(Run, '--once');
    expect(JSON.parse((await run(PlanList, '--json')).stdout)).toMatchObject({plans: [{status: 'pending'}]});
    expect(await run(Resume)).toMatchObject({status: 0, stdout: 'trading goes on\n'});
    expect(existsSync(file)).toBe(false);
    await run(Run, '--once');
    expect(JSON.parse((await run(PlanList, '--json')).stdout)).toMatchObject({plans: [{status: 'executed'}]});
    expect(await run(Resume)).toMatchObject({status: 0, stdout: 'trading was not halted\n'});
  });

  it('is a file made with nothing but a shell, too, whatever is in it', async () => {
    const {run, db} = await withPlan(aPlan(AT_ONCE));
    writeFileSync(`${db}.halt`, '');
    await run(Run, '--once');
    expect(JSON.parse((await run(PlanList, '--json')).stdout)).toMatchObject({plans: [{status: 'pending'}]});
    expect(JSON.parse((await run(Status, '--json')).stdout)).toMatchObject({
      halt: {halted: true, inDatabase: false, reason: expect.stringContaining('cannot be read')},
    });
  });

  it('holds while the database is locked', async () => {
    const {run, db} = await withPlan(aPlan());
    const holder = new Child('hold-lock', db);
    await holder.line(0);
    holder.say('lock');
    await holder.line(1);
    const halted = await run(Halt, '--reason', 'now', '--db-deadline', '100ms', '--json');
    expect(halted.status).toBe(0);
    expect(JSON.parse(halted.stdout)).toMatchObject({halted: true, inDatabase: false});
    expect(existsSync(`${db}.halt`)).toBe(true);
    expect(halted.stderr).toContain('The database could not be written');
  });
});

describe('vigil reconcile, where no monitor runs', () => {
  it('settles what is open, and exits with 1 while something is left for a person', async () => {
    const {run} = await withPlan(aPlan(), [UNRESOLVED]);
    const first = await run(Reconcile, '--json');
    expect(first.status).toBe(1);
    expect(JSON.parse(first.stdout)).toMatchObject({
      by: 'command',
      isComplete: true,
      intents: 1,
      unresolved: 1,
    });
    expect((await run(Reconcile)).stdout).toContain('1 in doubt; see `vigil plan list --status unresolved`');
    await run(PlanResolve, 'gold-dip', '--not-placed');
    expect(await run(Reconcile)).toMatchObject({
      status: 0,
      stdout: '0 open orders looked at, 0 settled, 0 stop losses set again\n',
    });
  });
});
