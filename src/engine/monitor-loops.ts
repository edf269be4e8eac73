import {messageOf} from '../errors.ts';
import type {Clock, Timer} from '../ports/clock.ts';
import type {FeedEvent} from '../ports/feed.ts';
import type {Journal} from '../ports/journal.ts';
import {LoopHealth, type LoopReport} from './loop-health.ts';
import type {Monitor} from './monitor.ts';

export type LoopOptions = Readonly<{
  /** Pause between looks for what other processes wrote. */
  syncMs: number;
  /** Pause between sweeps; each also stores what a successor has to remember. */
  sweepMs: number;
  reconcileMs: number;
}>;

export const LOOP_DEFAULTS: LoopOptions = {syncMs: 250, sweepMs: 30_000, reconcileMs: 60_000};

/** Pause between looks whether a pass of the reconciler is due, or owed before anything may fire. */
const OWED_RECONCILE_MS = 500;
/** Pause between looks at the loops and at the machine's clock. */
const LOOK_MS = 1000;
/** A loop that was started so often without a single turn has no clock to live by. */
const RESTARTS_IN_VAIN_MAX = 20;
/** Before a loop that had ended goes on. */
const RESTART_MS = 100;

/**
 * Gives a monitor its rhythm: quotes as they come, everything else on time, until the signal.
 *
 * Each kind of work is a loop of its own. A turn that fails is counted and told, and the next one comes; a
 * loop that ends without being asked to is started again and counted; one that hangs is told.
 */
export class MonitorLoops {
  readonly #monitor: Monitor;
  readonly #clock: Clock;
  readonly #journal: Journal;
  readonly #options: LoopOptions;
  readonly #health: Readonly<
    Record<'quotes' | 'sync' | 'sweep' | 'reconcile' | 'look' | 'expiry', LoopHealth>
  >;
  #expiryTimer: Timer | undefined;
  /** When the last pass of the reconciler began. */
  #reconciledAtMs: number;

  constructor(monitor: Monitor, clock: Clock, journal: Journal, options: LoopOptions = LOOP_DEFAULTS) {
    this.#monitor = monitor;
    this.#clock = clock;
    this.#journal = journal;
    this.#options = options;
    this.#reconciledAtMs = clock.monotonic();
    const health = (name: string) => new LoopHealth(name, clock, journal);
    this.#health = {
      quotes: health('work quotes'),
      sync: health('look for changes'),
      sweep: health('sweep'),
      reconcile: health('reconcile'),
      look: health('look after the loops'),
      expiry: health('expire plans'),
    };
  }

  /** How each loop fares. */
  report(): readonly LoopReport[] {
    return Object.values(this.#health).map((health) => health.report());
  }

  /** Names of loops that hang in a turn or were given up, found out now and not at the last look. */
  stalled(): readonly string[] {
    const all = Object.values(this.#health);
    for (const health of all) health.look();
    return all.filter((health) => health.report().isStalled).map(({name}) => name);
  }

  /**
   * Runs until the signal aborts or the feed's events end.
   *
   * @returns Why it ended. The monitor has then no work under way, and is still open.
   */
  async run(events: AsyncIterable<FeedEvent>, signal: AbortSignal): Promise<'aborted' | 'feedEnded'> {
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    const {sync, sweep, reconcile, look} = this.#health;
    const {syncMs, sweepMs, reconcileMs} = this.#options;
    this.#monitor.onExpiryChange(() => this.#setExpiryTimer(either));
    this.#setExpiryTimer(either);
    const loops = [
      this.#supervise(
        sync,
        () => syncMs,
        () => this.#monitor.sync(),
        either,
      ),
      this.#supervise(
        sweep,
        () => sweepMs,
        () => this.#sweep(),
        either,
      ),
      this.#supervise(
        reconcile,
        () => Math.min(OWED_RECONCILE_MS, reconcileMs),
        () => this.#reconcile(),
        either,
      ),
      this.#supervise(
        look,
        () => LOOK_MS,
        () => this.#look(),
        either,
      ),
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
    const {quotes} = this.#health;
    for await (const event of events) {
      if (signal.aborted) return;
      quotes.began();
      try {
        this.#take(event);
        quotes.succeeded();
      } catch (error) {
        // One event that fails must not end the stream for every plan.
        quotes.failed(error);
      }
    }
  }

  #take(event: FeedEvent): void {
    switch (event.type) {
      case 'quote':
        this.#monitor.onQuote(event.quote);
        break;
      case 'gap':
        this.#journal.record({kind: 'feed', state: 'gap', symbol: event.symbol, reason: event.reason});
        this.#monitor.onGap(event.symbol);
        break;
      case 'status':
        this.#journal.record({kind: 'feed', state: event.state, reason: event.reason});
        break;
      case 'clock':
        this.#monitor.onSourceClock(event.sourceMs, event.atMs, event.errorMs);
        break;
    }
  }

  async #sweep(): Promise<void> {
    await this.#monitor.sweep();
    await this.#monitor.remember();
  }

  /** On time, and at once when a pass is owed: until then nothing fires. */
  async #reconcile(): Promise<void> {
    const nowMs = this.#clock.monotonic();
    const isDue = nowMs - this.#reconciledAtMs >= this.#options.reconcileMs;
    if (!isDue && !this.#monitor.owesReconciliation) return;
    this.#reconciledAtMs = nowMs;
    await this.#monitor.reconcile();
  }

  async #look(): Promise<void> {
    this.#monitor.lookAtClock();
    for (const health of Object.values(this.#health)) health.look();
  }

  /** Keeps a loop going until the signal, whatever ends it. */
  async #supervise(
    health: LoopHealth,
    pauseMs: () => number,
    work: () => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    let turns = -1;
    for (let inVain = 0; !signal.aborted && inVain < RESTARTS_IN_VAIN_MAX; ) {
      try {
        await this.#every(health, pauseMs, work, signal);
      } catch (error) {
        if (signal.aborted) return;
        inVain = health.report().turns === turns ? inVain + 1 : 0;
        ({turns} = health.report());
        health.restarted(messageOf(error));
        await this.#pause(RESTART_MS, signal);
      }
    }
    if (!signal.aborted) health.gaveUp();
  }

  /** Repeats some work; a turn that fails is followed by the next one. */
  async #every(
    health: LoopHealth,
    pauseMs: () => number,
    work: () => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    while (!signal.aborted) {
      await this.#clock.sleep(pauseMs(), signal);
      health.began();
      try {
        await work();
        health.succeeded();
      } catch (error) {
        health.failed(error);
      }
    }
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#clock.sleep(ms, signal);
    } catch (error) {
      // The end of the loops ends the pause; a clock that fails otherwise is told of by the next turn.
      if (!signal.aborted) this.#health.look.failed(error);
    }
  }

  /** Quiet markets have no quotes, and plans expire in them too. */
  #setExpiryTimer(signal: AbortSignal): void {
    this.#expiryTimer?.cancel();
    this.#expiryTimer = undefined;
    const nextMs = this.#monitor.nextExpiryMs;
    if (nextMs === undefined || signal.aborted) return;
    const {expiry} = this.#health;
    this.#expiryTimer = this.#clock.at(nextMs, () => {
      expiry.began();
      try {
        this.#monitor.expireDue();
        expiry.succeeded();
      } catch (error) {
        expiry.failed(error);
      }
      this.#setExpiryTimer(signal);
    });
  }
}
