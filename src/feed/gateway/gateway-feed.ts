import {UnavailableError} from '../../errors.ts';
import type {ClockReading} from '../../gateway/clock-measure.ts';
import type {GatewayLine} from '../../gateway/gateway-client.ts';
import type {Answer} from '../../gateway/gateway-connection.ts';
import type {Answered, Operation} from '../../gateway/operations.ts';
import type {WireTick} from '../../gateway/wire-market.ts';
import {after} from '../../link/after.ts';
import type {Bar, Timeframe} from '../../market/bar.ts';
import type {InstrumentFacts} from '../../market/instrument.ts';
import type {Quote} from '../../market/quote.ts';
import type {Clock} from '../../ports/clock.ts';
import type {Feed, FeedEvent, FeedPast, PastQuote} from '../../ports/feed.ts';
import type {Link, LinkReport} from '../../ports/link.ts';
import {FeedQueue} from './feed-queue.ts';

export type GatewayFeedOptions = Readonly<{
  clock: Clock;
  /** How long a single pass waits for the first quote of each symbol. */
  passMsMax?: number;
}>;

const PASS_MS_MAX = 2_000;

/** Quotes of a terminal. Times are the server's, and so are told with readings of its clock. */
export class GatewayFeed implements Feed {
  readonly #client: GatewayLine;
  readonly #clock: Clock;
  readonly #passMsMax: number;
  readonly #symbols = new Set<string>();
  readonly #past: FeedPast = {
    bars: (symbol, timeframe, count) => this.#bars(symbol, timeframe, count),
    quotes: (symbol, fromMs, untilMs) => this.#quotes(symbol, fromMs, untilMs),
  };

  /** @param client Shared with the broker; whoever made it opens and closes it. */
  constructor(client: GatewayLine, {clock, passMsMax = PASS_MS_MAX}: GatewayFeedOptions) {
    this.#client = client;
    this.#clock = clock;
    this.#passMsMax = passMsMax;
  }

  get link(): Link {
    return this.#client.link;
  }

  async instruments(): Promise<readonly InstrumentFacts[]> {
    return told(await this.#client.request('instruments', {}), 'instruments').instruments;
  }

  subscribe(symbol: string): void {
    this.#symbols.add(symbol);
    this.#client.subscribe(symbol);
  }

  unsubscribe(symbol: string): void {
    this.#symbols.delete(symbol);
    this.#client.unsubscribe(symbol);
  }

  async *events(signal: AbortSignal): AsyncGenerator<FeedEvent> {
    const queue = new FeedQueue();
    let wake: () => void = () => undefined;
    const push = (event: FeedEvent, lost = 0) => {
      queue.push(event, lost);
      wake();
    };
    const leave = this.#listen(push);
    const onAbort = () => wake();
    signal.addEventListener('abort', onAbort);
    try {
      // Not by the queue, which keeps the last one only: they are believed when they agree.
      for (const reading of this.#client.readings) yield clockEvent(reading);
      while (!signal.aborted) {
        if (queue.size === 0) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        for (const event of queue.take()) {
          if (signal.aborted) return;
          // Unsubscribed while it waited.
          if (event.type === 'quote' && !this.#symbols.has(event.quote.symbol)) continue;
          yield event;
        }
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
      leave();
    }
  }

  /** The last quote of each subscribed symbol; those that have none are waited for a little. */
  async *pass(signal: AbortSignal): AsyncGenerator<FeedEvent> {
    const quotes = new Map<string, Quote>();
    const {promise, resolve} = Promise.withResolvers<void>();
    const take = (tick: WireTick) => {
      quotes.set(tick.symbol, this.#quoteOf(tick));
      if ([...this.#symbols].every((symbol) => quotes.has(symbol))) resolve();
    };
    const leave = this.#client.onTick(take);
    const onAbort = () => resolve();
    signal.addEventListener('abort', onAbort, {once: true});
    const limit = after(this.#clock, this.#passMsMax, resolve);
    try {
      const answer = await this.#client.request('subscribe', {symbols: [...this.#symbols]});
      if (answer.status === 'ok')
        for (const tick of answer.value.ticks) if (!quotes.has(tick.symbol)) take(tick);
      if (this.#symbols.size > 0) await promise;
    } finally {
      limit.cancel();
      leave();
      signal.removeEventListener('abort', onAbort);
    }
    for (const reading of this.#client.readings) yield clockEvent(reading);
    for (const quote of [...quotes.values()].sort((a, b) => a.timeMs - b.timeMs)) {
      if (signal.aborted) return;
      if (this.#symbols.has(quote.symbol)) yield {type: 'quote', quote};
    }
  }

  get neverCloses(): boolean {
    return this.#client.welcome?.neverCloses === true;
  }

  get past(): FeedPast | undefined {
    return this.#client.welcome?.caps.history === true ? this.#past : undefined;
  }

  async #bars(symbol: string, timeframe: Timeframe, count: number): Promise<readonly Bar[]> {
    return told(await this.#client.request('history', {symbol, timeframe, count}), 'bars').bars;
  }

  async #quotes(symbol: string, fromMs: number, untilMs: number): Promise<readonly PastQuote[]> {
    return told(await this.#client.request('quotes', {symbol, fromMs, untilMs}), 'quotes').quotes;
  }

  #listen(push: (event: FeedEvent, lost?: number) => void): () => void {
    const tellGaps = (reason: string) => {
      for (const symbol of this.#symbols) push({type: 'gap', symbol, reason});
    };
    let wasUp = this.#client.link.report().state === 'up';
    const ways = [
      this.#client.onTick((tick) => push({type: 'quote', quote: this.#quoteOf(tick)}, tick.n - 1)),
      this.#client.onClock((reading) => push(clockEvent(reading))),
      this.#client.onReset(() => tellGaps('the terminal has lost its place')),
      this.#client.link.onChange((report) => {
        const isUp = report.state === 'up';
        if (isUp === wasUp) return;
        wasUp = isUp;
        push({type: 'status', state: isUp ? 'up' : 'down', reason: reasonOf(report)});
        // Ticks are not sent again.
        if (isUp) tellGaps('the link was down');
      }),
    ];
    return () => {
      for (const leave of ways) leave();
    };
  }

  #quoteOf({symbol, bid, ask, timeMs}: WireTick): Quote {
    return {symbol, bid, ask, timeMs, receivedAtMs: this.#clock.now()};
  }
}

/** @throws {UnavailableError} FEED_UNAVAILABLE */
function told<Op extends Operation>(answer: Answer<Op>, what: string): Answered<Op> {
  if (answer.status === 'ok') return answer.value;
  const why = answer.status === 'error' ? answer.error.text : answer.reason;
  throw new UnavailableError('FEED_UNAVAILABLE', `The terminal has not told its ${what}: ${why}`);
}

function reasonOf({state, lastError}: LinkReport): string {
  return state === 'up' ? 'the terminal can be reached' : (lastError ?? `the link is ${state}`);
}

function clockEvent({theirMs, atMs, errorMs}: ClockReading): FeedEvent {
  return {type: 'clock', sourceMs: theirMs, atMs, errorMs};
}
