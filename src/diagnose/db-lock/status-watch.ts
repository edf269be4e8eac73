import {ask, socketPathOf} from '../../app/monitor-socket.ts';
import type {Clock} from '../../ports/clock.ts';

const PAUSE_MS = 100;

/** What a monitor said of itself when it was asked again and again. */
export type StatusWatch = Readonly<{
  asked: number;
  answered: number;
  /** Answers that said for how long the database has been locked. */
  saidLocked: number;
  slowestMs: number;
}>;

/** Asks as `vigil status` asks, until the signal aborts. */
export async function watchStatus(
  databasePath: string,
  {clock, signal}: Readonly<{clock: Clock; signal: AbortSignal}>,
): Promise<StatusWatch> {
  const watch = {asked: 0, answered: 0, saidLocked: 0, slowestMs: 0};
  while (!signal.aborted) {
    const fromMs = clock.monotonic();
    watch.asked += 1;
    try {
      const answer = await ask(socketPathOf(databasePath), '/v1/status');
      if (answer !== undefined) watch.answered += 1;
      if (lockedForMsIn(answer) > 0) watch.saidLocked += 1;
    } catch {
      // MONITOR_UNREACHABLE: no answer in time, which is what is counted.
    }
    watch.slowestMs = Math.max(watch.slowestMs, Math.round(clock.monotonic() - fromMs));
    // The one way in which a sleep fails is the end.
    await clock.sleep(PAUSE_MS, signal).catch(() => undefined);
  }
  return watch;
}

function lockedForMsIn(answer: unknown): number {
  if (typeof answer !== 'object' || answer === null || !('store' in answer)) return 0;
  const {store} = answer;
  if (typeof store !== 'object' || store === null || !('lockedForMs' in store)) return 0;
  return typeof store.lockedForMs === 'number' ? store.lockedForMs : 0;
}
