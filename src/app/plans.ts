import {didYouMean} from '../did-you-mean.ts';
import {ConflictError, NotFoundError} from '../errors.ts';
import type {
  PageTerms,
  PlanEvent,
  PlanFilter,
  PlanPage,
  PlanRow,
  Store,
  VerdictChange,
} from '../ports/store.ts';
import {SqliteStore} from '../store/sqlite/sqlite-store.ts';
import {SystemClock} from '../system/system-clock.ts';
import {SystemRandom} from '../system/system-random.ts';
import type {Settings} from './settings.ts';

/** Opens the database for one piece of work and closes it, whatever happens. */
export async function withStore<Result>(
  {db, dbDeadlineMs}: Settings,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const clock = new SystemClock();
  const store = await SqliteStore.open({
    path: db,
    clock,
    random: new SystemRandom(),
    deadlineMs: dbDeadlineMs,
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Plans that pass, a page of them or, without a limit, all that follow. */
export function listPlans(
  settings: Settings,
  filter: PlanFilter,
  {limit = NO_LIMIT, ...place}: Partial<PageTerms> = {},
): Promise<PlanPage> {
  return withStore(settings, (store) => store.page(filter, {limit, ...place}));
}

/** More plans than any database has, and one less than the most that SQLite counts. */
const NO_LIMIT = 2 ** 31;

/** @throws {NotFoundError} PLAN_NOT_FOUND */
export async function showPlan(
  settings: Settings,
  planId: string,
): Promise<Readonly<{row: PlanRow; history: readonly PlanEvent[]}>> {
  return withStore(settings, async (store) => ({
    row: await soundRow(store, planId),
    history: await store.history(planId),
  }));
}

/**
 * Everything that happened to a plan, and how what the monitor thought of it changed.
 *
 * @throws {NotFoundError} PLAN_NOT_FOUND
 */
export async function planHistory(
  settings: Settings,
  planId: string,
): Promise<Readonly<{row: PlanRow; history: readonly PlanEvent[]; verdicts: readonly VerdictChange[]}>> {
  return withStore(settings, async (store) => ({
    row: await soundRow(store, planId),
    history: await store.history(planId),
    verdicts: await store.verdictChanges(planId),
  }));
}

/**
 * Cancels what of a plan has not fired, and asks for the withdrawal of its orders that rest, are on their way
 * or in doubt. A plan that was cancelled before is left so, without an error.
 *
 * @returns The plan's row: cancelled; or, while orders are under way, with their withdrawal asked for, which
 *   the monitor carries out; or executed, when only some of its levels could be cancelled.
 * @throws {ConflictError} PLAN_STATE_CONFLICT when the plan is past cancelling.
 */
export function cancelPlan(settings: Settings, planId: string, reason: string): Promise<PlanRow> {
  return withStore(settings, (store) => cancelIn(store, planId, reason));
}

/** The same in a store that is open. */
export async function cancelIn(store: Store, planId: string, reason: string): Promise<PlanRow> {
  const {done, row} = await store.cancel(planId, reason, new SystemClock().now());
  if (row === undefined) throw await notFound(store, planId);
  if (done) return row;
  throw new ConflictError(
    'PLAN_STATE_CONFLICT',
    `Plan "${planId}" is ${row.status} and cannot be cancelled`,
    {
      hint:
        row.status === 'executed'
          ? 'its position is open; close it at the broker'
          : 'nothing can happen to it any more',
    },
  );
}

/**
 * @throws {NotFoundError} PLAN_NOT_FOUND
 * @throws {ConflictError} PLAN_STATE_CONFLICT when the stored plan breaks a rule.
 */
export async function soundRow(store: Store, planId: string): Promise<PlanRow> {
  const found = await store.get(planId);
  if (found === undefined) throw await notFound(store, planId);
  if ('problems' in found) {
    const why = found.problems.map(({message}) => message).join('; ');
    throw new ConflictError(
      'PLAN_STATE_CONFLICT',
      `The stored plan "${planId}" breaks a rule and is left alone: ${why}`,
      {hint: 'run `vigil db check` to see all such rows'},
    );
  }
  return found;
}

async function notFound(store: Store, planId: string): Promise<NotFoundError> {
  const [archived] = await store.archived([planId]);
  if (archived !== undefined) {
    return new NotFoundError('PLAN_NOT_FOUND', `Plan "${planId}" ended long ago and is archived`, {
      hint: `it is in "${archived.file}", on the line with its id`,
    });
  }
  const {rows, broken} = await store.list();
  const meant = didYouMean(planId, [...rows.map(({plan}) => plan.id), ...broken.map(({id}) => id)]);
  return new NotFoundError('PLAN_NOT_FOUND', `There is no plan "${planId}"`, {
    hint: meant === undefined ? 'see `vigil plan list`' : `did you mean "${meant}"?`,
  });
}
