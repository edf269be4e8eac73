import type {Clock} from '../../ports/clock.ts';
import {LedgerReader} from './ledger.ts';
import type {LedgerLine} from './ledger-line.ts';

/** Pause between looks at the file. */
const LOOK_MS = 4;

/** Tells of every line of a ledger soon after it was written, by whichever process. */
export class LedgerFollower {
  readonly #reader: LedgerReader;
  readonly #clock: Clock;
  readonly #onLine: (line: LedgerLine) => void;
  readonly #stop = new AbortController();
  readonly #following: Promise<void>;

  /** @param path Of a file that exists. */
  constructor(path: string, clock: Clock, onLine: (line: LedgerLine) => void) {
    this.#reader = new LedgerReader(path);
    this.#clock = clock;
    this.#onLine = onLine;
    this.#following = this.#follow();
  }

  /** Tells of what is there by now, and ends. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('the ledger is not followed any more'));
    await this.#following;
    this.#look();
    this.#reader.close();
  }

  async #follow(): Promise<void> {
    const {signal} = this.#stop;
    while (!signal.aborted) {
      this.#look();
      // The one way in which a sleep fails is the end.
      await this.#clock.sleep(LOOK_MS, signal).catch(() => undefined);
    }
  }

  #look(): void {
    for (const line of this.#reader.read()) this.#onLine(line);
  }
}
