import {createHash} from 'node:crypto';

/** One thing that happened in a run. */
export type TraceLine = Readonly<{
  /** Of the run's beginning. */
  atMs: number;
  /** Who: a process, the venue, the disk… */
  who: string;
  what: string;
}>;

/** Everything that happened, as a hash; and line by line where somebody wants to read it. */
export class Trace {
  readonly #hash = createHash('sha256');
  readonly #lines: TraceLine[] | undefined;
  readonly #startMs: number;

  /** @param keepsLines A run of minutes has tens of thousands of lines. */
  constructor(startMs: number, keepsLines: boolean) {
    this.#startMs = startMs;
    this.#lines = keepsLines ? [] : undefined;
  }

  note(timeMs: number, who: string, what: string): void {
    const atMs = timeMs - this.#startMs;
    this.#hash.update(`${atMs} ${who} ${what}\n`);
    this.#lines?.push({atMs, who, what});
  }

  get lines(): readonly TraceLine[] {
    return this.#lines ?? [];
  }

  /** Of all lines so far. */
  digest(): string {
    return this.#hash.copy().digest('hex');
  }
}
