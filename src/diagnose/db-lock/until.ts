import type {Clock} from '../../ports/clock.ts';

const POLL_MS = 10;

export type Patience = Readonly<{clock: Clock; signal: AbortSignal; withinMs: number}>;

/** Waits until something is so; false when it was not in time. @throws The signal's reason. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  {clock, signal, withinMs}: Patience,
): Promise<boolean> {
  const endMs = clock.monotonic() + withinMs;
  // Ends by the time; each pass waits.
  for (;;) {
    signal.throwIfAborted();
    if (await isSo()) return true;
    if (clock.monotonic() >= endMs) return false;
    await clock.sleep(POLL_MS, signal);
  }
}
