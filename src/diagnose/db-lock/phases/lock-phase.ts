import type {PhaseName} from '../phase-name.ts';
import type {Stage} from '../stage.ts';
import {watchStatus} from '../status-watch.ts';

/** A lock begins when an order is on its way, so that its settlement meets it; so long is waited for one. */
const ORDER_WITHIN_MS = 2000;
/** So long after the monitor has written again its event loop is still looked at. */
const AFTERMATH_MS = 150;

export type Lock = Readonly<{
  name: PhaseName;
  begin: () => Promise<unknown>;
  end: () => Promise<unknown>;
  /** Whether the monitor cannot write meanwhile. */
  blocksWrites: boolean;
  /** Whether it is by a lock, so that the status must say so. */
  saysLocked?: boolean;
  /** Share of the set time that it lasts; default all of it. */
  share?: number;
  /** Goes on during the lock, which lasts at least as long. */
  meanwhile?: () => Promise<unknown>;
}>;

/** Does something to the database for the set time while everything goes on, and waits for the monitor to write again. */
export async function lockPhase(stage: Stage, lock: Lock): Promise<void> {
  const {world, clock, signal, options, notes} = stage;
  const {ledger} = world;
  const submits = ledger.submits;
  if (lock.blocksWrites) await world.until(() => ledger.submits > submits, ORDER_WITHIN_MS);

  const fromMs = clock.now();
  await lock.begin();
  const lockedFromMs = clock.now();
  const watching = new AbortController();
  const watched = watchStatus(world.path, {clock, signal: AbortSignal.any([watching.signal, signal])});
  try {
    await Promise.all([clock.sleep((lock.share ?? 1) * options.lockMs, signal), lock.meanwhile?.()]);
  } finally {
    watching.abort(new Error('the lock is over'));
  }
  const lockedToMs = clock.now();
  await lock.end();
  const status = await watched;

  if (lock.blocksWrites) {
    await world.until(() => ledger.monitorWroteAfter(lockedToMs) !== undefined, 2 * options.resumeMs);
  }
  const wroteAtMs = ledger.monitorWroteAfter(lockedToMs);
  await clock.sleep(AFTERMATH_MS, signal);
  notes.windows.push({
    name: lock.name,
    fromMs,
    lockedFromMs,
    lockedToMs,
    toMs: clock.now(),
    resumedMs: lock.blocksWrites && wroteAtMs !== undefined ? wroteAtMs - lockedToMs : null,
    blocksWrites: lock.blocksWrites,
    status,
    saysLocked: lock.saysLocked ?? false,
  });
}
