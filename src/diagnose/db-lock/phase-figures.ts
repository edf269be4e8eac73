import type {WorldResult} from './db-lock-result.ts';
import type {Beats} from './heartbeat.ts';
import type {Sample} from './monitor/monitor-messages.ts';
import type {PhaseWindow} from './stage.ts';
import type {StatusWatch} from './status-watch.ts';

/** What a phase did to the monitor, in figures. */
export type PhaseFigures = Readonly<{
  window: PhaseWindow;
  lockedMs: number;
  /** The longest that the event loop stood still during the lock. */
  loopGapMs: number;
  /** The same for an idle process. */
  idleGapMs: number;
  /**
   * The longest for which the monitor itself is to blame: less the time in which its thread waited for a
   * processor without having slept, or less what the idle process missed in the same moment, whichever is more.
   */
  ownGapMs: number;
  loopP99Ms: number;
  /** The longest that it stood still afterwards, when everything that had waited was done at once. */
  gapAfterMs: number;
  quotesDue: number;
  /** Quotes that were evaluated late or not at all. */
  quotesMissed: number;
  busyRetries: number;
  /** How long the monitor found the database locked. */
  busyMs: number;
  /** Most calls that waited at one time. */
  waitingMax: number;
  /** The monitor's acknowledged writes. */
  writes: number;
}>;

/** The machine's stalls reach two processes at slightly different moments. */
const SAME_MOMENT_MS = 50;

export function phaseFigures(
  window: PhaseWindow,
  {samples, ledger}: Pick<WorldResult, 'samples' | 'ledger'>,
  idle: readonly Beats[],
): PhaseFigures {
  const {lockedFromMs, lockedToMs, toMs} = window;
  const during = samples.filter((sample) => isWithin(sample, lockedFromMs, lockedToMs));
  const gaps = during.flatMap(({gapsMs}) => gapsMs).toSorted((a, b) => a - b);
  const before = samples.findLast(({atMs}) => atMs <= lockedFromMs);
  // The one that is late because the loop stood still tells of the time in which it did.
  const after = samples.find(({atMs}) => atMs >= lockedToMs) ?? samples.at(-1);
  const last = samples.findLast(({atMs}) => atMs <= toMs) ?? after;
  const due = growth(before, after, (sample) => sample.due);
  const evaluated = growth(before, after, (sample) => sample.accepted - sample.late);
  return {
    window,
    lockedMs: lockedToMs - lockedFromMs,
    loopGapMs: gaps.at(-1) ?? 0,
    idleGapMs: worst(idle.filter((beats) => isWithin(beats, lockedFromMs, lockedToMs))),
    ownGapMs: Math.max(0, ...during.map((sample) => ownGapOf(sample, idle))),
    loopP99Ms: gaps[Math.floor((gaps.length - 1) * 0.99)] ?? 0,
    gapAfterMs: worst(
      samples.filter((sample) => isWithin(sample, lockedToMs, toMs) && !during.includes(sample)),
    ),
    quotesDue: due,
    quotesMissed: Math.max(0, due - evaluated),
    busyRetries: growth(before, last, ({store}) => store.busyRetries),
    busyMs: Math.round(growth(before, last, ({store}) => store.busyMs + store.lockedForMs)),
    waitingMax: Math.max(0, ...during.map(({store}) => store.waiting)),
    writes: ledger.done.filter(({by, atMs}) => by === 'monitor' && atMs >= lockedFromMs && atMs <= lockedToMs)
      .length,
  };
}

/** Share of the questions that had no answer, in percent. */
export function silentPercent({asked, answered}: StatusWatch): number {
  return asked === 0 ? 0 : (100 * (asked - answered)) / asked;
}

/** Whether some of what the beats are about lies in a time. */
function isWithin({atMs, spanMs}: Beats, fromMs: number, toMs: number): boolean {
  return atMs >= fromMs && atMs - spanMs <= toMs;
}

/** The worst gap of a sample, less what the machine did at the same moment, as far as either way tells. */
function ownGapOf(sample: Sample, idle: readonly Beats[]): number {
  const fromMs = sample.atMs - sample.spanMs - SAME_MOMENT_MS;
  const beside = idle.filter((beats) => isWithin(beats, fromMs, sample.atMs + SAME_MOMENT_MS));
  return Math.min(sample.ownGapMs, worst([sample]) - worst(beside));
}

function worst(beats: readonly Beats[]): number {
  return Math.max(0, ...beats.flatMap(({gapsMs}) => gapsMs));
}

/** How much a count of one process grew; one that was started again began at 0. */
function growth(
  before: Sample | undefined,
  after: Sample | undefined,
  valueOf: (sample: Sample) => number,
): number {
  const from = before === undefined ? 0 : valueOf(before);
  const to = after === undefined ? 0 : valueOf(after);
  return to >= from ? to - from : to;
}
