import type {CheckFinding} from '../../ports/store.ts';
import type {HandResult} from './hand-session.ts';
import type {LedgerLine} from './ledger-line.ts';
import type {PlanEnd} from './ledger-judge.ts';
import type {MonitorResult} from './monitor-session.ts';

/** Everything that a run has seen; judged elsewhere. */
export type RunResult = Readonly<{
  monitors: readonly MonitorResult[];
  hands: readonly HandResult[];
  ledger: readonly LedgerLine[];
  /** What the database says when everybody has gone. */
  ends: readonly PlanEnd[];
  /** What is wrong with the database itself, rows that cannot be read included. */
  unsound: readonly CheckFinding[];
}>;
