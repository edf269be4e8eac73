import type {Quote} from '../../market/quote.ts';

/** One source of a merged stream. */
export type QuoteSource = Readonly<{
  /** Time of its first quote; −∞ when it is not known. The source is not touched before it is due. */
  startMs: number;
  open(): AsyncIterator<readonly Quote[]>;
}>;

/** A batch is passed on once it has so many. */
const BATCH_QUOTES = 1000;

/** What quotes are merged by: time, then order of the sources. */
type Place = Readonly<{keyMs: number; order: number}>;

/** A source that has been opened, standing at its next quote. */
class Reader {
  readonly order: number;
  readonly #iterator: AsyncIterator<readonly Quote[]>;
  #batch: readonly Quote[] = [];
  #index = 0;
  #keyMs = Number.NEGATIVE_INFINITY;

  constructor(order: number, source: QuoteSource) {
    this.order = order;
    this.#iterator = source.open();
  }

  /** The latest time so far, that of the next quote included. */
  get keyMs(): number {
    return this.#keyMs;
  }

  /** Makes sure that there is a next quote; false at the end. */
  async fill(): Promise<boolean> {
    while (this.#index >= this.#batch.length) {
      const next = await this.#iterator.next();
      if (next.done === true) return false;
      this.#batch = next.value;
      this.#index = 0;
      this.#keyMs = Math.max(this.#keyMs, next.value[0]?.timeMs ?? this.#keyMs);
    }
    return true;
  }

  /** Appends what is left of the batch and comes before the limit. */
  takeBefore(limit: Place, out: Quote[]): void {
    for (let quote = this.#batch[this.#index]; quote !== undefined; quote = this.#batch[this.#index]) {
      if (quote.timeMs > this.#keyMs) this.#keyMs = quote.timeMs;
      if (!isBefore(this, limit)) return;
      out.push(quote);
      this.#index++;
    }
  }

  async close(): Promise<void> {
    await this.#iterator.return?.();
  }
}

const END: Place = {keyMs: Number.POSITIVE_INFINITY, order: Number.POSITIVE_INFINITY};

/**
 * Merges sources into one stream in time order. The order inside a source is kept even where its times
 * go back, so that the quote filter sees them as they were recorded: a source is merged by the latest
 * of its times so far. At equal times the earlier source comes first.
 *
 * Memory: one batch of each source that is under way at the same time.
 */
export async function* mergedQuotes(sources: readonly QuoteSource[]): AsyncGenerator<readonly Quote[]> {
  const waiting = sources
    .map((source, order) => ({source, order, keyMs: source.startMs}))
    .sort((a, b) => (isBefore(a, b) ? -1 : 1));
  const readers: Reader[] = [];
  let out: Quote[] = [];
  try {
    for (;;) {
      const next = waiting[0];
      const [first = END, second = END] = readers.toSorted((a, b) => (isBefore(a, b) ? -1 : 1));
      if (next !== undefined && isBefore(next, first)) {
        waiting.shift();
        const reader = new Reader(next.order, next.source);
        readers.push(reader);
        if (!(await reader.fill())) readers.pop();
        continue;
      }
      if (!(first instanceof Reader)) break;
      first.takeBefore(next !== undefined && isBefore(next, second) ? next : second, out);
      if (out.length >= BATCH_QUOTES) {
        yield out;
        out = [];
      }
      if (!(await first.fill())) readers.splice(readers.indexOf(first), 1);
    }
    if (out.length > 0) yield out;
  } finally {
    await Promise.all(readers.map((reader) => reader.close()));
  }
}

function isBefore(a: Place, b: Place): boolean {
  return a.keyMs < b.keyMs || (a.keyMs === b.keyMs && a.order < b.order);
}
