import type {Journal, JournalEntry} from '../../ports/journal.ts';

/** Counts what the engine says it did, and keeps nothing of it but the first failure. */
export class Tally implements Journal {
  /** Plans that were let go, by the status in which they ended. */
  readonly #released = new Map<string, number>();
  missedByEvents = 0;
  /** Claims made, each for one order. */
  orders = 0;
  /** Orders of these that rested. */
  rested = 0;
  /** Claims that came after a cancel or an edit. */
  claimsLost = 0;
  /** Claims that came after that of another plan of the group. */
  claimsOfTaken = 0;
  /** Answers of the broker that were lost, as the script wants it. */
  answersLost = 0;
  failures = 0;
  firstFailure: string | undefined;

  record(entry: JournalEntry): void {
    switch (entry.kind) {
      case 'released':
        this.#released.set(entry.status, this.released(entry.status) + 1);
        break;
      case 'fired':
        this.orders += 1;
        break;
      case 'working':
        this.rested += 1;
        break;
      case 'claimRefused':
        if (entry.code === 'moved') this.claimsLost += 1;
        if (entry.code === 'groupTaken') this.claimsOfTaken += 1;
        break;
      case 'missedByEvents':
        this.missedByEvents += 1;
        break;
      case 'failure':
        if (entry.doing === 'send the order') {
          this.answersLost += 1;
          break;
        }
        this.failures += 1;
        this.firstFailure ??= `${entry.doing}: ${entry.message}`;
        break;
      default:
        break;
    }
  }

  released(status: string): number {
    return this.#released.get(status) ?? 0;
  }
}
