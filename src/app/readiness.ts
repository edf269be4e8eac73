import type {LoopReport} from '../engine/loop-health.ts';
import {formatDuration} from '../plan/duration.ts';
import type {MonitorStatus} from './status.ts';

/** What is looked at, in this order. */
export type ReadinessCheck = Readonly<{
  name: 'started' | 'lease' | 'store' | 'feed' | 'broker' | 'gate' | 'sweep' | 'loops' | 'trading';
  ok: boolean;
  /** For people: what was found. */
  message: string;
}>;

/** Whether a monitor can do its work now, and everything that was looked at. */
export type Readiness = Readonly<{ready: boolean; checks: readonly ReadinessCheck[]}>;

/** The part of the status on which readiness rests. */
export type Judged = Pick<
  MonitorStatus,
  'state' | 'since' | 'asOf' | 'lease' | 'links' | 'gate' | 'sweep' | 'loops' | 'store' | 'locks' | 'pauses'
>;

/** A claim that waits for longer comes too late for its order: see `monitor.notAfterMs`. */
const WRITE_MS_MAX = 5000;
/** Sweeps are called on time, and one takes a moment with very many plans. */
const SWEEP_PAUSES_MAX = 3;
/** A loop that keeps a pause has a turn within that and so much more; one that hangs is told of at the same time. */
const TURN_MS_MAX = 30_000;

/**
 * Whether the monitor can watch, claim and send now, by what it says of itself. Times are compared by its own
 * clock, so one that was just set may make it look late until the next turn of each loop.
 */
export function readiness(status: Judged): Readiness {
  const checks = [
    started(status),
    lease(status),
    store(status),
    link('feed', status),
    link('broker', status),
    gate(status),
    sweep(status),
    loops(status),
    trading(status),
  ];
  return {ready: checks.every(({ok}) => ok), checks};
}

function started({state, since}: Judged): ReadinessCheck {
  const ok = state === 'running';
  return {name: 'started', ok, message: ok ? `runs since ${since}` : `starting since ${since}`};
}

/** The last renewal is itself a write, so a lease that was renewed lately says that the database can be written. */
function lease({lease: held, asOf}: Judged): ReadinessCheck {
  if (held === null) return {name: 'lease', ok: false, message: 'not taken yet'};
  const {state, epoch, renewedAt, ttlMs} = held;
  const ageMs = between(renewedAt, asOf);
  const ok = state === 'held' && ageMs <= ttlMs;
  return {name: 'lease', ok, message: `${state}, epoch ${epoch}, renewed ${formatDuration(ageMs)} ago`};
}

function store({store: counters, locks}: Judged): ReadinessCheck {
  if (counters === undefined) return {name: 'store', ok: false, message: 'not open yet'};
  const {lockedForMs, lockHolders} = counters;
  if (lockedForMs > WRITE_MS_MAX) {
    const pids = lockHolders.map(({pid}) => pid).join(', ');
    const by = pids === '' ? '' : ` by process ${pids}`;
    return {name: 'store', ok: false, message: `locked for ${formatDuration(lockedForMs)}${by}`};
  }
  const {longestWaiter, holder} = locks.classes.databaseWriter;
  const [slow] = [longestWaiter, holder].filter((one) => one !== null && one.forMs > WRITE_MS_MAX);
  if (slow === undefined || slow === null) return {name: 'store', ok: true, message: 'writable'};
  return {
    name: 'store',
    ok: false,
    message: `a write (${slow.key}) takes ${formatDuration(slow.forMs)} so far`,
  };
}

function link(name: 'feed' | 'broker', {links}: Judged): ReadinessCheck {
  if (links === null) return {name, ok: false, message: 'not known yet'};
  const {state, since, lastError} = links[name];
  if (state === 'up') return {name, ok: true, message: 'up'};
  const why = lastError === null ? '' : `: ${lastError}`;
  return {name, ok: false, message: `${state} since ${since}${why}`};
}

/** What else keeps anything from firing; lease, links and a halt have checks of their own. */
function gate({gate: rows, state}: Judged): ReadinessCheck {
  if (state !== 'running') return {name: 'gate', ok: false, message: 'not known yet'};
  const own: readonly string[] = ['leaseLost', 'feedDown', 'brokerDown', 'halted'];
  const shut = rows.filter(({reason}) => !own.includes(reason));
  const message = shut.map(({reason, observed}) => `${reason}: ${observed}`).join('; ');
  return {name: 'gate', ok: shut.length === 0, message: shut.length === 0 ? 'open' : message};
}

/** Before the first sweep the time counts from the start of its loop. */
function sweep({sweep: last, loops: all, asOf, pauses}: Judged): ReadinessCheck {
  const loop = all.find(({name}) => name === 'sweep');
  if (loop === undefined) return {name: 'sweep', ok: false, message: 'not begun yet'};
  const ageMs = last === null ? agoMs(loop.sinceMs, asOf) : between(last.at, asOf);
  const ok = ageMs <= SWEEP_PAUSES_MAX * pauses.sweepMs;
  const message = last === null ? 'none yet, begun' : 'the last one was';
  return {name: 'sweep', ok, message: `${message} ${formatDuration(ageMs)} ago`};
}

function loops({loops: all, asOf, pauses}: Judged): ReadinessCheck {
  if (all.length === 0) return {name: 'loops', ok: false, message: 'not begun yet'};
  const pauseMs: Readonly<Record<string, number>> = {
    'look for changes': pauses.syncMs,
    reconcile: pauses.reconcileMs,
    'look after the loops': 0,
  };
  const isLate = ({name, lastTurnMs, sinceMs}: LoopReport) => {
    // Quotes and expiries come when they come; the sweep has a check of its own.
    const every = pauseMs[name];
    return every !== undefined && agoMs(lastTurnMs ?? sinceMs, asOf) > every + TURN_MS_MAX;
  };
  const hung = all.filter((loop) => loop.isStalled || isLate(loop)).map(({name}) => `"${name}"`);
  const message = hung.length === 0 ? `${all.length} alive` : `no turn of ${hung.join(', ')}`;
  return {name: 'loops', ok: hung.length === 0, message};
}

/**
 * A halt is told and does not make the monitor unready: a person has wished it, and the monitor does all that it
 * can do under it. Whoever restarts what is not ready, or wakes somebody, would work against that person.
 */
function trading({gate: rows}: Judged): ReadinessCheck {
  const halt = rows.find(({reason}) => reason === 'halted');
  return {name: 'trading', ok: true, message: halt === undefined ? 'not halted' : halt.observed};
}

function between(from: string, to: string): number {
  return agoMs(Date.parse(from), to);
}

function agoMs(fromMs: number, to: string): number {
  return Math.max(0, Date.parse(to) - fromMs);
}
