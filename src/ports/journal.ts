import type {Problem} from '../errors.ts';
import type {Close, Fill} from './broker.ts';

/** Something that happened in the monitor and that a person or a log wants to know. */
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
  | Readonly<{kind: 'fired'; planId: string; symbol: string; price: number; clientOrderId: string}>
  /** The claim was refused: somebody else moved the plan first. */
  | Readonly<{kind: 'claimLost'; planId: string; symbol: string; status: string}>
  | Readonly<{kind: 'executed'; planId: string; symbol: string; fill: Fill; clientOrderId: string}>
  | Readonly<{
      kind: 'rejected';
      planId: string;
      symbol: string;
      code: string;
      message: string;
      retryAtMs: number | null;
    }>
  | Readonly<{kind: 'notSent'; planId: string; symbol: string; reason: string}>
  | Readonly<{kind: 'parked'; planId: string; symbol: string; reason: string}>
  | Readonly<{kind: 'closed'; planId: string; symbol: string; close: Close}>
  | Readonly<{kind: 'expired'; planId: string; symbol: string}>
  | Readonly<{kind: 'brokenRow'; planId: string; problems: readonly Problem[]}>
  /** The sweep found a plan met that no event had woken. Must never happen. */
  | Readonly<{kind: 'missedByEvents'; planId: string; symbol: string}>
  | Readonly<{kind: 'feed'; state: 'up' | 'down' | 'ended' | 'gap'; reason: string}>
  /** A piece of work failed; what it was about is retried or left as it was. */
  | Readonly<{kind: 'failure'; planId: string | null; doing: string; message: string}>;

/** Takes note of what happens. Must not throw and must not wait. */
export interface Journal {
  record(entry: JournalEntry): void;
}

export const SILENT: Journal = {record: () => undefined};
