import Database from 'better-sqlite3';
import {onTestFinished} from 'vitest';
import {StorageError} from '../../../src/errors.ts';
import type {JournalEntry} from '../../../src/ports/journal.ts';
import type {PlanRow} from '../../../src/ports/store.ts';
import {SimulatedStore} from '../../../src/simulate/disk/simulated-store.ts';
import {acknowledging} from '../../../src/simulate/judge/acknowledged.ts';
import {Judge} from '../../../src/simulate/judge/judge.ts';
import {Observer} from '../../../src/simulate/judge/observer.ts';
import {Sometimes} from '../../../src/simulate/judge/sometimes.ts';
import {haltIgnored} from '../../../src/simulate/plants/claim-plants.ts';
import type {SimulationPlant} from '../../../src/simulate/plants/simulation-plant.ts';
import {scenarioNamed} from '../../../src/simulate/run/job.ts';
import {Workbench} from '../../../src/simulate/run/workbench.ts';
import {Ledger, type LedgerEntry} from '../../../src/simulate/venue/ledger.ts';
import {runWorld} from '../../../src/simulate/world/run-world.ts';
import {
  anIntent,
  aPlan,
  claimTerms,
  HOLDER,
  NO_LIMITS,
  NOT_SENT,
  NOW_MS,
  takeLease,
  UNRESOLVED,
} from '../../ports/stored-values.ts';
import {aMachine} from '../disk/a-machine.ts';
import {until} from '../kernel/a-kernel.ts';
import {aHeard, anEntry, type Case} from './fabricated.ts';

const KEY = anIntent().clientOrderId;
const ADDED = aPlan();

/** A judge over a real database, and a monitor that writes to it. */
function aCourt(turn?: SimulationPlant['turn']) {
  const machine = aMachine({
    witness: {
      turning: (_process, one) => judge.turning(one),
      turned: (by, one, result) => void judge.turned(by, one, result),
    },
  });
  const {kernel, disk, parts, open} = machine;
  const ledger = new Ledger();
  const sometimes = new Sometimes();
  const judge = new Judge({
    ...{kernel, ledger, limits: NO_LIMITS, path: disk.path},
    note: (situation) => sometimes.note(situation),
  });
  onTestFinished(() => judge.close());
  const {process} = open('monitor 1.1');
  const store = SimulatedStore.open(parts, process, {onFailure: () => undefined, turn});
  const told = acknowledging(store, judge.told);
  const observer = new Observer({judge, sometimes, isHolderStopped: () => false});
  const done = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    await until(kernel, kernel.elapsedMs + 10);
    return answer;
  };
  const sql = (text: string) => {
    const database = new Database(disk.path);
    database.exec(text);
    database.close();
  };
  /** The plan is added and claimed, on a quote that meets it. */
  const claim = async (add = ADDED) => {
    const quote = {bid: 1301.2, ask: anIntent().firedPrice, clockMs: anIntent().firedAtMs};
    judge.heard.note(process.name, aHeard(quote));
    await done(takeLease(told, {...HOLDER, holderId: process.name}));
    await done(told.add([add], NOW_MS));
    return done(told.claim(anIntent(), claimTerms(), NOW_MS + 1000));
  };
  const losePower = (forgets: boolean) => {
    process.kill('no power');
    disk.losePower(forgets);
    judge.powerLost(disk.path);
  };
  return {kernel, judge, ledger, process, store: told, observer, done, sql, claim, losePower};
}

type Court = ReturnType<typeof aCourt>;

async function found(
  play: (court: Court) => void | Promise<void>,
  turn?: SimulationPlant['turn'],
): Promise<readonly string[]> {
  const court = aCourt(turn);
  await play(court);
  return court.judge.violations.map(({invariant}) => invariant);
}

const add = ({store, done}: Court) => done(store.add([ADDED], NOW_MS));
const noted =
  (entry: object) =>
  ({observer, process}: Court) =>
    observer.journal(process, entry as JournalEntry);
const ended =
  (why: unknown) =>
  ({observer}: Court) =>
    observer.ended(why);

/** An order that is accepted some time after its claim. */
const acceptedAfter =
  (ms: number, clockMoves = false) =>
  async (court: Court) => {
    const {kernel, judge, ledger, process, claim} = court;
    await claim();
    await until(kernel, kernel.elapsedMs + ms);
    if (clockMoves) process.machine.skewMs += 1;
    const entry = anEntry({key: KEY, lots: ADDED.volumeLots, acceptedAtMs: kernel.elapsedMs});
    ledger.accepted(entry);
    judge.accepted(entry);
  };

/** An order that nobody knew of at first, and that is then taken for one that was never sent. */
const settledAsNotSent =
  (entries: readonly LedgerEntry[]) =>
  async ({claim, ledger, store, done}: Court) => {
    await claim();
    for (const entry of entries) ledger.accepted(entry);
    await done(store.settle(KEY, UNRESOLVED, NOW_MS + 2000));
    await done(store.settle(KEY, NOT_SENT, NOW_MS + 3000));
  };

/** A plan fires that waits for a price to hold for 4 s; it was seen to do so for some time. */
const firedAfterHold =
  (heldMs: number) =>
  async ({judge, process, claim}: Court) => {
    const {given} = judge.hindsight;
    const atMs = aHeard().atMs;
    const quote = {bid: 1301.2, ask: anIntent().firedPrice, timeMs: NOW_MS, receivedAtMs: NOW_MS};
    const plan = {...ADDED, when: {holdFor: {condition: {price: {above: 1300}}, seconds: 4}}};
    given.opened(process.name, aHeard().symbol);
    for (const time of [atMs - heldMs, atMs])
      given.took(process.name, {...quote, symbol: aHeard().symbol}, {nowMs: NOW_MS + 500, atMs: time});
    await claim(plan);
  };

/** A row that says more than the database will. */
const aheadOf = (row: PlanRow | undefined): PlanRow => {
  if (row === undefined) throw new Error('the plan was added');
  return {...row, revision: row.revision + 5};
};

/** The rules that a run breaks whose database is changed behind everybody's back, once an order is settled. */
async function foundInRun(sql: string): Promise<readonly string[]> {
  const bench = new Workbench();
  try {
    const scenario = scenarioNamed('create-fire');
    if (scenario === undefined) throw new Error('the scenario is known');
    let isDone = false;
    const plant: SimulationPlant = {
      name: 'tampers',
      does: 'changes what is stored',
      turn: (turn, run, database) => {
        const result = run(turn);
        if (!isDone && turn.writes.some(({method}) => method === 'settle')) {
          isDone = true;
          database.exec(sql);
        }
        return result;
      },
    };
    const {violations} = await runWorld({
      ...{seed: 1, scenario, without: new Set<string>(), plant, keepsTrace: false},
      ...{folder: bench.folder, template: bench.template},
    });
    return violations.map(({invariant}) => invariant);
  } finally {
    bench.close();
  }
}

const UNLOCK = 'DROP TRIGGER plan_events_unchanged;';
const TAMPERING = `${UNLOCK} UPDATE plan_events SET at_ms = at_ms - 1 WHERE sequence = 1`;

export const JUDGE_CASES: readonly Case[] = [
  {
    rule: 'I6',
    what: 'a plan that fires for something that has not held so long',
    broken: () => found(firedAfterHold(2000)),
    kept: () => found(firedAfterHold(4000)),
  },
  {
    rule: 'I10',
    what: 'a plan that was told to be added',
    broken: () => found(({judge}) => judge.told.tell({is: 'added', planId: 'ghost'}, undefined)),
    kept: () => found(async (court) => void (await add(court))),
  },
  ...(['cancelled', 'expired'] as const).map(
    (is): Case => ({
      rule: 'I10',
      what: `a plan that was told to be ${is}`,
      broken: () =>
        found(async (court) => {
          await add(court);
          court.judge.told.tell({is, planId: ADDED.id}, undefined);
        }),
      kept: () =>
        found(async (court) => {
          await add(court);
          const {store, done} = court;
          const end =
            is === 'cancelled'
              ? store.cancel(ADDED.id, 'a person', NOW_MS)
              : store.expire(ADDED.id, ADDED.expiresAtMs ?? 0);
          if (!(await done(end)).done) throw new Error('it ends');
        }),
    }),
  ),
  {
    rule: 'I10',
    what: 'a level that waits although its plan was told to be expired, and had no order under way then',
    broken: () =>
      found(async ({claim, store, done, judge}) => {
        await claim();
        await done(store.settle(KEY, NOT_SENT, NOW_MS + 2000));
        const edited = {...ADDED, notes: 'seen since'};
        await done(store.edit(edited, 1, NOW_MS + 3000));
        judge.told.tell({is: 'expired', planId: ADDED.id}, undefined);
      }),
    kept: () =>
      found(async ({claim, store, done, judge}) => {
        await claim();
        await done(store.settle(KEY, NOT_SENT, NOW_MS + 2000));
        judge.told.tell({is: 'expired', planId: ADDED.id}, undefined);
      }),
  },
  {
    rule: 'I10',
    what: 'a plan that waits although it was told to be cancelled',
    broken: () =>
      found(async (court) => {
        await add(court);
        court.judge.told.tell({is: 'cancelled', planId: ADDED.id}, undefined);
      }),
    kept: () =>
      found(async (court) => {
        await add(court);
        // It has not expired: the answer says so.
        await court.done(court.store.expire(ADDED.id, NOW_MS));
      }),
  },
  {
    rule: 'I10',
    what: 'an order that was told to be claimed',
    broken: () =>
      found(async (court) => {
        await add(court);
        court.judge.told.tell({is: 'claimed', key: KEY, planId: ADDED.id}, undefined);
      }),
    kept: () =>
      found(async ({claim}) => {
        if (!(await claim()).done) throw new Error('it is claimed');
      }),
  },
  {
    rule: 'I10',
    what: 'an order that was told to be settled',
    broken: () =>
      found(async ({claim, judge}) => {
        await claim();
        judge.told.tell({is: 'settled', key: KEY, planId: null}, undefined);
      }),
    kept: () =>
      found(async ({claim, store, done}) => {
        await claim();
        await done(store.settle(KEY, NOT_SENT, NOW_MS + 2000));
      }),
  },
  {
    rule: 'I10',
    what: 'a plan that somebody was told of, when the power goes',
    broken: () =>
      found(async (court) => {
        await add(court);
        court.losePower(true);
      }),
    kept: () =>
      found(async (court) => {
        await add(court);
        court.losePower(false);
      }),
  },
  {
    rule: 'I10',
    what: 'an older state of a plan than somebody was told of',
    broken: () =>
      found(async (court) => {
        const [row] = await add(court);
        court.judge.told.row(aheadOf(row));
        await court.done(court.store.cancel(ADDED.id, 'a person', NOW_MS));
      }),
    kept: () =>
      found(async (court) => {
        const [row] = await add(court);
        court.judge.told.row(row);
        await court.done(court.store.cancel(ADDED.id, 'a person', NOW_MS));
      }),
  },
  {
    rule: 'I9',
    what: 'a chain of events that does not fit',
    broken: () =>
      found(async (court) => {
        await add(court);
        court.sql(`${UNLOCK} UPDATE plan_events SET hash = '${'0'.repeat(64)}'`);
        await court.done(court.store.cancel(ADDED.id, 'a person', NOW_MS));
      }),
    kept: () =>
      found(async (court) => {
        await add(court);
        await court.done(court.store.cancel(ADDED.id, 'a person', NOW_MS));
      }),
  },
  {
    rule: 'I9',
    what: 'a chain of events that is read anew after the power has gone',
    broken: () =>
      found(async (court) => {
        await add(court);
        court.sql(TAMPERING);
        court.losePower(false);
      }),
    kept: () =>
      found(async (court) => {
        await add(court);
        court.losePower(false);
      }),
  },
  {
    rule: 'E3',
    what: 'a claim that does not see the halt',
    broken: () =>
      found(async ({store, done, claim}) => {
        await done(store.halt({reason: 'a person', atMs: NOW_MS, flatten: false}));
        await claim();
      }, haltIgnored.turn),
    kept: () => found(async ({claim}) => void (await claim()), haltIgnored.turn),
  },
  {
    rule: 'I12',
    what: 'an order that is settled as not sent after it was parked',
    broken: () => found(settledAsNotSent([anEntry({key: KEY})])),
    kept: () => found(settledAsNotSent([])),
  },
  {
    rule: 'E10',
    what: 'an order that comes late',
    broken: () => found(acceptedAfter(6000)),
    kept: () => found(acceptedAfter(5000)),
  },
  {
    rule: 'E10',
    what: 'an order that comes late, and a clock was set meanwhile',
    broken: () => found(acceptedAfter(6000, true)),
    kept: () => found(acceptedAfter(5000, true)),
  },
  {
    rule: 'I5c',
    what: 'a plan that a sweep found',
    broken: () => found(noted({kind: 'missedByEvents', planId: 'plan', level: 1})),
    kept: () => found(noted({kind: 'claimRefused', planId: 'plan', level: 1, code: 'moved'})),
  },
  {
    rule: 'S2',
    what: 'a failure',
    broken: () => found(noted({kind: 'failure', planId: null, doing: 'a sweep', message: 'Invariant: no'})),
    kept: () => found(noted({kind: 'failure', planId: null, doing: 'a sweep', message: 'the disk is full'})),
  },
  {
    rule: 'S2',
    what: 'the end of a monitor',
    broken: () => found(ended(new TypeError('undefined is not a function'))),
    kept: () => found(ended(new StorageError('STORE_CANNOT_WRITE', 'no room'))),
  },
  {
    rule: 'S2',
    what: 'the end of a monitor that was not asked to end',
    broken: () => found(ended('whatever')),
    kept: () => found(ended(undefined)),
  },
  {
    rule: 'S1',
    what: 'a database that was changed by somebody',
    broken: () => foundInRun(TAMPERING),
    kept: () => foundInRun(UNLOCK),
  },
];
