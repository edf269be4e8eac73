import type {Clock} from '../ports/clock.ts';
import type {Journal, JournalEntry} from '../ports/journal.ts';
import type {LinkState} from '../ports/link.ts';

/** Entries that are kept. */
const KEPT_MAX = 50;

/** Of these there is one for each plan at every start; they would leave room for nothing else. */
const NOT_KEPT: ReadonlySet<JournalEntry['kind']> = new Set(['watching', 'released']);

export type RecentEntry = Readonly<{atMs: number; entry: JournalEntry}>;

/** A journal that keeps its newest entries, for whoever asks what happened of late, and hands all of them on. */
export class RecentEntries implements Journal {
  readonly #journal: Journal;
  readonly #clock: Clock;
  /** A ring: once it is full, the next entry takes the place of the oldest, at `#next`. */
  readonly #ring: RecentEntry[] = [];
  #next = 0;
  /** What was kept last of each link: tries in vain say the same again and again. */
  readonly #linkStates = new Map<string, LinkState>();

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
  }

  record(entry: JournalEntry): void {
    this.#journal.record(entry);
    if (NOT_KEPT.has(entry.kind) || !this.#isNews(entry)) return;
    this.#ring[this.#next] = {atMs: this.#clock.now(), entry};
    this.#next = (this.#next + 1) % KEPT_MAX;
  }

  #isNews(entry: JournalEntry): boolean {
    if (entry.kind !== 'link') return true;
    const {link, state} = entry;
    if (state === 'connecting' || this.#linkStates.get(link) === state) return false;
    this.#linkStates.set(link, state);
    return true;
  }

  /** The newest last. */
  get entries(): readonly RecentEntry[] {
    return [...this.#ring.slice(this.#next), ...this.#ring.slice(0, this.#next)];
  }
}
