import type {Clock} from '../../ports/clock.ts';
import {ask, askText, socketPathOf} from '../monitor-socket.ts';

/** Plans that are explained at once; what the monitor thinks of more is read from the database. */
const EXPLAINING_MAX = 2;

type Kept = Readonly<{atMs: number; answer: Promise<string | undefined>}>;

/**
 * Asks the running monitor on behalf of many callers, so that however many there are it is asked seldom: an
 * answer serves all who ask within its time, and only some questions are under way at once.
 */
export class MonitorLine {
  readonly #socketPath: string;
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();
  #explaining = 0;

  constructor(databasePath: string, clock: Clock) {
    this.#socketPath = socketPathOf(databasePath);
    this.#clock = clock;
  }

  /**
   * The text of an answer that is at most so old. Undefined: no monitor listens.
   *
   * @param path One of a few; each is kept.
   * @throws {UnavailableError} MONITOR_UNREACHABLE
   */
  text(path: string, ageMaxMs: number): Promise<string | undefined> {
    const nowMs = this.#clock.monotonic();
    const kept = this.#kept.get(path);
    if (kept !== undefined && nowMs - kept.atMs < ageMaxMs) return kept.answer;
    const answer = askText(this.#socketPath, path);
    this.#kept.set(path, {atMs: nowMs, answer});
    return answer;
  }

  /** Undefined: no monitor answers, or it is being asked enough. */
  async explain(path: string): Promise<unknown> {
    if (this.#explaining >= EXPLAINING_MAX) return undefined;
    this.#explaining += 1;
    try {
      return await ask(this.#socketPath, path);
    } catch {
      // What it stored last is an answer, too, and says how old it is.
      return undefined;
    } finally {
      this.#explaining -= 1;
    }
  }
}
