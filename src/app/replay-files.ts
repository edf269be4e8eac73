import {IDEAL_RULES} from '../broker/matching/matching-rules.ts';
import type {Explained} from '../condition/verdict.ts';
import {InputError, inputErrorOf} from '../errors.ts';
import type {BadLine, BadLines} from '../feed/replay/bad-lines.ts';
import {type ClockReport, describeClock} from '../feed/replay/clock-measuring.ts';
import {ZONE_HINT, zoneChoice} from '../feed/replay/local-clock.ts';
import {type RecordingFormat, RECORDING_FORMATS} from '../feed/replay/recording-options.ts';
import {InstrumentBook} from '../market/instrument.ts';
import type {RefusalCounts} from '../market/quote-filter.ts';
import {readPlans} from '../plan/plan-file.ts';
import type {PlanStatus} from '../plan/status.ts';
import {SILENT} from '../ports/journal.ts';
import {SystemClock} from '../system/system-clock.ts';
import {matchingRulesOf, monitorOptionsOf} from './options.ts';
import {type ExecutionView, executionView, isoTime} from './plan-view.ts';
import type {PlanText} from './new-plans.ts';
import {replay, type ReplayReport} from './replay.ts';
import type {Settings} from './settings.ts';
import {openSources} from './sources.ts';

export {describeClock, RECORDING_FORMATS};

/** The answer of `vigil replay --json`. Field names are stable. */
export type ReplayView = Readonly<{
  quotes: number;
  refused: RefusalCounts;
  from: string | null;
  to: string | null;
  plans: readonly ReplayedPlan[];
  elapsedMs: number;
  /** Lines of the files that could not be read; only there when there are any. */
  badLines?: Readonly<{count: number; first: readonly BadLine[]}>;
  /** How the clocks of files were measured; only there with `--zone auto`. */
  clocks?: readonly ClockReport[];
}>;

/** A plan at the end of a recording. */
export type ReplayedPlan = Readonly<{
  id: string;
  symbol: string;
  status: PlanStatus;
  /** When it came nearest, of a plan that did not fire; null: no quote came while it was waiting. With `--why`. */
  nearestMiss?: Readonly<{at: string; missing: readonly Explained[]}> | null;
}> &
  ExecutionView;

export type ReplayRequest = Readonly<{
  settings: Settings;
  files: readonly string[];
  plans: PlanText;
  fill: 'ideal' | 'paper';
  recording: Readonly<{
    format?: RecordingFormat | undefined;
    symbol?: string | undefined;
    date?: string | undefined;
    zone?: string | undefined;
    timeframe?: string | undefined;
    spread?: number | undefined;
    point?: number | undefined;
  }>;
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}>;

type ReplayedFiles = Readonly<{
  view: ReplayView;
  badLines: BadLines;
  /** Why sources of data beside the market said nothing. */
  silences: readonly string[];
}>;

/**
 * Replays files for a person or a tool.
 *
 * @throws {InputError} PLAN_INVALID with every problem of every plan, before any quote is read;
 * FILE_NOT_READABLE, FILE_FORMAT_UNKNOWN, USAGE_INVALID.
 */
export async function replayFiles(request: ReplayRequest): Promise<ReplayedFiles> {
  const {settings, files, plans, fill, recording} = request;
  const clock = new SystemClock();
  const startedMs = clock.monotonic();
  const plansCreatedAt = (createdAtMs: number) => {
    let count = 0;
    const newId = () => `plan-${String((count += 1)).padStart(4, '0')}`;
    const read = readPlans(plans.text, {name: plans.name, defaults: {newId, createdAtMs}});
    if (!read.ok) throw inputErrorOf('PLAN_INVALID', read.problems);
    return read.plans;
  };
  // What is wrong with the plans is said before a long file is read.
  plansCreatedAt(0);
  const instruments = new InstrumentBook(settings.instruments);
  const sources = await openSources(settings, {clock, journal: SILENT, instruments});
  const report = await replay({
    files,
    recording: {...recordingOptionsOf(recording), instruments},
    plansCreatedAt,
    instruments,
    sources,
    rules: fill === 'ideal' ? IDEAL_RULES : matchingRulesOf(settings),
    seed: settings.broker.seed,
    monitor: monitorOptionsOf(settings),
    ...(request.onProgress === undefined ? {} : {onProgress: request.onProgress}),
    ...(request.signal === undefined ? {} : {signal: request.signal}),
  });
  const {accepted, nonPositive, crossed, outOfOrder, jump} = report.counts;
  const view: ReplayView = {
    quotes: accepted,
    refused: {nonPositive, crossed, outOfOrder, jump},
    from: isoTime(report.first?.timeMs ?? null),
    to: isoTime(report.last?.timeMs ?? null),
    plans: report.rows.map((row) => ({
      id: row.plan.id,
      symbol: row.plan.symbol,
      status: row.status,
      ...executionView(row),
      ...nearestMiss(report.misses, row.plan.id),
    })),
    elapsedMs: Math.round(clock.monotonic() - startedMs),
    ...(report.clocks.length === 0 ? {} : {clocks: report.clocks}),
  };
  const silences = sources.flatMap(({family, lastError}) =>
    lastError === null ? [] : `${family}: ${lastError}`,
  );
  return {view, badLines: report.badLines, silences};
}

function nearestMiss(misses: ReplayReport['misses'], planId: string): Pick<ReplayedPlan, 'nearestMiss'> {
  if (!misses.has(planId)) return {};
  const miss = misses.get(planId);
  return {nearestMiss: miss === undefined ? null : {at: isoTime(miss.atMs), missing: miss.missing}};
}

function recordingOptionsOf({zone, ...options}: ReplayRequest['recording']) {
  const choice = zone === undefined ? undefined : zoneChoice(zone);
  if (zone !== undefined && choice === undefined) {
    throw new InputError('USAGE_INVALID', `--zone is "${zone}", not an IANA time zone, offset or auto`, {
      field: 'zone',
      hint: ZONE_HINT,
    });
  }
  const {format, symbol, date, timeframe, spread, point} = options;
  return {format, symbol, date, timeframe, spread, point, zone: choice};
}
