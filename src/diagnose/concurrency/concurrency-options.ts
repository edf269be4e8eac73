import {z} from 'zod';

const count = () => z.int().positive();

/** What a scenario file says under `concurrency`; each key is also a flag. */
export const concurrencyOptionsSchema = z.strictObject({
  /** Engines on the one database, each in a process of its own. */
  monitors: count(),
  /** Processes that add, cancel and edit plans. */
  hands: count(),
  /** Instruments that the plans are spread over. */
  symbols: count(),
  /** How often many plans fire at the same moment. */
  waves: count(),
  /** Time from one wave to the next, in ms. */
  waveMs: z.int().min(100),
  /** Plans that fire in one wave. */
  plansInWave: count(),
  /** Plans that every hand edits all the time, and that never fire. */
  counters: count(),
  /** Edits of these that each hand tries in a second. */
  editsPerSecond: count(),
  /**
   * The longest that the broker takes to answer, in ms, and from saying that a position is gone to the answer
   * that it was taken. A close that is not held back must have reached the database meanwhile to be lost.
   */
  brokerMs: count(),
  /** Pause between the monitors' looks for what other processes wrote, in ms. */
  syncMs: count(),
  /** When the last wave is over everything must come to rest within this, in ms. */
  settleMs: count(),
  /** What the delays of the event loop may be: 99 of 100 of them, and the worst, in ms. */
  loopDelayP99Ms: count(),
  loopDelayMaxMs: count(),
  /** The longest that a call may wait for the database, in ms; then an order that fired comes too late. */
  storeWaitMs: count(),
});

export type ConcurrencyOptions = z.output<typeof concurrencyOptionsSchema>;
