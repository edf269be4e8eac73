import {IDEAL_RULES} from '../broker/matching/matching-rules.ts';
import {InputError, inputErrorOf} from '../errors.ts';
import type {BadLine, BadLines} from '../feed/replay/bad-lines.ts';
import {type ClockReport, describeClock} from '../feed/replay/clock-measuring.ts';
import {ZONE_HINT, zoneChoice} from '../feed/replay/local-clock.ts';
import {type RecordingFormat, RECORDING_FORMATS} from '../feed/replay/recording-options.ts';
import {InstrumentBook} from '../market/instrument.ts';
import type {RefusalCounts} from '../market/quote-filter.ts';
import {readPlans} from '../plan/plan-file.ts';
import type {PlanStatus} from '../plan/status.ts';
import {SystemClock} from '../system/system-clock.ts';
import {matchingRulesOf, monitorOptionsOf} from './options.ts';
import {type ExecutionView, executionView, isoTime} from './plan-view.ts';
import type {PlanText} from './new-plans.ts';
import {replay} from './replay.ts';
import type {Settings} from './settings.ts';

export {describeClock, RECORDING_FORMATS};

/** The answer of `vigil replay --json`. Field names are stable. */
export type ReplayView = Readonly<{
  quotes: number;
  refused: RefusalCounts;
  from: string | null;
  to: string | null;
  plans: readonly (Readonly<{id: string; symbol: string; status: PlanStatus}> & ExecutionView)[];
  elapsedMs: number;
  /** Lines of the files that could not be read; only there when there are any. */
  badLines?: Readonly<{count: number; first: readonly BadLine[]}>;
  /** How the clocks of files were measured; only there with `--zone auto`. */
  clocks?: readonly ClockReport[];
}>;

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

/**
 * Replays files for a person or a tool.
 *
 * @throws {InputError} PLAN_INVALID with every problem of every plan, before any quote is read;
 * FILE_NOT_READABLE, FILE_FORMAT_UNKNOWN, USAGE_INVALID.
 */
export async function replayFiles(
  request: ReplayRequest,
): Promise<Readonly<{view: ReplayView; badLines: BadLines; misses: ReadonlyMap<string, string>}>> {
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
  const report = await replay({
    files,
    recording: {...recordingOptionsOf(recording), instruments},
    plansCreatedAt,
    instruments,
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
    })),
    elapsedMs: Math.round(clock.monotonic() - startedMs),
    ...(report.clocks.length === 0 ? {} : {clocks: report.clocks}),
  };
  return {view, badLines: report.badLines, misses: report.misses};
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
