import {messageOf} from '../errors.ts';
import type {Clock} from '../ports/clock.ts';
import type {ChannelState, DeadLetter, Outbox, OutboxEvent} from '../ports/outbox.ts';
import type {Random} from '../ports/random.ts';
import {backoffDelayMs} from './backoff-delay.ts';
import type {Bell} from './bell.ts';
import type {Channel} from './channel.ts';
import {type Delivery, deliver} from './deliver.ts';
import type {Post} from './post.ts';
import {ASKED_PAUSE_MAX_MS} from './retry-after.ts';

/** What is read of the outbox at once, and so what a channel holds of it. */
export const PAGE_EVENTS = 100;

/** The place of a channel is written at most so often while it gets ahead; what was delivered since is delivered twice after a crash. */
const SAVE_EVERY_MS = 1000;
/** What was only passed over costs nothing to pass over again. */
const SAVE_SKIPPED_EVERY_MS = 30_000;
/** Pause between looks for dead letters that somebody wants tried again. */
const LETTERS_EVERY_MS = 5000;
/** Before the database is asked again that did not answer. */
const STORE_PAUSE_MS = 1000;

export type OutboxOfLoop = Pick<Outbox, 'eventsAfter' | 'saveChannel' | 'deadLetters' | 'settleDeadLetter'>;

/** What whoever runs the notifier hears of it. */
export type LoopNews = Readonly<{
  /** Null: all of them. */
  channel: string | null;
  state: 'failing' | 'recovered' | 'storeFailed';
  message: string;
}>;

export type LoopPorts = Readonly<{
  clock: Clock;
  random: Random;
  outbox: OutboxOfLoop;
  post: Post;
  tell: (news: LoopNews) => void;
}>;

/**
 * Delivers to one channel: one event at a time, in order, each at least once. The next one is sent when the one
 * before was delivered or given up.
 *
 * Pauses grow with the failures in a row, whatever the events were: an endpoint that refuses everything is not
 * hammered with all that there is.
 */
export class ChannelLoop {
  readonly #channel: Channel;
  readonly #ports: LoopPorts;
  readonly #giveUpAfterMs: number;
  #state: ChannelState;
  #held: readonly OutboxEvent[] = [];
  /** Of the endpoint, in a row. */
  #failures: number;
  /** No request before this, by the monotonic clock. */
  #notBeforeMs: number;
  #saved: Readonly<{cursor: number; delivered: number; atMs: number}>;
  /** No look for dead letters before this, by the monotonic clock. */
  #lettersNotBeforeMs = Number.NEGATIVE_INFINITY;
  /** Of tries of dead letters, in a row: they are counted apart, so that new events do not wait for old ones. */
  #letterFailures = 0;

  constructor(channel: Channel, state: ChannelState, ports: LoopPorts, giveUpAfterMs: number) {
    const {clock} = ports;
    const leftMs = state.nextAtMs === null ? 0 : state.nextAtMs - clock.now();
    this.#channel = channel;
    this.#state = state;
    this.#ports = ports;
    this.#giveUpAfterMs = giveUpAfterMs;
    this.#failures = state.attempts;
    // A clock that was set must not keep a channel silent.
    this.#notBeforeMs = clock.monotonic() + Math.min(Math.max(0, leftMs), ASKED_PAUSE_MAX_MS);
    this.#saved = {cursor: state.cursor, delivered: state.delivered, atMs: clock.monotonic()};
  }

  get cursor(): number {
    return this.#state.cursor;
  }

  /** Events that it has in memory. */
  get held(): number {
    return this.#held.length;
  }

  /**
   * Goes on until `drain` aborts and then nothing is left that can be delivered at once, or `end` does. Waits for the
   * bell when there is nothing to do.
   */
  async run(bell: Bell, drain: AbortSignal, end: AbortSignal): Promise<void> {
    try {
      for (;;) {
        if (!(await this.#deliverAll(drain, end))) break;
        if (!(await this.#tryLetters(drain, end))) break;
        await this.#saveIfDue(drain.aborted, end);
        if (drain.aborted) break;
        await bell.heard();
      }
      await this.#saveIfDue(true, end);
    } catch (error) {
      if (!end.aborted) throw error;
      // What was delivered and not written is delivered again.
    } finally {
      this.#held = [];
    }
  }

  /** False: it was asked to end, and something is left. */
  async #deliverAll(drain: AbortSignal, end: AbortSignal): Promise<boolean> {
    for (;;) {
      this.#held = await this.#asked(
        () => this.#ports.outbox.eventsAfter(this.#state.cursor, PAGE_EVENTS),
        end,
      );
      if (this.#held.length === 0) return true;
      for (const event of this.#held) {
        if (!this.#channel.wants(event)) this.#state = {...this.#state, cursor: event.id};
        else if (!(await this.#pass(event, drain, end))) return false;
      }
    }
  }

  /** Delivers one event or gives it up; false: it was asked to end before that. */
  async #pass(event: OutboxEvent, drain: AbortSignal, end: AbortSignal): Promise<boolean> {
    for (;;) {
      if (!(await this.#pauseOver(drain, end))) return false;
      const delivery = await deliver(this.#ports, this.#channel, event, end);
      this.#note(delivery);
      if (delivery.as === 'delivered') {
        this.#state = {
          ...this.#state,
          ...this.#deliveredNow(),
          cursor: event.id,
          attempts: 0,
          nextAtMs: null,
        };
        await this.#saveIfDue(false, end);
        return true;
      }
      const attempts = this.#state.attempts + 1;
      const isOld = this.#ports.clock.now() - event.atMs > this.#giveUpAfterMs;
      if (delivery.as === 'refused' || isOld) {
        const letter = this.#letter(event, attempts, delivery.error);
        this.#state = {...this.#state, ...this.#failingNow(delivery.error), cursor: event.id, attempts: 0};
        await this.#save(end, letter);
        return true;
      }
      this.#state = {...this.#state, ...this.#failingNow(delivery.error), attempts};
      await this.#save(end);
    }
  }

  /** Dead letters that somebody wants tried again: out of order, when nothing else waits. False: asked to end. */
  async #tryLetters(drain: AbortSignal, end: AbortSignal): Promise<boolean> {
    const {clock, random, outbox} = this.#ports;
    const {name} = this.#channel;
    if (clock.monotonic() < this.#lettersNotBeforeMs) return true;
    this.#lettersNotBeforeMs = clock.monotonic() + LETTERS_EVERY_MS;
    const wanted = {channel: name, isDue: true, max: PAGE_EVENTS};
    for (const letter of await this.#asked(() => outbox.deadLetters(wanted), end)) {
      if (!(await this.#pauseOver(drain, end))) return false;
      const {id} = letter.event;
      const delivery = await deliver(this.#ports, this.#channel, letter.event, end);
      this.#tell(delivery);
      this.#leaveAlone(delivery.pauseMs);
      if (delivery.as === 'delivered') {
        this.#letterFailures = 0;
        await this.#asked(() => outbox.settleDeadLetter(name, id), end);
        this.#state = {...this.#state, ...this.#deliveredNow()};
        continue;
      }
      this.#letterFailures += 1;
      const isDue = delivery.as === 'failed';
      const again = {...letter, attempts: letter.attempts + 1, error: delivery.error, isDue};
      await this.#asked(() => outbox.settleDeadLetter(name, id, again), end);
      this.#state = {...this.#state, ...this.#failingNow(delivery.error)};
      await this.#save(end);
      this.#lettersNotBeforeMs =
        clock.monotonic() + Math.max(LETTERS_EVERY_MS, backoffDelayMs(this.#letterFailures, random));
      break;
    }
    return true;
  }

  /** Takes note of what an answer says of the endpoint, and how long to leave it alone. */
  #note(delivery: Delivery): void {
    this.#tell(delivery);
    const isDelivered = delivery.as === 'delivered';
    this.#failures = isDelivered ? 0 : this.#failures + 1;
    const backoffMs = isDelivered ? 0 : backoffDelayMs(this.#failures, this.#ports.random);
    this.#leaveAlone(Math.max(backoffMs, delivery.pauseMs));
  }

  /** Says that the endpoint has begun to fail, or has come back. */
  #tell(delivery: Delivery): void {
    const channel = this.#channel.name;
    const wasFailing = this.#state.failingSinceMs !== null;
    if (delivery.as === 'delivered' && wasFailing)
      this.#ports.tell({channel, state: 'recovered', message: 'it delivers again'});
    if (delivery.as !== 'delivered' && !wasFailing)
      this.#ports.tell({channel, state: 'failing', message: delivery.error});
  }

  #leaveAlone(ms: number): void {
    this.#notBeforeMs = this.#ports.clock.monotonic() + Math.min(ms, ASKED_PAUSE_MAX_MS);
  }

  #deliveredNow(): Pick<ChannelState, 'failingSinceMs' | 'lastError' | 'delivered' | 'deliveredAtMs'> {
    const delivered = this.#state.delivered + 1;
    return {failingSinceMs: null, lastError: null, delivered, deliveredAtMs: this.#ports.clock.now()};
  }

  #failingNow(lastError: string): Pick<ChannelState, 'failingSinceMs' | 'lastError' | 'nextAtMs'> {
    const {clock} = this.#ports;
    const nextAtMs = clock.now() + Math.max(0, this.#notBeforeMs - clock.monotonic());
    return {failingSinceMs: this.#state.failingSinceMs ?? clock.now(), lastError, nextAtMs};
  }

  #letter(event: OutboxEvent, attempts: number, error: string): DeadLetter {
    const {clock} = this.#ports;
    return {channel: this.#channel.name, event, atMs: clock.now(), attempts, error, isDue: false};
  }

  /** Waits until the next request may be made; false: it was asked to end meanwhile, or has to wait and may not. */
  async #pauseOver(drain: AbortSignal, end: AbortSignal): Promise<boolean> {
    end.throwIfAborted();
    const {clock} = this.#ports;
    const leftMs = this.#notBeforeMs - clock.monotonic();
    if (leftMs <= 0) return true;
    try {
      await clock.sleep(leftMs, drain);
    } catch (error) {
      if (drain.aborted) return false;
      throw error;
    }
    return true;
  }

  /** Writes how far it has come, where that is worth a write, or `isLast`. */
  async #saveIfDue(isLast: boolean, end: AbortSignal): Promise<void> {
    const {cursor, delivered} = this.#state;
    if (cursor === this.#saved.cursor && delivered === this.#saved.delivered) return;
    const everyMs = delivered === this.#saved.delivered ? SAVE_SKIPPED_EVERY_MS : SAVE_EVERY_MS;
    const isDue = this.#ports.clock.monotonic() - this.#saved.atMs >= everyMs;
    if (isLast || isDue) await this.#save(end);
  }

  async #save(end: AbortSignal, letter?: DeadLetter): Promise<void> {
    const state = this.#state;
    await this.#asked(() => this.#ports.outbox.saveChannel(state, letter), end);
    this.#saved = {cursor: state.cursor, delivered: state.delivered, atMs: this.#ports.clock.monotonic()};
  }

  /** Asks the database until it answers: a letter that is not written would be lost. */
  async #asked<Result>(ask: () => Promise<Result>, end: AbortSignal): Promise<Result> {
    const {clock, tell} = this.#ports;
    for (let tries = 0; ; tries += 1) {
      end.throwIfAborted();
      try {
        return await ask();
      } catch (error) {
        if (tries === 0) tell({channel: this.#channel.name, state: 'storeFailed', message: messageOf(error)});
        await clock.sleep(STORE_PAUSE_MS, end);
      }
    }
  }
}
