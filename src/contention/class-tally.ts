import type {Clock} from '../ports/clock.ts';
import type {Holder, LockClassReport} from './contention-report.ts';
import {ConvoyWatch} from './convoy-watch.ts';
import {DurationHistogram} from './duration-histogram.ts';
import type {LockVisit} from './lock-visit.ts';
import {QueueDepth} from './queue-depth.ts';
import type {Leaving} from './standing-queue.ts';
import {TopKeys} from './top-keys.ts';

/** Keys that are counted apart; see `TopKeys` for what that does to their figures. */
const KEYS_MAX = 64;

const KEYS_SHOWN = 10;

/**
 * What is seen at all locks of a class. It holds those who wait or hold now and tables of fixed size,
 * so it does not grow with the locks, the keys or the time.
 */
export class ClassTally {
  readonly depth: QueueDepth;
  readonly convoys: ConvoyWatch;
  readonly #clock: Clock;
  readonly #startMs: number;
  /** In the order of their arrival. */
  readonly #present = new Set<LockVisit>();
  readonly #waits = new DurationHistogram();
  readonly #holds = new DurationHistogram();
  readonly #keys = new TopKeys(KEYS_MAX);
  #waitTotalMs = 0;
  #acquisitions = 0;
  #contended = 0;
  #abandoned = 0;
  #releases = 0;
  #handOvers = 0;

  constructor(clock: Clock, windowMs: number) {
    this.#clock = clock;
    this.#startMs = clock.monotonic();
    this.depth = new QueueDepth(windowMs, this.#startMs);
    this.convoys = new ConvoyWatch(windowMs);
  }

  /** The time; windows that ended by it are closed. */
  now(): number {
    const nowMs = this.#clock.monotonic();
    if (this.depth.passTo(nowMs)) this.convoys.passTo(nowMs);
    return nowMs;
  }

  arrived(visit: LockVisit): void {
    this.#present.add(visit);
  }

  left(visit: LockVisit, {key, waitMs, holdMs, isRelease, isHandOver}: Leaving): void {
    this.#present.delete(visit);
    this.#acquisitions += 1;
    if (visit.isContended) this.#contended += 1;
    if (isRelease) this.#releases += 1;
    if (isHandOver) this.#handOvers += 1;
    this.#waited(key, waitMs, true);
    this.#holds.add(holdMs);
  }

  abandoned(visit: LockVisit, waitMs: number): void {
    this.#present.delete(visit);
    this.#abandoned += 1;
    this.#waited(visit.key, waitMs, false);
  }

  #waited(key: string, waitMs: number, isAcquired: boolean): void {
    this.#waits.add(waitMs);
    this.#waitTotalMs += waitMs;
    this.#keys.waited(key, waitMs, isAcquired);
  }

  report(): LockClassReport {
    const nowMs = this.now();
    this.convoys.passTo(nowMs);
    return {
      acquisitions: this.#acquisitions,
      contended: this.#contended,
      contendedShare: share(this.#contended, this.#acquisitions),
      abandoned: this.#abandoned,
      waitMs: this.#waits.quantiles(),
      holdMs: this.#holds.quantiles(),
      waitTotalMs: this.#waitTotalMs,
      depth: this.depth.now,
      depthMax: this.depth.max,
      releases: this.#releases,
      handOverShare: share(this.#handOvers, this.#releases),
      ...this.#longest(nowMs),
      topKeys: this.#keys.top(KEYS_SHOWN),
      convoys: this.convoys.report(this.#startMs),
      isOverloaded: this.depth.isGrowing,
    };
  }

  #longest(nowMs: number): Readonly<{holder: Holder | null; longestWaiter: Holder | null}> {
    let holder: LockVisit | undefined;
    let waiter: LockVisit | undefined;
    for (const visit of this.#present) {
      if (visit.stage === 'waits') waiter ??= visit;
      else if (holder === undefined || visit.enteredMs < holder.enteredMs) holder = visit;
    }
    return {
      holder: holder === undefined ? null : shown(holder, nowMs - holder.enteredMs),
      longestWaiter: waiter === undefined ? null : shown(waiter, nowMs - waiter.arrivedMs),
    };
  }
}

function shown({key, doing}: LockVisit, forMs: number): Holder {
  return {key, doing: doing?.() ?? null, forMs};
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
