import {Worker} from 'node:worker_threads';
import {messageOf} from '../errors.ts';
import type {Clock} from '../ports/clock.ts';

export type ThreadTerms<Message> = Readonly<{
  entry: URL;
  /** What the next thread is started with. */
  data: () => unknown;
  /** Memory that runs out, or leaks, must cost the thread and not the monitor. */
  heapMbMax: number;
  /** Before one that ended by itself is replaced; doubled each time that the next one ends soon again. */
  pauseFirstMs: number;
  pauseMaxMs: number;
  hears: (message: Message) => void;
  /** It has ended without being asked to, and another takes its place. */
  replaces: (why: string) => void;
}>;

/** A thread for as long as somebody wants one: one that ends by itself is replaced, after pauses that grow. */
export class LastingThread<Message> {
  readonly #clock: Clock;
  readonly #terms: ThreadTerms<Message>;
  readonly #stopping = new AbortController();
  readonly #kept: Promise<void>;
  #worker: Worker | undefined;

  constructor(clock: Clock, terms: ThreadTerms<Message>) {
    this.#clock = clock;
    this.#terms = terms;
    this.#kept = this.#keep();
  }

  /** Tells the thread `farewell`, which ends it, and ends it by force after that time. No other takes its place. */
  async stop(farewell: unknown, graceMs: number): Promise<void> {
    this.#stopping.abort();
    const worker = this.#worker;
    worker?.postMessage(farewell);
    const waited = new AbortController();
    const late = this.#clock.sleep(graceMs, waited.signal).catch(() => undefined);
    await Promise.race([this.#kept, late]);
    waited.abort();
    await worker?.terminate();
    await this.#kept;
  }

  async #keep(): Promise<void> {
    const {pauseFirstMs, pauseMaxMs, replaces} = this.#terms;
    const {signal} = this.#stopping;
    let pauseMs = pauseFirstMs;
    for (;;) {
      const beganMs = this.#clock.monotonic();
      const why = await this.#live().catch(messageOf);
      if (signal.aborted) return;
      replaces(why);
      if (this.#clock.monotonic() - beganMs > pauseMaxMs) pauseMs = pauseFirstMs;
      try {
        await this.#clock.sleep(pauseMs, signal);
      } catch {
        return;
      }
      pauseMs = Math.min(2 * pauseMs, pauseMaxMs);
    }
  }

  /** One thread, from its start to its end, and why it ended. */
  #live(): Promise<string> {
    const {entry, data, heapMbMax, hears} = this.#terms;
    return new Promise((resolve) => {
      const worker = new Worker(entry, {
        workerData: data(),
        resourceLimits: {maxOldGenerationSizeMb: heapMbMax},
      });
      this.#worker = worker;
      let why: string | undefined;
      worker.on('message', hears);
      worker.on('error', (error: unknown) => (why = messageOf(error)));
      worker.on('exit', (code) => resolve(why ?? `it ended by itself, with code ${code}`));
    });
  }
}
