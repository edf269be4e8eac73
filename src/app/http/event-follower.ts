import {BusyError} from '../../errors.ts';
import type {Clock} from '../../ports/clock.ts';
import type {Outbox, OutboxEvent} from '../../ports/outbox.ts';

/** Events of one page. */
const PAGE_MAX = 500;
/** Pause between looks for new events; a look reads one number. */
const LOOK_MS = 250;
/** After so long without an event the line is shown to be alive. */
const HEARTBEAT_MS = 15_000;
const STREAMS_MAX = 64;

/** Follows the log of what happens, for several callers at once. */
export class EventFollower {
  readonly #outbox: Pick<Outbox, 'eventsAfter' | 'lastEventId'>;
  readonly #clock: Clock;
  #streams = 0;

  constructor(outbox: Pick<Outbox, 'eventsAfter' | 'lastEventId'>, clock: Clock) {
    this.#outbox = outbox;
    this.#clock = clock;
  }

  get streams(): number {
    return this.#streams;
  }

  /**
   * Pages of events after an id, as they come; an empty one after a while without any.
   *
   * @param signal Ends it, also one that nobody has begun to read.
   * @throws {BusyError} STREAMS_TOO_MANY
   */
  follow(after: number, signal: AbortSignal): AsyncIterable<readonly OutboxEvent[]> {
    if (this.#streams >= STREAMS_MAX) {
      throw new BusyError('STREAMS_TOO_MANY', `${STREAMS_MAX} streams of events are open`, {
        hint: 'close one, or come back later',
      });
    }
    this.#streams += 1;
    let isOpen = true;
    const end = () => {
      if (isOpen) this.#streams -= 1;
      isOpen = false;
    };
    signal.addEventListener('abort', end, {once: true});
    // Whoever has gone already is not told again.
    if (signal.aborted) end();
    return this.#pages(after, signal, end);
  }

  async *#pages(after: number, signal: AbortSignal, end: () => void): AsyncGenerator<readonly OutboxEvent[]> {
    let last = after;
    let quietSinceMs = this.#clock.monotonic();
    try {
      while (!signal.aborted) {
        const isNew = (await this.#outbox.lastEventId()) > last;
        const events = isNew ? await this.#outbox.eventsAfter(last, PAGE_MAX) : [];
        const nowMs = this.#clock.monotonic();
        if (events.length > 0 || nowMs - quietSinceMs >= HEARTBEAT_MS) {
          last = events.at(-1)?.id ?? last;
          quietSinceMs = nowMs;
          yield events;
        } else {
          await this.#clock.sleep(LOOK_MS, signal).catch(() => undefined);
        }
      }
    } finally {
      signal.removeEventListener('abort', end);
      end();
    }
  }
}
