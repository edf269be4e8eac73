/**
 * Where a link to the outside stands.
 *
 * | state      | means                                              |
 * | ---------- | -------------------------------------------------- |
 * | connecting | being made, for the first time or again            |
 * | up         | works                                              |
 * | degraded   | the line stands, what is behind it does not work   |
 * | down       | broken; the next try comes at `nextRetryAtMs`      |
 */
export type LinkState = 'connecting' | 'up' | 'degraded' | 'down';

export type LinkReport = Readonly<{
  state: LinkState;
  /** When it came up, became degraded, or lost its connection; tries in vain do not move it. */
  sinceMs: number;
  /** Tries since it was last up for long enough; 0 while it is. */
  attempts: number;
  lastError: string | null;
  nextRetryAtMs: number | null;
}>;

/** A link, as the engine sees it: what it is, and word when that changes. */
export interface Link {
  report(): LinkReport;
  /** Calls back after each change of state; the listener must only take note. Returns the way out. */
  onChange(listener: (report: LinkReport) => void): () => void;
}
