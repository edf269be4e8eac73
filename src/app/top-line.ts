import type {Monitor} from '../engine/monitor.ts';
import type {NearestPlans} from '../engine/nearest-plans.ts';
import type {Tenure} from '../engine/tenure.ts';
import type {Clock} from '../ports/clock.ts';
import {isoTime} from './plan-view.ts';
import type {Pulse} from './pulse.ts';
import type {RecentEntries} from './recent-entries.ts';
import type {Settings} from './settings.ts';
import {headOf} from './status.ts';

/** Whoever asks within this time is told the same. */
const KEPT_MS = 1000;

type Parts = Readonly<{
  settings: Settings;
  clock: Clock;
  startedAtMs: number;
  /** Undefined while the monitor is still starting. */
  monitor: () => Monitor | undefined;
  tenure: () => Tenure | undefined;
  pulse: Pulse;
  recent: RecentEntries;
}>;

/**
 * What the running monitor says of the plans that are nearest to firing, and of what happened of late. However
 * many ask, it is worked out once a second at most; times are ISO-8601 UTC.
 */
export class TopLine {
  readonly #parts: Parts;
  #kept: Readonly<{limit: number; atMs: number; answer: Promise<TopAnswer>}> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @param limit Plans at most. */
  answer(limit: number): Promise<TopAnswer> {
    const atMs = this.#parts.clock.monotonic();
    if (this.#kept?.limit === limit && atMs - this.#kept.atMs < KEPT_MS) return this.#kept.answer;
    const answer = topOf(this.#parts, limit);
    this.#kept = {limit, atMs, answer};
    return answer;
  }
}

async function topOf({settings, clock, startedAtMs, pulse, recent, ...parts}: Parts, limit: number) {
  const monitor = parts.monitor();
  const found: NearestPlans =
    monitor === undefined ? {nearest: [], waiting: 0} : await monitor.nearest(limit);
  const sweep = monitor?.lastSweep;
  return {
    ...headOf({settings, startedAtMs, monitor, tenure: parts.tenure()}),
    asOf: isoTime(clock.now()),
    sweep: sweep === undefined ? null : {...sweep, at: isoTime(sweep.atMs)},
    missedByEvents: monitor?.missedByEvents ?? 0,
    /** The worst of the last ten seconds. */
    loopDelayMs: pulse.loopDelayMs,
    quotesPerSecond: pulse.quotesPerSecond,
    desks: desksOf(monitor),
    /** Plans without an instrument, and levels that fail again and again. */
    notListed: monitor === undefined ? 0 : count(monitor.notListed()),
    quarantined: monitor === undefined ? 0 : count(monitor.quarantined()),
    /** Levels that wait to fire, and those of them that are nearest to it. */
    waiting: found.waiting,
    nearest: found.nearest,
    /** The newest last. */
    events: recent.entries.map(({atMs, entry}) => ({at: isoTime(atMs), ...entry})),
  };
}

/** The answer to `/v1/top`. */
export type TopAnswer = Awaited<ReturnType<typeof topOf>>;

function desksOf(monitor: Monitor | undefined) {
  const states: Record<string, number> = {};
  let desks = 0;
  for (const {quoteState} of monitor?.desks() ?? []) {
    desks += 1;
    const state = quoteState ?? 'noQuote';
    states[state] = (states[state] ?? 0) + 1;
  }
  return {count: desks, states};
}

function count(items: Iterable<unknown>): number {
  let found = 0;
  for (const _item of items) found += 1;
  return found;
}
