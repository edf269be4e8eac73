import type {Problem} from '../../errors.ts';
import type {Processes} from '../../ports/processes.ts';
import type {Inspection} from '../../store/sqlite/inspect-database.ts';
import type {LockHolder} from '../../store/sqlite/lock-holders.ts';
import type {Settings} from '../settings.ts';
import type {MonitorStatus} from '../status.ts';

/** What the settings were read from. */
export type ConfigurationFacts = Readonly<{
  /** Null where there is none. */
  file: string | null;
  /** Why it cannot be used; the settings are then the defaults, for the file named by `db`. */
  problems: readonly Problem[];
  /** Keys of the file whose values are secrets. */
  secrets: readonly string[];
}>;

export type DatabaseFacts =
  | Readonly<{state: 'missing'}>
  | Readonly<{state: 'locked'; message: string}>
  | Readonly<{state: 'unreadable'; code: string; message: string; hint: string}>
  | Readonly<{state: 'read'; inspection: Inspection}>;

/** Who held the writer's lock at every look of a while; empty where the system does not tell. */
export type LockFacts = Readonly<{holders: readonly LockHolder[]; watchedMs: number}>;

export type MonitorFacts =
  | Readonly<{state: 'none'}>
  /** Somebody listens, and does not answer. */
  | Readonly<{state: 'silent'; message: string}>
  | Readonly<{state: 'answers'; status: MonitorStatus}>;

/** A file that only its owner may read. */
export type FileFacts = Readonly<{
  path: string;
  what: 'database' | 'book' | 'halt file' | 'socket' | 'secret' | 'configuration';
  /** Permission bits of owner, group and others, such as 0o600. */
  mode: number;
}>;

export type DiskFacts = Readonly<{freeBytes: number; databaseBytes: number}>;

/** All that the checks look at; gathered once, without changing anything. */
export type Facts = Readonly<{
  nowMs: number;
  nodeVersion: string;
  /** The oldest Node that will do, such as `>=22.13`. */
  nodeRange: string;
  /** Hour of the day in New York when it is noon in UTC in July: 8, where zones are known. */
  summerHourInNewYork: number | null;
  settings: Settings;
  configuration: ConfigurationFacts;
  database: DatabaseFacts;
  lock: LockFacts;
  monitor: MonitorFacts;
  files: readonly FileFacts[];
  /** Undefined where the system does not tell. */
  disk: DiskFacts | undefined;
  processes: Pick<Processes, 'host' | 'isGone'>;
}>;
