/** What the process of the monitor is told at its start. */
export type MonitorOrder = Readonly<{db: string; quoteMs: number; firing: number}>;

/** What it is asked: to begin a phase anew, to say how the last one was, or to end. */
export type MonitorQuestion = 'begin' | 'report' | 'end';

/** What it says: where it serves, and how a phase was. */
export type MonitorAnswer =
  | Readonly<{type: 'listening'; address: string}>
  | Readonly<{type: 'phase'; phase: Phase}>;

export type Phase = Readonly<{
  /** From the receipt of the quote that fires a plan until its claim is on disk. */
  claims: number;
  claimP50Ms: number;
  claimP99Ms: number;
  claimMaxMs: number;
  /** Of the whole process, after a collection in the monitor's own thread. */
  rssMb: number;
  heapMb: number;
  /** What the other threads use of their heaps and what these take, collected or not: of the store and of HTTP. */
  threads: readonly Readonly<{usedMb: number; takenMb: number}>[];
  /** Quotes that fired nothing although they should have. */
  unfired: number;
}>;

/** The symbol whose plans fire, one with each quote. */
export const FIRING_SYMBOL = 'EURUSD';
export const FIRING_FROM = 1000;

export function firingPrice(index: number): number {
  return FIRING_FROM + index;
}
