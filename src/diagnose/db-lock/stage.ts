import type {Clock} from '../../ports/clock.ts';
import type {CommandRun} from './command.ts';
import type {DbLockOptions} from './db-lock-options.ts';
import type {SmallDisk} from './disk/small-disk.ts';
import type {Foreign} from './foreign/foreign.ts';
import type {PhaseName} from './phase-name.ts';
import type {StatusWatch} from './status-watch.ts';
import type {World} from './world.ts';

/** When a phase was, in epoch ms, and what was seen of it from outside. */
export type PhaseWindow = Readonly<{
  name: PhaseName;
  /** Before the lock was asked for: it begins between this and `lockedFromMs`. */
  fromMs: number;
  lockedFromMs: number;
  lockedToMs: number;
  /** Some time after the monitor has written again. */
  toMs: number;
  /** From the end of the lock to the monitor's next write; null when there was none, or none was kept from writing. */
  resumedMs: number | null;
  /** Whether the monitor could not write. */
  blocksWrites: boolean;
  status: StatusWatch | null;
  /** Whether the status must say that the database is locked. */
  saysLocked: boolean;
}>;

/** What phases leave behind for the verdict. */
export type Notes = Readonly<{
  windows: PhaseWindow[];
  commands: CommandRun[];
  /** What could not be tried on this machine, and why. */
  notTried: Map<string, string>;
  /** Size of the log when a reader had gone. */
  walAfterReaderMib: number[];
  /** What a phase is there to show and this run did not show. */
  unseen: string[];
}>;

/** Where a phase is played. */
export type Stage = Readonly<{
  world: World;
  clock: Clock;
  /** Aborts every wait. */
  signal: AbortSignal;
  options: DbLockOptions;
  /** Folder of this run alone. */
  folder: string;
  /** The file system that the database is on, if it is a small one. */
  smallDisk: SmallDisk | undefined;
  /** Another process with the database open; started when there is none. */
  foreign: () => Promise<Foreign>;
  /** Ends the process that has the database open, if there is one. */
  dismissForeign: () => Promise<void>;
  /** Whether commands are run as well. */
  runsCommands: boolean;
  notes: Notes;
  /** Some of the work is done. */
  onStep: () => void;
}>;
