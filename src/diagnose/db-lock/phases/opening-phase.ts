import type {Stage} from '../stage.ts';

/** A monitor that does not come up within this has not met a lock but something else. */
const READY_WITHIN_MS = 60_000;

/**
 * The monitor is started while another process has the whole file to itself. That is possible only
 * while nobody else has it open, so the users come later.
 */
export async function openingPhase(stage: Stage): Promise<void> {
  const {world, clock, signal, options, notes} = stage;
  const foreign = await stage.foreign();
  const fromMs = clock.now();
  await foreign.run('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  const lockedFromMs = clock.now();
  world.startMonitor();
  const isRefused = await world.until(() => world.openingRefusals.length > 0, READY_WITHIN_MS);
  if (!isRefused) notes.unseen.push('the monitor was not refused when it was started on a locked file');
  await clock.sleep(Math.max(0, options.lockMs - (clock.now() - lockedFromMs)), signal);
  const lockedToMs = clock.now();
  // The next read takes the connection out of its mode.
  await foreign.run('ROLLBACK; PRAGMA locking_mode = NORMAL; SELECT count(*) FROM meta');
  await world.monitor.ready;
  const nowMs = clock.now();
  notes.windows.push({
    name: 'opening',
    fromMs,
    lockedFromMs,
    lockedToMs,
    toMs: nowMs,
    resumedMs: nowMs - lockedToMs,
    blocksWrites: true,
    status: null,
    saysLocked: false,
  });
}
