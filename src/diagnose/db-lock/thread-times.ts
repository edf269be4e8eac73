import {openSync, readSync} from 'node:fs';

/** Of the thread that reads it: ns on a processor, ns that it could have run and had to wait for one, turns. */
const SCHEDULER = '/proc/thread-self/schedstat';
const NS_PER_MS = 1e6;
const TEXT_BYTES = 128;

/** How long this thread has waited for a processor that others had. */
export class RunDelay {
  readonly #file: number | undefined;
  readonly #text = Buffer.alloc(TEXT_BYTES);

  constructor() {
    try {
      this.#file = openSync(SCHEDULER, 'r');
    } catch {
      // Only Linux tells.
    }
  }

  /** Ms since the thread began; 0 at all times where the system does not tell. */
  read(): number {
    if (this.#file === undefined) return 0;
    const bytes = readSync(this.#file, this.#text, 0, TEXT_BYTES, 0);
    const waitedNs = Number(this.#text.toString('latin1', 0, bytes).split(' ')[1]);
    return Number.isFinite(waitedNs) ? waitedNs / NS_PER_MS : 0;
  }
}
