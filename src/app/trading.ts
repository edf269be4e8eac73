import {type Closers, closing} from '../closers.ts';
import {randomUuid} from '../store/sqlite/store-options.ts';
import {holdLease} from '../engine/hold-lease.ts';
import type {ReconcileReport} from '../engine/reconciler.ts';
import {BusyError, ConflictError, InputError, StorageError, UnavailableError} from '../errors.ts';
import type {Fill} from '../ports/broker.ts';
import type {Journal} from '../ports/journal.ts';
import type {LevelRow, PlanRow, Resolution, Store} from '../ports/store.ts';
import {HaltFile} from '../store/sqlite/halt-file.ts';
import {WorkerStore} from '../store/sqlite/worker-store.ts';
import {SystemClock} from '../system/system-clock.ts';
import {SystemProcesses} from '../system/system-processes.ts';
import {SystemRandom} from '../system/system-random.ts';
import {composeMonitor, openEdges, planEdges} from './compose.ts';
import {type HaltView, haltView} from './halt-view.ts';
import {ask, socketPathOf} from './monitor-socket.ts';
import {soundRow, withStore} from './plans.ts';
import {type ReconcileView, reconcileView} from './reconcile-view.ts';
import type {Settings} from './settings.ts';
import {openSources} from './sources.ts';

/** A pass asks the broker about every open order. */
const RECONCILE_DEADLINE_MS = 120_000;

/**
 * Stops all claims, at once: the file beside the database is written first, and it alone does while the
 * database is locked, full or damaged. The answer says whether the database knows it too.
 */
export async function haltTrading(settings: Settings, request: HaltRequest): Promise<HaltView> {
  return haltBy(request, settings.db, (halt) => withStore(settings, (store) => store.halt(halt)));
}

export type HaltRequest = Readonly<{reason: string; flatten: boolean}>;

/** @param put Has the database know it, too. */
export async function haltBy(
  {reason, flatten}: HaltRequest,
  databasePath: string,
  put: Store['halt'],
): Promise<HaltView> {
  const atMs = Math.floor(new SystemClock().now());
  const halt = {reason, atMs, flatten};
  new HaltFile(databasePath).write(halt);
  try {
    await put(halt);
  } catch (error) {
    if (error instanceof BusyError || error instanceof StorageError) return haltView({...halt, byFile: true});
    throw error;
  }
  return haltView({...halt, byFile: false});
}

/** Lets claims be made again. */
export async function resumeTrading(settings: Settings): Promise<Readonly<{wasHalted: boolean}>> {
  const wasHalted = await withStore(settings, (store) => store.resume(new SystemClock().now()));
  return {wasHalted};
}

export type ResolveRequest = Readonly<{
  planId: string;
  /** Which of the plan's levels; may be left out where only one is in doubt. */
  level?: number | undefined;
  resolution:
    | Readonly<{as: 'executed'; ticket: string; price: number; volumeLots?: number | undefined}>
    | Readonly<{as: 'notPlaced'}>;
}>;

/**
 * Settles a parked order on a person's word.
 *
 * @throws {NotFoundError} PLAN_NOT_FOUND
 * @throws {ConflictError} PLAN_STATE_CONFLICT when no level of the plan is in doubt.
 * @throws {InputError} USAGE_INVALID when several are, and none was named.
 */
export async function resolvePlan(settings: Settings, request: ResolveRequest): Promise<PlanRow> {
  const {planId} = request;
  return withStore(settings, async (store) => {
    const before = await soundRow(store, planId);
    const level = levelInDoubt(before, request.level);
    refuseIfForeign(before, level);
    const nowMs = new SystemClock().now();
    const {done, row} = await store.resolve(planId, level.level, resolutionOf(request, before, nowMs), nowMs);
    const after = row ?? (await soundRow(store, planId));
    if (done) return after;
    throw new ConflictError(
      'PLAN_STATE_CONFLICT',
      `Level ${level.level} of plan "${planId}" is ${after.levels[level.level - 1]?.status ?? 'gone'} by now`,
      {hint: `somebody else found out first; see \`vigil plan history ${planId}\``},
    );
  });
}

/** What was imported in doubt has no order of ours that anybody could settle. */
function refuseIfForeign({plan: {id}}: PlanRow, {clientOrderId}: LevelRow): void {
  if (clientOrderId !== null) return;
  throw new ConflictError('PLAN_STATE_CONFLICT', `The order of plan "${id}" was not placed by Vigil`, {
    hint: `it was imported: look after it at the broker, then end the plan with \`vigil plan cancel ${id}\``,
  });
}

function levelInDoubt({plan: {id}, status, levels}: PlanRow, named: number | undefined): LevelRow {
  const inDoubt = levels.filter((level) => level.status === 'unresolved');
  if (named !== undefined) {
    const level = levels[named - 1];
    if (level?.status === 'unresolved') return level;
    const what =
      level === undefined ? `has no level ${named}` : `has level ${named} ${level.status}, not unresolved`;
    throw new ConflictError('PLAN_STATE_CONFLICT', `Plan "${id}" ${what}`, {
      field: 'level',
      hint: `see \`vigil plan show ${id}\``,
    });
  }
  const [only, other] = inDoubt;
  if (only === undefined) {
    throw new ConflictError('PLAN_STATE_CONFLICT', `Plan "${id}" is ${status}; nothing of it is in doubt`, {
      hint: 'only an order whose outcome could not be established can be resolved',
    });
  }
  if (other === undefined) return only;
  throw new InputError('USAGE_INVALID', `Several levels of plan "${id}" are in doubt`, {
    field: 'level',
    hint: `name one with --level: ${inDoubt.map(({level}) => level).join(', ')}`,
  });
}

function resolutionOf({resolution, level}: ResolveRequest, {plan}: PlanRow, nowMs: number): Resolution {
  if (resolution.as === 'notPlaced') return resolution;
  const {ticket, price, volumeLots} = resolution;
  if (volumeLots === undefined && plan.levels !== null) {
    throw new InputError('USAGE_INVALID', `The volume of level ${level ?? ''} is missing`, {
      field: 'volume',
      hint: 'a plan with levels needs --volume, as the broker shows it',
    });
  }
  const fill: Fill = {
    positionId: ticket,
    price,
    volumeLots: volumeLots ?? plan.volumeLots,
    timeMs: Math.floor(nowMs),
  };
  return {as: 'executed', ticket, fill};
}

/**
 * Holds the database against the broker: by the running monitor, or, where none runs, here, under a lease
 * of this command's own.
 *
 * @throws {BusyError} MONITOR_RUNNING when a monitor holds the database and does not answer.
 * @throws {UnavailableError} BROKER_UNAVAILABLE
 */
export async function reconcile(settings: Settings, journal: Journal): Promise<ReconcileView> {
  const answer = await ask(socketPathOf(settings.db), '/v1/reconcile', {
    method: 'POST',
    deadlineMs: RECONCILE_DEADLINE_MS,
  });
  if (isView(answer)) return answer;
  if (answer !== undefined) throw brokerDown();
  return closing((closers) => reconcileHere(settings, journal, closers));
}

async function reconcileHere(settings: Settings, journal: Journal, closers: Closers): Promise<ReconcileView> {
  const clock = new SystemClock();
  const random = new SystemRandom();
  const planned = await planEdges(settings, clock);
  const store = await WorkerStore.open({path: settings.db, clock, random, deadlineMs: settings.dbDeadlineMs});
  closers.defer(() => store.close());
  const tenure = await holdLease(
    {clock, store, journal, processes: new SystemProcesses()},
    {
      holderId: randomUuid(random),
      ttlMs: settings.monitor.leaseTtlMs,
      renewMs: settings.monitor.leaseRenewMs,
    },
    new AbortController(),
    closers,
  );
  const edges = await openEdges(settings, planned, {clock, random, journal, waits: null}, closers);
  const sources = await openSources(settings, {clock, journal, instruments: edges.instruments});
  const monitor = await composeMonitor(settings, edges, {clock, store, tenure, journal, sources});
  closers.defer(() => monitor.close());
  await monitor.open();
  const report: ReconcileReport | undefined = monitor.lastReconciliation;
  if (report === undefined) throw brokerDown();
  return reconcileView(report, 'command');
}

function isView(answer: unknown): answer is ReconcileView {
  return typeof answer === 'object' && answer !== null && 'isComplete' in answer;
}

function brokerDown(): UnavailableError {
  return new UnavailableError('BROKER_UNAVAILABLE', 'There is no link to the broker now', {
    hint: 'see `vigil status`; the monitor reconciles by itself when the link is up',
  });
}
