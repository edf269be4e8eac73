import type {Journal, JournalEntry} from '../../ports/journal.ts';

/** What a person can read of a fault: the journal's entries about trouble, and rows of the status. */
export class Notices implements Journal {
  readonly #seen = new Map<string, number>();

  record(entry: JournalEntry): void {
    const notice = noticeOf(entry);
    if (notice !== undefined) this.note(notice);
  }

  note(notice: string): void {
    this.#seen.set(notice, (this.#seen.get(notice) ?? 0) + 1);
  }

  /** From here on a fault is told of. */
  forget(): void {
    this.#seen.clear();
  }

  /** Whether any notice begins with one of these. */
  has(beginnings: readonly string[]): boolean {
    return [...this.#seen.keys()].some((notice) => beginnings.some((one) => notice.startsWith(one)));
  }

  all(): readonly string[] {
    return [...this.#seen.keys()];
  }
}

function noticeOf(entry: JournalEntry): string | undefined {
  switch (entry.kind) {
    case 'failure':
      return `failure: ${entry.doing.replace(/order \w+/, 'an order')}`;
    case 'supervised':
      return `loop ${entry.state}: ${entry.loop}`;
    case 'link':
      return entry.state === 'up' ? undefined : `link of the ${entry.link}: ${entry.state}`;
    case 'claimRefused':
      return `claim refused: ${entry.code}`;
    case 'feed':
      return `feed: ${entry.state}`;
    case 'lease':
      return `lease: ${entry.state}`;
    case 'quarantined':
    case 'brokenRow':
    case 'parked':
    case 'rejected':
    case 'notSent':
    case 'missedByEvents':
    case 'notListed':
    case 'orphan':
    case 'unprotected':
      return entry.kind;
    default:
      return undefined;
  }
}
