import type {DbLockOptions} from './db-lock-options.ts';
import type {DbLockResult} from './db-lock-result.ts';
import type {PhaseFigures} from './phase-figures.ts';

/** What a run must have shown for its silence to mean something, and did not show. */
export function unseenOf(
  {worlds}: DbLockResult,
  {deadlineMs}: DbLockOptions,
  phases: readonly PhaseFigures[],
): readonly string[] {
  const unseen: string[] = [];
  for (const {window, busyRetries, writes} of phases) {
    const {name, blocksWrites, status} = window;
    const isLock = name === 'write' || name === 'exclusive' || name === 'killed';
    if (isLock && busyRetries === 0) unseen.push(`in phase "${name}" the monitor met no lock`);
    if (!blocksWrites && writes === 0) unseen.push(`in phase "${name}" the monitor wrote nothing`);
    if ((name === 'write' || name === 'exclusive') && status !== null && status.asked === 0) {
      unseen.push(`in phase "${name}" nobody asked for the status`);
    }
  }
  const longest = Math.max(
    0,
    ...phases.filter(({window}) => isHeld(window.name)).map(({lockedMs}) => lockedMs),
  );
  const waits = worlds.some(({ledger}) =>
    ledger.done.some(({settlement, waitedMs}) => settlement !== null && waitedMs > deadlineMs),
  );
  if (longest > deadlineMs + LEAD_MS && !waits) unseen.push('no settlement waited longer than the deadline');
  return unseen;
}

/** From the beginning of a lock to the first settlement that meets it, at most. */
const LEAD_MS = 300;

function isHeld(name: string): boolean {
  return name === 'write' || name === 'exclusive';
}
