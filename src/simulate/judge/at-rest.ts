import type {Census} from '../../engine/monitor.ts';
import type {OpenMonitor} from '../world/monitor-life.ts';
import {isWatched} from '../../plan/status.ts';
import type {Ledger} from '../venue/ledger.ts';
import type {FactBook} from './fact-book.ts';
import type {IntentFact, LevelFact, PlanFact} from './facts.ts';
import {lookingBack} from './hindsight/explanation.ts';
import type {InvariantId} from './invariants.ts';

export type RestSight = Readonly<{
  book: FactBook;
  ledger: Ledger;
  survivor: OpenMonitor | undefined;
  /** For how long it has been open. */
  openForMs: number;
  /** Timers that its process has set. */
  timers: number;
  /** The survivor's clock. */
  nowMs: number;
  /** Quotes of the last sweep of the market that met a level; see I5b. */
  metBy: (plan: PlanFact, level: number) => number;
  /** Whether the stop loss that an intent wants cannot be had: see E9. */
  isOutOfReach: (intent: IntentFact) => boolean;
  /** For how long an order has rested whose withdrawal was asked for. */
  withdrawingForMs: (planId: string, level: number) => number;
  isHalted: boolean;
  /** Plans may wait for others to make room. */
  hasLimits: boolean;
  violate: (invariant: InvariantId, plan: string | null, what: string) => void;
}>;

type WithdrawalSight = Pick<RestSight, 'book' | 'withdrawingForMs' | 'violate'>;

/** For a withdrawal: some looks for changes, and answers that are lost. */
const WITHDRAWAL_MS = 30_000;
/** How late an expiry may be: the timer's own time, and a turn of the store. */
const EXPIRY_MS = 5000;
/** Quotes that met a plan, in one sweep of the market, from which it counts as missed. */
const MET_QUOTES_MIN = 5;
const SWEEP_MS_MAX = 35_000;
/** Things that one waiter of a plan that looks back waits for at once. */
const WAKES_MAX = 4;
/** What loops, links and the lease need. */
const TIMERS_MAX = 16;

/** Holds the world to what must be when everything has been mended for a while, and before the markets move on. */
export function judgeWithdrawals({book, withdrawingForMs, violate}: WithdrawalSight): void {
  for (const {id, levels} of book.plans.values()) {
    for (const {level, status, withdrawal} of levels) {
      if (status !== 'working' || withdrawal === null || withdrawingForMs(id, level) < WITHDRAWAL_MS)
        continue;
      violate('E8', id, `level ${level} rests, and its withdrawal was asked for: ${withdrawal}`);
    }
  }
}

/** Holds the whole world to what must be when it has come to rest. */
export function judgeRest(sight: RestSight): void {
  const {book, survivor, violate} = sight;
  judgeWithdrawals(sight);
  for (const plan of book.plans.values()) {
    for (const level of plan.levels) judgeLevel(plan, level, sight);
    if (
      plan.expiresAtMs !== null &&
      plan.expiresAtMs + EXPIRY_MS < sight.nowMs &&
      plan.status === 'pending'
    ) {
      violate(
        'I5a',
        plan.id,
        `it expired ${Math.round(sight.nowMs - plan.expiresAtMs)} ms ago and is pending`,
      );
    }
  }
  judgeOrders(sight);
  if (survivor === undefined) violate('I4', null, 'no monitor runs');
  else judgeMonitor(survivor, sight);
}

function judgeLevel(plan: PlanFact, level: LevelFact, sight: RestSight): void {
  const {violate} = sight;
  const name = `level ${level.level}`;
  if (level.status === 'executing' || level.status === 'unresolved') {
    violate('I3b', plan.id, `${name} is ${level.status}, with order ${level.key}`);
  }
  if (level.status !== 'pending' || sight.isHalted || sight.hasLimits || isGroupTaken(plan, sight)) return;
  const met = sight.metBy(plan, level.level);
  if (met < MET_QUOTES_MIN) return;
  const why = sight.survivor?.monitor
    .explain(plan.id)
    ?.conditions.map(({path, verdict, reason}) => `${path} ${verdict}: ${reason}`);
  violate(
    'I5b',
    plan.id,
    `${name} is pending, ${met} quotes have met it lately; the monitor says ${why?.join('; ') ?? 'nothing'}`,
  );
}

function isGroupTaken({group, id}: PlanFact, {book}: RestSight): boolean {
  if (group === null) return false;
  return [...book.plans.values()].some(
    (other) => other.group === group && other.id !== id && other.levels.some(({key}) => key !== null),
  );
}

function judgeOrders(sight: RestSight): void {
  const {book, ledger, violate} = sight;
  for (const {key, ticket, report} of ledger.entries) {
    const intent = book.intents.get(key);
    const level = intent && book.plans.get(intent.planId)?.levels.find((one) => one.level === intent.level);
    if (intent === undefined || level === undefined) {
      violate('I3', null, `order ${ticket} of ${key} belongs to nothing`);
      continue;
    }
    const wanted = statusesOf(report.state, report.fill !== null, report.close !== null);
    if (!wanted.includes(level.status)) {
      const truth = `${report.state}${report.fill === null ? '' : ', filled'}${report.close === null ? '' : ', closed'}`;
      violate('I3', intent.planId, `order ${ticket} is ${truth}, and level ${intent.level} ${level.status}`);
    }
    const isOpen = report.fill !== null && report.close === null;
    // The monitor tells of a position whose stop cannot be had each minute.
    const isLost = isOpen && intent.stopLoss !== null && report.stopLoss === null;
    if (isLost && !sight.isOutOfReach(intent)) {
      violate(
        'E9',
        intent.planId,
        `the position of order ${ticket} has no stop loss; ${intent.stopLoss} is wanted`,
      );
    }
  }
}

/** What a level may be when its order has come so far. */
function statusesOf(state: string, isFilled: boolean, isClosed: boolean): readonly string[] {
  if (isClosed) return ['closed'];
  if (state === 'working') return ['working'];
  if (isFilled) return ['executed'];
  return [state === 'rejected' ? 'failed' : state];
}

function judgeMonitor(
  {monitor, store}: OpenMonitor,
  {book, violate, nowMs, timers, openForMs}: RestSight,
): void {
  const live = [...book.plans.values()].filter(({status}) => isWatched(status));
  const symbols = new Set(live.map(({symbol}) => symbol));
  const census = monitor.census();
  const expiries = live.filter(
    ({expiresAtMs, levels}) => expiresAtMs !== null && levels.some(({status}) => status === 'pending'),
  ).length;
  const wanted = {plans: live.length, desks: symbols.size, expiries, busy: 0, heldMutexes: 0};
  for (const [name, count] of Object.entries(wanted)) {
    const found = census[name as keyof typeof wanted];
    if (found !== count) violate('I4', null, `the monitor holds ${found} ${name}, ${count} are wanted`);
  }
  judgeWakes(live, census, violate);
  const {waiting: calls} = store.counters();
  if (calls > 0) violate('I4', null, `${calls} calls to the database have no answer`);
  if (timers > TIMERS_MAX) violate('I4', null, `${timers} timers are set`);
  const ageMs = nowMs - (monitor.lastSweep?.atMs ?? 0);
  if (Math.abs(ageMs) > SWEEP_MS_MAX && openForMs > SWEEP_MS_MAX)
    violate('I11', null, `the last sweep was ${Math.round(ageMs)} ms ago`);
  const shut = monitor.gateRows;
  if (shut.length > 0) violate('I5b', null, `nothing may fire: ${shut.map(({reason}) => reason).join(', ')}`);
}

/**
 * Levels that wait sleep, and so does what their conditions remember; cancel rules, and what those remember, may. What
 * looks back may wait for several things at once.
 */
function judgeWakes(
  live: readonly PlanFact[],
  {wakes, studies}: Census,
  violate: RestSight['violate'],
): void {
  let least = 0;
  let most = 0;
  let areBarsWanted = false;
  for (const {written, levels} of live) {
    const waiting = levels.filter(({status}) => status === 'pending').length;
    const {when, cancelWhen} = written;
    const [own, rule] = [lookingBack(when), lookingBack(cancelWhen ?? {always: true})];
    const cells = own.cells + rule.cells;
    const isLookingBack = own.atBars || rule.atBars || cells > 0;
    least += waiting + (waiting > 0 ? cells : 0);
    most += (waiting + cells + (cancelWhen === undefined ? 0 : 1)) * (isLookingBack ? WAKES_MAX : 1);
    areBarsWanted ||= own.atBars || rule.atBars;
  }
  if (wakes < least || wakes > most)
    violate('I4', null, `${wakes} waiters sleep, ${least} to ${most} are wanted`);
  if (studies > 0 !== areBarsWanted) {
    const wanted = areBarsWanted ? 'some' : 'none';
    violate('I4', null, `the monitor keeps ${studies} analyses, and ${wanted} are wanted`);
  }
}
