import type {Problem} from '../errors.ts';
import type {Close, Fill} from './broker.ts';
import type {LinkState} from './link.ts';
import type {SourceFamily} from '../condition/source-question.ts';
import type {ClaimRefusal} from './store.ts';

/** An entry level of a plan: the plan's id, and the level where the plan has more than one. */
type About = Readonly<{planId: string; symbol: string; level: number}>;

/** The least weight of what is logged. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/**
 * Something that happened in the monitor and that a person or a log wants to know.
 *
 * `symbol` is what the plan calls its instrument, but for an orphan's. Each entry has a machine-readable reason: its
 * `reasonCode`, or one of its other fields (see `src/cli/journal/reason-code.ts`).
 */
export type JournalEntry =
  | Readonly<{kind: 'started'; plans: number; symbols: number; feed: string; broker: string}>
  | Readonly<{kind: 'watching'; planId: string; symbol: string}>
  /** No instrument, or more than one, is what the plan's symbol means: the plan cannot fire. */
  | Readonly<{
      kind: 'notListed';
      planId: string;
      symbol: string;
      verdict: 'ambiguous' | 'unknown';
      at: 'feed' | 'broker';
      candidates: readonly string[];
    }>
  | Readonly<{kind: 'released'; planId: string; symbol: string; status: string}>
  | (Readonly<{kind: 'fired'; price: number; clientOrderId: string}> & About)
  /** The claim was refused: somebody moved the plan first, or it may not be made now. */
  | (Readonly<{kind: 'claimRefused'; code: ClaimRefusal['code']; message: string; status: string}> & About)
  /** The order was accepted and rests at the broker. */
  | (Readonly<{kind: 'working'; ticket: string; clientOrderId: string}> & About)
  | (Readonly<{kind: 'executed'; fill: Fill; clientOrderId: string}> & About)
  | (Readonly<{kind: 'rejected'; code: string; message: string; retryAtMs: number | null}> & About)
  | (Readonly<{kind: 'notSent'; reasonCode: string; reason: string}> & About)
  /** Nobody can say whether it was placed; the code tells what left that open. */
  | (Readonly<{kind: 'parked'; reasonCode: string; reason: string}> & About)
  | (Readonly<{kind: 'closed'; close: Close}> & About)
  /** A resting order has ended without filling. */
  | (Readonly<{kind: 'ended'; status: 'cancelled' | 'expired' | 'failed'; reason: string}> & About)
  /** A resting order is being withdrawn, or a position closed, and why. */
  | (Readonly<{
      kind: 'acting';
      action: 'cancel' | 'close' | 'amend';
      reasonCode: 'withdrawal' | 'halted';
      reason: string;
    }> &
      About)
  | Readonly<{kind: 'expired'; planId: string; symbol: string}>
  /** By the plan's own rule, `cancelWhen`. */
  | Readonly<{kind: 'cancelled'; planId: string; symbol: string; reason: string}>
  /** A level failed again and again; it is asked ever more rarely. */
  | (Readonly<{kind: 'quarantined'; failures: number; untilMs: number; message: string}> & About)
  | Readonly<{kind: 'brokenRow'; planId: string; problems: readonly Problem[]}>
  /** The sweep found a plan met that no event had woken. Must never happen. */
  | (Readonly<{kind: 'missedByEvents'}> & About)
  /** With a symbol where it is about the quotes of one. */
  | Readonly<{kind: 'feed'; state: 'up' | 'down' | 'ended' | 'gap'; symbol?: string; reason: string}>
  | Readonly<{
      kind: 'link';
      link: 'feed' | 'broker';
      state: LinkState;
      /** How long it was not connected before this change; null while it is. */
      downForMs: number | null;
      attempts: number;
      lastError: string | null;
      /** From this change to the next try; null where none is waited for. */
      retryInMs: number | null;
    }>
  | Readonly<{kind: 'lease'; state: 'taken' | 'lapsed' | 'renewed' | 'lost'; epoch: number; message: string}>
  | Readonly<{kind: 'halt'; state: 'halted' | 'resumed'; reason: string}>
  /** The source's clock was measured anew, jumped, or the machine's own did. */
  | Readonly<{kind: 'clock'; state: 'sure' | 'unsure'; offsetMs: number | null; message: string}>
  /**
   * A source of data has new data, keeps the old because the new is unusable, has none for that reason, or has thrown
   * when it was asked.
   */
  | Readonly<{
      kind: 'source';
      family: SourceFamily;
      state: 'read' | 'kept' | 'silent' | 'failed';
      message: string;
    }>
  /** Something at the broker carries our key, and no plan knows it. */
  | Readonly<{kind: 'orphan'; clientOrderId: string; symbol: string; ticket: string; message: string}>
  /** An open position has not the stop that its plan wants. */
  | (Readonly<{kind: 'unprotected'; repaired: boolean; message: string}> & About)
  /** A loop of the monitor ended or hung, and was started again or is waited for. */
  | Readonly<{
      kind: 'supervised';
      loop: string;
      state: 'restarted' | 'stalled' | 'recovered';
      message: string;
    }>
  /** The HTTP interface listens, or has ended. */
  | Readonly<{kind: 'http'; state: 'listening' | 'restarted'; address: string; message: string}>
  /** Somebody has asked for a change over HTTP. */
  | Readonly<{
      kind: 'served';
      method: string;
      route: string;
      planId: string | null;
      /** Name of the token. */
      caller: string;
      status: number;
      code: string | null;
      ms: number;
    }>
  /** More or less is logged from now on, because somebody asked for it. */
  | Readonly<{kind: 'logLevel'; logLevel: LogLevel}>
  /** Plans that ended long ago were moved to files. */
  | Readonly<{kind: 'archived'; plans: number; files: readonly string[]}>
  /** A piece of work failed; what it was about is retried or left as it was. */
  | Readonly<{
      kind: 'failure';
      planId: string | null;
      /** Where they are known. */
      symbol?: string;
      level?: number;
      reasonCode: string;
      doing: string;
      message: string;
      /** Of what is done again and again: how often it has failed like this in a row. */
      inARow?: number;
    }>;

/** Takes note of what happens. Must not throw and must not wait. */
export interface Journal {
  record(entry: JournalEntry): void;
}

export const SILENT: Journal = {record: () => undefined};
