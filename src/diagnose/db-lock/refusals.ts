import type {WorldResult} from './db-lock-result.ts';
import type {Refused} from './ledger.ts';
import type {PhaseName} from './phase-name.ts';
import type {PhaseWindow} from './stage.ts';

/** Why a write may have been refused, as far as it was right to refuse it. */
export type RefusalKind =
  /** Locked, and tried to the deadline. */
  | 'atDeadline'
  /** Nothing could be written, because there was no room. */
  | 'noRoom'
  /** Locked, and given up before the deadline. */
  | 'early'
  /** A settlement that was given up, because of a lock or for want of room. */
  | 'settlement'
  /** A transaction that had read an older state than the one it would have written to. */
  | 'snapshot'
  /** Anything else: nobody had made it impossible. */
  | 'unexplained';

/** Timers and clocks may differ by so much. */
const TOLERANCE_MS = 20;

/** Phases in which the database has no room to be written. */
const WITHOUT_ROOM: ReadonlySet<PhaseName> = new Set<PhaseName>(['limit', 'space']);

export function kindOfRefusal(
  refused: Refused,
  {windows, deadlineMs}: Readonly<{windows: readonly PhaseWindow[]; deadlineMs: number}>,
): RefusalKind {
  const {code, waitedMs, mayGiveUp} = refused;
  if (code.startsWith('SQLITE_BUSY_SNAPSHOT')) return 'snapshot';
  if (!mayGiveUp && (code === 'STORE_BUSY' || code === 'STORE_CANNOT_WRITE')) return 'settlement';
  if (code === 'STORE_BUSY') {
    return waitedMs < deadlineMs - TOLERANCE_MS ? 'early' : 'atDeadline';
  }
  // It may have been made while there was no room, and answered when there was again.
  const isFull = isWithoutRoom(refused.atMs, windows) || isWithoutRoom(refused.atMs - waitedMs, windows);
  return code === 'STORE_CANNOT_WRITE' && isFull ? 'noRoom' : 'unexplained';
}

export function isWithoutRoom(atMs: number, windows: readonly PhaseWindow[]): boolean {
  return windows.some(({name, fromMs, toMs}) => WITHOUT_ROOM.has(name) && atMs >= fromMs && atMs <= toMs);
}

export type SortedRefusals = Readonly<Record<RefusalKind, readonly Refused[]>>;

export function sortedRefusals(worlds: readonly WorldResult[], deadlineMs: number): SortedRefusals {
  const sorted: Record<RefusalKind, Refused[]> = {
    atDeadline: [],
    noRoom: [],
    early: [],
    settlement: [],
    snapshot: [],
    unexplained: [],
  };
  for (const {ledger, windows} of worlds) {
    for (const refused of ledger.refused) {
      sorted[kindOfRefusal(refused, {windows, deadlineMs})].push(refused);
    }
  }
  return sorted;
}
