import type {Journal, JournalEntry} from '../../ports/journal.ts';

export type JournalCounts = Readonly<{
  claimsMade: number;
  /** Because somebody had moved the plan before. */
  claimsRefused: number;
  missedByEvents: number;
  failures: number;
  firstFailure: string | null;
}>;

/** Counts what one engine says that it did. */
export class EngineJournal implements Journal {
  readonly #counts = {claimsMade: 0, claimsRefused: 0, missedByEvents: 0, failures: 0};
  #firstFailure: string | null = null;

  get counts(): JournalCounts {
    return {...this.#counts, firstFailure: this.#firstFailure};
  }

  record(entry: JournalEntry): void {
    switch (entry.kind) {
      case 'fired':
        this.#counts.claimsMade += 1;
        break;
      case 'claimRefused':
        if (entry.code === 'moved') this.#counts.claimsRefused += 1;
        break;
      case 'missedByEvents':
        this.#counts.missedByEvents += 1;
        break;
      case 'failure':
        this.#counts.failures += 1;
        this.#firstFailure ??= `${entry.doing}: ${entry.message}`;
        break;
      default:
        break;
    }
  }
}
