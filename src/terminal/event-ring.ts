import type {EventContent, WireEvent} from '../gateway/messages.ts';

/** Events that can be sent again; who has missed more takes a snapshot. */
export const EVENTS_MAX = 10_000;

/** The last events of this boot, numbered without a hole. */
export class EventRing {
  readonly #max: number;
  #events: WireEvent[] = [];
  #lastSeq = 0;

  constructor(max = EVENTS_MAX) {
    this.#max = max;
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  append(content: EventContent): WireEvent {
    this.#lastSeq += 1;
    const event: WireEvent = {t: 'e', seq: this.#lastSeq, ...content};
    this.#events.push(event);
    // Cut now and then, not each time: moving the rest costs.
    if (this.#events.length > 2 * this.#max) this.#events = this.#events.slice(-this.#max);
    return event;
  }

  /** The events after a number; undefined when some of them are gone, or it was never reached. */
  after(seq: number): readonly WireEvent[] | undefined {
    const missing = this.#lastSeq - seq;
    if (missing < 0 || missing > this.#events.length) return undefined;
    return missing === 0 ? [] : this.#events.slice(-missing);
  }
}
