/** Failures in a row from which something counts as quarantined. */
export const QUARANTINE_FAILURES = 5;
const QUARANTINE_PAUSE_MS = 60_000;
const QUARANTINE_PAUSE_MAX_MS = 3_600_000;
/** The longest pause before that. */
const PAUSE_MAX_MS = 60_000;

/** Failures in a row of one thing, and how long it has to pause after each. */
export class FailureCount {
  #count = 0;
  #lastError: string | null = null;

  get count(): number {
    return this.#count;
  }

  get lastError(): string | null {
    return this.#lastError;
  }

  get isQuarantine(): boolean {
    return this.#count >= QUARANTINE_FAILURES;
  }

  /**
   * Counts one more.
   *
   * @param basePauseMs After the first; each further one doubles it.
   * @returns The pause: at least a minute in quarantine, and never more than an hour.
   */
  fail(basePauseMs: number, message: string): number {
    this.#count += 1;
    this.#lastError = message;
    const beyond = this.#count - QUARANTINE_FAILURES;
    return beyond < 0
      ? Math.min(basePauseMs * 2 ** (this.#count - 1), PAUSE_MAX_MS)
      : Math.min(QUARANTINE_PAUSE_MS * 2 ** beyond, QUARANTINE_PAUSE_MAX_MS);
  }

  recover(): void {
    this.#count = 0;
    this.#lastError = null;
  }
}
