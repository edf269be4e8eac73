import {z} from 'zod';
import {FOREIGN_KINDS} from './foreign/foreign-kind.ts';
import {PHASES} from './phase-name.ts';

const count = () => z.int().positive();
const ms = () => z.number().nonnegative();
const mib = () => z.number().nonnegative();

/** What a scenario file says under `db-lock`; each key is also a flag. */
export const dbLockOptionsSchema = z.strictObject({
  /** What is done to the database, in this order. */
  phases: z.array(z.enum(PHASES)),
  /** Which program holds the locks. */
  foreign: z.enum(FOREIGN_KINDS).default('node'),
  /** How long each lock is held, a full disk lasts, and so on. */
  lockMs: count(),
  /** Ordinary traffic before the first lock, and after the last. */
  steadyMs: count(),
  quotesPerSecond: count(),
  symbols: count(),
  /** Plans that users add. */
  plansPerSecond: count(),
  /** How long claims and users wait for a lock. Shorter than a lock, so that settlements are seen to wait longer. */
  deadlineMs: count(),
  /** `--db-deadline` of the commands that are run during a lock; 0: none are run. */
  commandDeadlineMs: z.int().nonnegative(),
  /** How large the write-ahead log is made while a reader keeps it from being emptied. */
  walGrowthMib: mib(),
  /** Copies of the database in which one bit each is flipped. */
  flips: count(),
  /** Size of the file system that is filled. */
  smallDiskMib: count(),
  /** The longest that the event loop may stand still during a lock, the machine's own stalls let off. */
  loopGapMs: ms(),
  /** Later than at the deadline, a claim or a user may be refused. */
  overrunMs: ms(),
  /** Within this the monitor has to answer for its status. */
  statusMs: ms(),
  /** Share of the questions for the status, in percent, that may have no answer. */
  statusSilentPercent: z.number().nonnegative(),
  /** Share of the quotes, in percent, that may be evaluated late or not at all during a lock. */
  quotesMissedPercent: z.number().nonnegative(),
  /** Within this of the end of a lock, or of a full disk, the monitor must have written again. */
  resumeMs: ms(),
  /** The largest that the write-ahead log may become. */
  walMib: mib(),
  /** The largest that it may be when the reader has gone. */
  walAfterMib: mib(),
});

export type DbLockOptions = z.output<typeof dbLockOptionsSchema>;
