import type {FeedEvent} from '../../ports/feed.ts';

type Item = Readonly<{event: FeedEvent}> | Readonly<{end: true}> | Readonly<{error: Error}>;

/** A stream of feed events that a hand fills, ends or breaks. */
export class EventLine {
  readonly #items: Item[] = [];
  #wake: () => void = () => undefined;

  push(event: FeedEvent): void {
    this.#put({event});
  }

  end(): void {
    this.#put({end: true});
  }

  /** Whoever reads gets this exception. */
  breakWith(error: Error): void {
    this.#put({error});
  }

  async *events(signal: AbortSignal): AsyncIterable<FeedEvent> {
    signal.addEventListener('abort', () => this.#wake(), {once: true});
    while (!signal.aborted) {
      const item = this.#items.shift();
      if (item === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      if ('end' in item) return;
      if ('error' in item) throw item.error;
      yield item.event;
    }
  }

  #put(item: Item): void {
    this.#items.push(item);
    this.#wake();
  }
}
