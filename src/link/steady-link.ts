import type {Link, LinkReport} from '../ports/link.ts';

const NOTHING = (): void => undefined;

/** The link of an adapter that has nothing between itself and its source: it is up, and stays so. */
export class SteadyLink implements Link {
  readonly #report: LinkReport;

  /** @param sinceMs When the adapter was built. */
  constructor(sinceMs: number) {
    this.#report = {state: 'up', sinceMs, attempts: 0, lastError: null, nextRetryAtMs: null};
  }

  report(): LinkReport {
    return this.#report;
  }

  onChange(): () => void {
    return NOTHING;
  }
}
