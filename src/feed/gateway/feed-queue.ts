import type {FeedEvent} from '../../ports/feed.ts';

type Waiting = {event: FeedEvent; lost: number};

/** Events that may wait for a slow reader; quotes beyond replace the waiting one of their symbol. */
export const EVENTS_WAITING_MAX = 1_000;

/**
 * Feed events on their way to a reader who may be slow. Holds at most `max` and one of each kind and
 * symbol; a quote that was left out is told as a gap before the quote that replaced it.
 */
export class FeedQueue {
  readonly #max: number;
  #waiting: Waiting[] = [];
  readonly #last = new Map<string, Waiting>();

  constructor(max = EVENTS_WAITING_MAX) {
    this.#max = max;
  }

  get size(): number {
    return this.#waiting.length;
  }

  /** @param lost Quotes that were left out before this one. */
  push(event: FeedEvent, lost = 0): void {
    const name = nameOf(event);
    const before = this.#last.get(name);
    // Of clock readings only the last matters, however few wait.
    if (before !== undefined && (event.type === 'clock' || this.#waiting.length >= this.#max)) {
      before.event = event;
      before.lost += event.type === 'quote' ? lost + 1 : 0;
      return;
    }
    const waiting = {event, lost};
    this.#last.set(name, waiting);
    this.#waiting.push(waiting);
  }

  /** Everything that waits, the oldest first. */
  take(): readonly FeedEvent[] {
    const taken = this.#waiting;
    this.#waiting = [];
    this.#last.clear();
    return taken.flatMap(({event, lost}): FeedEvent[] => {
      if (lost === 0 || event.type !== 'quote') return [event];
      const {symbol} = event.quote;
      return [{type: 'gap', symbol, reason: `${lost} quotes left out: too many at once`}, event];
    });
  }
}

/** Events of one name replace each other. */
function nameOf(event: FeedEvent): string {
  switch (event.type) {
    case 'quote':
      return `quote ${event.quote.symbol}`;
    case 'gap':
      return `gap ${event.symbol}`;
    case 'status':
    case 'clock':
      return event.type;
  }
}
