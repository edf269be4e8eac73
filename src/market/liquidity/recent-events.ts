/** Something that happened at the close of a bar, which is `barsAgo` bars old now. */
type Aged = Readonly<{barsAgo: number}>;

/** Events of the last bars, newest first; each grows older with every bar, and is forgotten then. */
export class RecentEvents<Event extends Aged> {
  readonly #memoryBars: number;
  #events: readonly Event[] = [];

  constructor(memoryBars: number) {
    this.#memoryBars = memoryBars;
  }

  get list(): readonly Event[] {
    return this.#events;
  }

  /** Once for each bar. @param fresh What happened at it, `barsAgo` 0. */
  nextBar(fresh: readonly Event[]): void {
    const older = this.#events.map((event) => ({...event, barsAgo: event.barsAgo + 1}));
    const kept = older.filter(({barsAgo}) => barsAgo < this.#memoryBars);
    // The same list while there is nothing in it.
    if (fresh.length > 0 || this.#events.length > 0) this.#events = [...fresh, ...kept];
  }
}
