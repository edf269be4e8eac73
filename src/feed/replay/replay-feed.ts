import type {InstrumentFacts} from '../../market/instrument.ts';
import type {Quote} from '../../market/quote.ts';
import type {Clock} from '../../ports/clock.ts';
import {SteadyLink} from '../../link/steady-link.ts';
import type {Feed, FeedEvent} from '../../ports/feed.ts';
import {describeBadLine} from './bad-lines.ts';
import {describeClock} from './clock-measuring.ts';
import type {Recording} from './recording.ts';

export type ReplayFeedOptions = Readonly<{
  clock: Clock;
  /** 2 plays an hour in half an hour. Default 1. */
  speed?: number;
  /** What the recording holds, should that be known. */
  listed?: readonly InstrumentFacts[];
}>;

/**
 * Plays a recording as if it happened now: a quote carries the time at which it is delivered, because
 * a monitor compares quotes with its own clock. The recording is played once, by `events` or `pass`.
 */
export class ReplayFeed implements Feed {
  readonly link = new SteadyLink(0);
  /** It is played when it is played. */
  readonly neverCloses = true;
  /** A recording keeps nothing from before its start. */
  readonly past = undefined;
  readonly #recording: Recording;
  readonly #clock: Clock;
  readonly #speed: number;
  readonly #listed: readonly InstrumentFacts[];
  readonly #subscribed = new Set<string>();

  constructor(recording: Recording, {clock, speed = 1, listed = []}: ReplayFeedOptions) {
    if (!(speed > 0)) throw new Error('Invariant: the speed of a replay is positive');
    this.#recording = recording;
    this.#clock = clock;
    this.#speed = speed;
    this.#listed = listed;
  }

  /** A recording itself says nothing about contracts. */
  instruments(): Promise<readonly InstrumentFacts[]> {
    return Promise.resolve(this.#listed);
  }

  subscribe(symbol: string): void {
    this.#subscribed.add(symbol);
  }

  unsubscribe(symbol: string): void {
    this.#subscribed.delete(symbol);
  }

  /**
   * The recording at its own pace, divided by the speed. It moves on while nothing is subscribed, and
   * waits for a slow reader.
   */
  async *events(signal: AbortSignal): AsyncGenerator<FeedEvent> {
    yield* measured(this.#recording);
    const startedMs = this.#clock.monotonic();
    let firstMs: number | undefined;
    for await (const batch of this.#recording.batches()) {
      for (const quote of batch) {
        firstMs ??= quote.timeMs;
        const dueMs = startedMs + (quote.timeMs - firstMs) / this.#speed;
        const waitMs = dueMs - this.#clock.monotonic();
        if (waitMs > 0 && !(await this.#slept(waitMs, signal))) return;
        if (signal.aborted) return;
        if (this.#subscribed.has(quote.symbol)) yield this.#delivered(quote);
      }
    }
    yield ended(this.#recording);
  }

  /** The whole recording, without waiting. */
  async *pass(signal: AbortSignal): AsyncGenerator<FeedEvent> {
    yield* measured(this.#recording);
    for await (const batch of this.#recording.batches()) {
      for (const quote of batch) {
        if (signal.aborted) return;
        if (this.#subscribed.has(quote.symbol)) yield this.#delivered(quote);
      }
    }
    yield ended(this.#recording);
  }

  #delivered(quote: Quote): FeedEvent {
    const nowMs = this.#clock.now();
    return {type: 'quote', quote: {...quote, timeMs: nowMs, receivedAtMs: nowMs}};
  }

  /** False when the signal ended the wait. */
  async #slept(ms: number, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#clock.sleep(ms, signal);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
  }
}

/** Clocks that nobody told are said, for everything hangs by them. */
function measured({clocks}: Recording): FeedEvent[] {
  return clocks.map((clock) => ({type: 'status', state: 'up', reason: describeClock(clock)}));
}

function ended({badLines}: Recording): FeedEvent {
  const {count, first} = badLines;
  const [bad] = first;
  const reason = 'the recording has ended';
  if (bad === undefined) return {type: 'status', state: 'ended', reason};
  const lines = count === 1 ? 'one line was' : `${count} lines were`;
  return {type: 'status', state: 'ended', reason: `${reason}; ${lines} left out: ${describeBadLine(bad)}`};
}
