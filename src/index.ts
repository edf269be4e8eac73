/**
 * Vigil as a library: embed a monitor in another program.
 *
 * `Monitor` takes its clock, store, broker and feed as arguments; `runMonitor` is what `vigil run`
 * does; `replay` runs plans over recorded quotes in memory.
 */
export {replay, type ReplayOptions, type ReplayReport} from './app/replay.ts';
export {runMonitor, type RunOptions, type RunReport} from './app/run.ts';
export {type Settings, settingsSchema} from './app/settings.ts';
export type {Condition} from './condition/condition-kind.ts';
export type {
  Answered,
  SourceAnswer,
  SourceFamily,
  SourceQuestion,
  Unanswered,
} from './condition/source-question.ts';
export type {Explained, VerdictState} from './condition/verdict.ts';
export {type Census, Monitor, type MonitorPorts} from './engine/monitor.ts';
export {LOOP_DEFAULTS, type LoopOptions, MonitorLoops} from './engine/monitor-loops.ts';
export {LIMITS_OFF, MONITOR_DEFAULTS, type MonitorOptions} from './engine/monitor-options.ts';
export {Tenure, TENURE_DEFAULTS, type TenureOptions} from './engine/tenure.ts';
export {
  AppError,
  BusyError,
  ConfigError,
  ConflictError,
  type ErrorCode,
  InputError,
  NotFoundError,
  type Problem,
  StorageError,
  UnavailableError,
} from './errors.ts';
export {type Instrument, InstrumentBook} from './market/instrument.ts';
export {type Resolution, SymbolResolver} from './market/symbol/symbol-resolver.ts';
export type {Quote, Side} from './market/quote.ts';
export {parsePlan} from './plan/parse.ts';
export type {Plan} from './plan/plan.ts';
export {readPlans} from './plan/plan-file.ts';
export type {PlanStatus} from './plan/status.ts';
export type * from './ports/broker.ts';
export type {Clock, Timer} from './ports/clock.ts';
export type {Feed, FeedEvent} from './ports/feed.ts';
export {type Journal, type JournalEntry, SILENT} from './ports/journal.ts';
export type {Link, LinkReport, LinkState} from './ports/link.ts';
export type {Processes} from './ports/processes.ts';
export type {Random} from './ports/random.ts';
export type * from './ports/source.ts';
export type * from './ports/store.ts';
