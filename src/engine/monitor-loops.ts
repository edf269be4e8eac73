import {messageOf} from '../errors.ts';
import type {Clock, Timer} from '../ports/clock.ts';
import type {FeedEvent} from '../ports/feed.ts';
import type {Journal} from '../ports/journal.ts';
import type {Monitor} from './monitor.ts';

export type LoopOptions = Readonly<{
  /** Pause between looks for what other processes wrote. */
  syncMs: number;
  /** Pause between sweeps; each also stores what a successor has to remember. */
  sweepMs: number;
  reconcileMs: number;
}>;

export const LOOP_DEFAULTS: LoopOptions = {syncMs: 250, sweepMs: 30_000, reconcileMs: 60_000};

/** Gives a monitor its rhythm: quotes as they come, everything else on time, until the signal. */
export class MonitorLoops {
  readonly #monitor: Monitor;
  readonly #clock: Clock;
  readonly #journal: Journal;
  readonly #options: LoopOptions;
  #expiryTimer: Timer | undefined;

  constructor(monitor: Monitor, clock: Clock, journal: Journal, options: LoopOptions = LOOP_DEFAULTS) {
    this.#monitor = monitor;
    this.#clock = clock;
    this.#journal = journal;
    this.#options = options;
  }

  /**
   * Runs until the signal aborts or the feed's events end.
   *
   * @returns Why it ended. The monitor has then no work under way, and is still open.
   */
  async run(events: AsyncIterable<FeedEvent>, signal: AbortSignal): Promise<'aborted' | 'feedEnded'> {
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    this.#monitor.onExpiryChange(() => this.#setExpiryTimer(either));
    this.#setExpiryTimer(either);
    const loops = [
      this.#every(this.#options.syncMs, 'look for changes', () => this.#monitor.sync(), either),
      this.#every(this.#options.sweepMs, 'sweep', () => this.#sweep(), either),
      this.#every(this.#options.reconcileMs, 'reconcile', () => this.#monitor.reconcile(), either),
    ];
    try {
      await this.#consume(events, signal);
    } finally {
      stop.abort();
      this.#expiryTimer?.cancel();
      await Promise.all(loops);
      await this.#monitor.settled();
    }
    return signal.aborted ? 'aborted' : 'feedEnded';
  }

  async #consume(events: AsyncIterable<FeedEvent>, signal: AbortSignal): Promise<void> {
    for await (const event of events) {
      if (signal.aborted) return;
      switch (event.type) {
        case 'quote':
          this.#monitor.onQuote(event.quote);
          break;
        case 'gap':
          this.#journal.record({kind: 'feed', state: 'gap', reason: `${event.symbol}: ${event.reason}`});
          break;
        case 'status':
          this.#journal.record({kind: 'feed', state: event.state, reason: event.reason});
          break;
      }
    }
  }

  async #sweep(): Promise<void> {
    await this.#monitor.sweep();
    await this.#monitor.remember();
  }

  /** Repeats some work; a failure is noted and tried again at the next turn. */
  async #every(ms: number, doing: string, work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // The one way in which a sleep fails is the end of the loop.
      const isOver = await this.#clock.sleep(ms, signal).then(
        () => false,
        () => true,
      );
      if (isOver) return;
      try {
        await work();
      } catch (error) {
        this.#journal.record({kind: 'failure', planId: null, doing, message: messageOf(error)});
      }
    }
  }

  /** Quiet markets have no quotes, and plans expire in them too. */
  #setExpiryTimer(signal: AbortSignal): void {
    this.#expiryTimer?.cancel();
    this.#expiryTimer = undefined;
    const nextMs = this.#monitor.nextExpiryMs;
    if (nextMs === undefined || signal.aborted) return;
    this.#expiryTimer = this.#clock.at(nextMs, () => {
      this.#monitor.expireDue();
      this.#setExpiryTimer(signal);
    });
  }
}
