/** A time for an INTEGER column: a recorded stream's clock may have a fraction, which is dropped. */
export function wholeMs(timeMs: number): number {
  if (!Number.isFinite(timeMs)) throw new Error(`Invariant: a time is a finite number, not ${timeMs}`);
  return Math.floor(timeMs);
}
