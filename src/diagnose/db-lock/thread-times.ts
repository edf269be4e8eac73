import {openSync, readSync} from 'node:fs';

/** Of the thread that reads it: ns on a processor, ns that it could have run and had to wait for one, turns. */
const SCHEDULER = '/proc/thread-self/schedstat';
const NS_PER_MS = 1e6;
const TEXT_BYTES = 128;

/** What a thread did with its time, ms since it began; it slept in what is left. */
export type ThreadTimes = Readonly<{
  /** On a processor. */
  ranMs: number;
  /** Waiting for a processor that others had. */
  waitedMs: number;
}>;

/** Says what this thread did with its time. */
export class ThreadTimesReader {
  readonly #file: number | undefined;
  readonly #text = Buffer.alloc(TEXT_BYTES);

  constructor() {
    try {
      this.#file = openSync(SCHEDULER, 'r');
    } catch {
      // Only Linux tells.
    }
  }

  /** Undefined where the system does not tell. */
  read(): ThreadTimes | undefined {
    if (this.#file === undefined) return undefined;
    const bytes = readSync(this.#file, this.#text, 0, TEXT_BYTES, 0);
    const [ranNs = Number.NaN, waitedNs = Number.NaN] = this.#text
      .toString('latin1', 0, bytes)
      .split(' ')
      .map(Number);
    if (!Number.isFinite(ranNs) || !Number.isFinite(waitedNs)) return undefined;
    return {ranMs: ranNs / NS_PER_MS, waitedMs: waitedNs / NS_PER_MS};
  }
}
