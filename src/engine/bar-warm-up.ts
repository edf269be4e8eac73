import type {Bar, Timeframe} from '../market/bar.ts';
import {messageOf} from '../errors.ts';
import type {Clock} from '../ports/clock.ts';
import type {Feed, FeedPast, PastQuote} from '../ports/feed.ts';
import type {Journal} from '../ports/journal.ts';
import type {Desk} from './desk.ts';
import {failureEntry} from './failure-entry.ts';
import {within} from './within.ts';

/** How long the feed may take for one answer. */
const ANSWER_MS = 10_000;
/** After the first failure; longer after each further one. */
const AGAIN_MS = 1000;
/** What is asked for in one call. */
const SPAN_MS = 10 * 60_000;
/** Bars that a feed does not give are drawn from quotes of so long; what was lost before is not made good. */
const QUOTES_MS_MAX = 2 * 3_600_000;

/** The feed has answered, and a hole is left. */
class BarsMissing extends Error {
  readonly code = 'barsMissing';

  constructor() {
    super('neither the bars nor the quotes that it has given reach the time in which quotes were lost');
  }
}

type WarmUpPorts = Readonly<{clock: Clock; feed: Pick<Feed, 'past'>; journal: Journal}>;

/**
 * Gives desks the bars that they have not seen themselves: those from before their first quote, and those of a time
 * in which quotes were lost. Meanwhile what comes is kept, and analyses say what the bars that are there suffice for.
 *
 * The feed is asked for its bars first; where those do not reach, for its quotes. One that gives neither is asked
 * again, the more seldom the more often it failed, and analyses wait until enough bars have closed since.
 */
export class BarWarmUp {
  readonly #ports: WarmUpPorts;
  readonly #onAnswer: (desk: Desk) => void;
  /** Under way; each takes itself out. */
  readonly #working = new Set<Promise<void>>();

  /** @param onAnswer The desk has other bars than before, or it is known now that it has not. */
  constructor(ports: WarmUpPorts, onAnswer: (desk: Desk) => void) {
    this.#ports = ports;
    this.#onAnswer = onAnswer;
  }

  /** Asks for what the desk's analyses need and were not given yet, unless the feed has failed just now. */
  begin(desk: Desk): void {
    const {past} = this.#ports.feed;
    if (past === undefined || !desk.mayOweBars(this.#ports.clock.now())) return;
    const owed = desk.owedBars;
    if (owed.size === 0) return;
    desk.beginWarmUp();
    const working = this.#fetch(desk, past, owed).finally(() => this.#working.delete(working));
    this.#working.add(working);
  }

  /** Resolves when every feed has answered, or was given up. */
  async settled(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  async #fetch(desk: Desk, past: FeedPast, owed: ReadonlyMap<Timeframe, number>): Promise<void> {
    const {clock, journal} = this.#ports;
    const failed = (error: unknown) => {
      journal.record(failureEntry(`ask for the bars of ${desk.symbol}`, error, {symbol: desk.symbol}));
      desk.failWarmUp(clock.now(), AGAIN_MS, messageOf(error));
      this.#onAnswer(desk);
    };
    try {
      const ask = async ([timeframe, count]: [Timeframe, number]): Promise<[Timeframe, readonly Bar[]]> => [
        timeframe,
        await within(clock, ANSWER_MS, past.bars(desk.symbol, timeframe, count)),
      ];
      const bars = new Map(await Promise.all([...owed].map(ask)));
      const ticks = await this.#quotesAfter(desk, past, desk.quotesWantedFromMs(bars));
      if (!desk.endWarmUp({bars, ticks}, owed)) {
        failed(new BarsMissing());
        return;
      }
    } catch (error) {
      failed(error);
      return;
    }
    this.#onAnswer(desk);
    // A plan may have come meanwhile that needs more.
    this.begin(desk);
  }

  /** Quotes of the time that the bars do not reach, up to the last one that the desk has seen. */
  async #quotesAfter(
    {symbol, quote}: Desk,
    past: FeedPast,
    fromMs: number | undefined,
  ): Promise<readonly PastQuote[]> {
    if (fromMs === undefined || quote === undefined) return [];
    const untilMs = quote.timeMs + 1;
    const quotes: PastQuote[] = [];
    for (
      let spanMs = Math.max(fromMs, minuteOf(untilMs - QUOTES_MS_MAX));
      spanMs < untilMs;
      spanMs += SPAN_MS
    ) {
      const asking = past.quotes(symbol, spanMs, Math.min(spanMs + SPAN_MS, untilMs));
      quotes.push(...(await within(this.#ports.clock, ANSWER_MS, asking)));
    }
    return quotes;
  }
}

function minuteOf(timeMs: number): number {
  return Math.floor(timeMs / 60_000) * 60_000;
}
