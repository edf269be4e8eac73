import {BusyError} from '../errors.ts';
import {failureEntry} from './failure-entry.ts';
import {LeaseWatch} from './lease-watch.ts';
import type {Clock} from '../ports/clock.ts';
import type {Journal} from '../ports/journal.ts';
import type {Processes} from '../ports/processes.ts';
import type {Lease, LeaseHolder, Store} from '../ports/store.ts';

export type TenureOptions = Readonly<{
  /** A lease that was not renewed for so long may be taken by another monitor. */
  ttlMs: number;
  renewMs: number;
}>;

export const TENURE_DEFAULTS: TenureOptions = {ttlMs: 15_000, renewMs: 5000};

/** Between looks of a monitor that waits for the lease. */
const WAIT_LOOK_MS = 250;
/** After a renewal that failed: the time to live goes on. */
const RETRY_MS = 250;
/** Longer than any recording: nobody else can want a database in memory. */
const FOR_GOOD_MS = 2 ** 45;

type HoldingPorts = Readonly<{
  clock: Clock;
  store: Pick<Store, 'lease' | 'acquireLease' | 'renewLease' | 'releaseLease'>;
  journal: Journal;
}>;

export type TenurePorts = HoldingPorts & Readonly<{processes: Processes}>;

export type TenureTerms = TenureOptions &
  Readonly<{
    /** Unique for each start. */
    holderId: string;
    /** How long to wait for a lease that is held; default not at all. */
    waitMs?: number;
    /** Ends the wait. */
    signal?: AbortSignal;
  }>;

export type TenureReport = Readonly<{
  epoch: number;
  state: 'held' | 'lapsed' | 'lost';
  acquiredAtMs: number;
  renewedAtMs: number;
  /** How much of its time was left at the renewal that came latest. */
  leastMarginMs: number | null;
}>;

/**
 * One monitor's time with the lease of its database.
 *
 * It lets the monitor believe that it is the one, by its own monotonic clock, counted from before the
 * renewal was asked for. Belief is not what keeps orders single: each claim compares the epoch in its
 * own transaction. A lease that has lapsed is renewed as long as nobody has taken it; then work goes on.
 */
export class Tenure {
  readonly epoch: number;
  readonly #ports: HoldingPorts;
  readonly #options: TenureOptions;
  #lease: Lease;
  #heldUntilMs: number;
  #isLost = false;
  #isLapseTold = false;
  /** Renewals that failed since the last that did not. */
  #failures = 0;
  #leastMarginMs: number | null = null;

  private constructor(ports: HoldingPorts, options: TenureOptions, lease: Lease, askedAtMs: number) {
    this.#ports = ports;
    this.#options = options;
    this.#lease = lease;
    this.epoch = lease.epoch;
    this.#heldUntilMs = askedAtMs + options.ttlMs;
  }

  /**
   * Takes the lease of a database.
   *
   * One that is held is waited for as long as that is wanted; one from the future also by who would not
   * wait, for its time to live (see `LeaseWatch`). So is a database that somebody keeps locked.
   *
   * @throws {BusyError} MONITOR_RUNNING naming the holder; STORE_BUSY naming who keeps the database locked.
   */
  static async take(
    ports: TenurePorts,
    {holderId, waitMs = 0, signal, ...options}: TenureTerms,
  ): Promise<Tenure> {
    const {clock, store, processes, journal} = ports;
    const {host, pid, processStart} = processes;
    const holder: LeaseHolder = {holderId, host, pid, processStart};
    const watch = new LeaseWatch(clock, processes);
    const sinceMs = clock.monotonic();
    for (;;) {
      const askedAtMs = clock.monotonic();
      try {
        // Read first: whoever waits must not take the write lock from the holder four times a second.
        const seen = await store.lease();
        const state =
          seen === undefined || seen.holder.holderId === holderId
            ? 'free'
            : watch.stateOf(seen, askedAtMs, clock.monotonic());
        if (state === 'held' && seen !== undefined) {
          const {doubtMs} = watch;
          const untilMs = sinceMs + waitMs + (doubtMs > 0 ? doubtMs + WAIT_LOOK_MS : 0);
          if (clock.monotonic() >= untilMs) throw heldError(seen);
          await clock.sleep(Math.min(WAIT_LOOK_MS, untilMs - clock.monotonic()), signal);
          continue;
        }
        const succeeds = state === 'abandoned' && seen !== undefined ? {succeeds: seen} : {};
        const lease = await store.acquireLease({holder, ttlMs: options.ttlMs, ...succeeds}, clock.now());
        if (lease.holder.holderId !== holderId) continue;
        const message =
          state === 'free' ? 'nobody held it' : 'its last holder has ended, or does not renew it';
        journal.record({kind: 'lease', state: 'taken', epoch: lease.epoch, message});
        return new Tenure(ports, options, lease, askedAtMs);
      } catch (error) {
        // A process that is stopped in the middle of a write keeps the database locked, its lease or not.
        const isLocked = error instanceof BusyError && error.code === 'STORE_BUSY';
        if (!isLocked || clock.monotonic() >= sinceMs + waitMs) throw error;
        journal.record(failureEntry('take the lease', error));
        await clock.sleep(WAIT_LOOK_MS, signal);
      }
    }
  }

  /** For a database that is this process's alone, such as one in memory. */
  static async forGood(ports: HoldingPorts): Promise<Tenure> {
    const holder = {holderId: 'alone', host: '', pid: 0, processStart: ''};
    const askedAtMs = ports.clock.monotonic();
    const options = {ttlMs: FOR_GOOD_MS, renewMs: FOR_GOOD_MS};
    const lease = await ports.store.acquireLease({holder, ttlMs: FOR_GOOD_MS}, ports.clock.now());
    return new Tenure(ports, options, lease, askedAtMs);
  }

  /** Whether this monitor may claim and send, as far as it can know by itself. */
  isHeld(): boolean {
    return !this.#isLost && this.#ports.clock.monotonic() < this.#heldUntilMs;
  }

  report(): TenureReport {
    const {acquiredAtMs, renewedAtMs} = this.#lease;
    const state = this.#isLost ? 'lost' : this.isHeld() ? 'held' : 'lapsed';
    return {epoch: this.epoch, state, acquiredAtMs, renewedAtMs, leastMarginMs: this.#leastMarginMs};
  }

  /**
   * Renews the lease until the signal.
   *
   * @returns `aborted`, or `lost` when another monitor has taken it.
   */
  async hold(signal: AbortSignal): Promise<'aborted' | 'lost'> {
    const {clock} = this.#ports;
    const {renewMs} = this.#options;
    for (let pauseMs = renewMs; !signal.aborted; ) {
      // Only the end of the tenure ends the sleep early.
      const isOver = await clock.sleep(pauseMs, signal).then(
        () => false,
        () => true,
      );
      if (isOver) break;
      const askedMs = clock.monotonic();
      const renewal = await this.#renew();
      if (renewal === 'lost') return 'lost';
      // The lease runs from when it was asked for: what waited for a lock has used up some of it.
      const restMs = Math.max(0, renewMs - (clock.monotonic() - askedMs));
      pauseMs = renewal === 'renewed' ? restMs : Math.min(RETRY_MS, renewMs);
    }
    return 'aborted';
  }

  /** Lets another monitor begin at once. */
  async release(): Promise<void> {
    this.#heldUntilMs = Number.NEGATIVE_INFINITY;
    await this.#ports.store.releaseLease(this.epoch, this.#ports.clock.now());
  }

  async #renew(): Promise<'renewed' | 'failed' | 'lost'> {
    const {clock, store, journal} = this.#ports;
    const wasHeld = this.isHeld();
    const askedAtMs = clock.monotonic();
    if (!wasHeld && !this.#isLapseTold) {
      this.#isLapseTold = true;
      const message = 'it was not renewed in time';
      journal.record({kind: 'lease', state: 'lapsed', epoch: this.epoch, message});
    }
    let lease: Lease | undefined;
    try {
      lease = await store.renewLease(this.epoch, this.#options.ttlMs, clock.now());
    } catch (error) {
      // The database is locked or full: nothing is claimed when the time is up, and the next turn tries again.
      this.#failures += 1;
      journal.record(failureEntry('renew the lease', error, {inARow: this.#failures}));
      return 'failed';
    }
    if (lease === undefined) {
      this.#isLost = true;
      const message = 'another monitor has taken it; this one places nothing more';
      journal.record({kind: 'lease', state: 'lost', epoch: this.epoch, message});
      return 'lost';
    }
    const marginMs = this.#heldUntilMs - clock.monotonic();
    this.#leastMarginMs = Math.min(this.#leastMarginMs ?? marginMs, marginMs);
    this.#lease = lease;
    this.#heldUntilMs = askedAtMs + this.#options.ttlMs;
    this.#isLapseTold = false;
    this.#failures = 0;
    if (!wasHeld)
      journal.record({kind: 'lease', state: 'renewed', epoch: this.epoch, message: 'nobody had taken it'});
    return 'renewed';
  }
}

function heldError({holder: {host, pid}, acquiredAtMs, expiresAtMs}: Lease): BusyError {
  const since = new Date(acquiredAtMs).toISOString();
  return new BusyError(
    'MONITOR_RUNNING',
    `Another monitor watches this database: process ${pid} on ${host}, since ${since}`,
    {
      hint: `one monitor per database; stop that one, wait with --wait 60s, or give this one another --db; if it is dead its lease ends at ${new Date(expiresAtMs).toISOString()}`,
    },
  );
}
