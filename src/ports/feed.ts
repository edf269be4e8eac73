import type {Bar, Timeframe} from '../market/bar.ts';
import type {InstrumentFacts} from '../market/instrument.ts';
import type {Quote} from '../market/quote.ts';
import type {Link} from './link.ts';

/** What a feed says. Quotes come as the source gave them; the desk's filter judges them. */
export type FeedEvent =
  | Readonly<{type: 'quote'; quote: Quote}>
  /** Quotes were lost between the last one and the next. */
  | Readonly<{type: 'gap'; symbol: string; reason: string}>
  | Readonly<{type: 'status'; state: 'up' | 'down' | 'ended'; reason: string}>
  /**
   * The source has said what its clock shows: `sourceMs` there was `atMs` here, give or take `errorMs`.
   * Sources that cannot be asked never say it; their clock is then measured by their quotes.
   */
  | Readonly<{type: 'clock'; sourceMs: number; atMs: number; errorMs: number}>;

/** Market data of any source. The caller that built a feed closes it by aborting `events`. */
export interface Feed {
  /** Whether its source can be reached. */
  readonly link: Link;
  /** Everything that is quoted, each with its symbol. Empty: it keeps no list, and quotes what it is asked for. */
  instruments(): Promise<readonly InstrumentFacts[]>;
  subscribe(symbol: string): void;
  unsubscribe(symbol: string): void;
  /**
   * Everything from now on, in order, until the signal aborts or the data ends. Called once.
   * A slow reader never makes memory grow: the feed waits, or reports a gap.
   */
  events(signal: AbortSignal): AsyncIterable<FeedEvent>;
  /**
   * What a single pass has to see: for a recorded feed all its quotes in order, for a live one the
   * present quote of each subscribed symbol. Ends by itself.
   */
  pass(signal: AbortSignal): AsyncIterable<FeedEvent>;
  /** Its quotes come at all hours, whatever it is called what they are of: it is made up, or recorded. */
  readonly neverCloses: boolean;
  /** What its source knows of the time before now; undefined where it keeps nothing. */
  readonly past: FeedPast | undefined;
}

/** A quote of the past: when it was received nobody knows. */
export type PastQuote = Pick<Quote, 'bid' | 'ask' | 'timeMs'>;

/** What a source of quotes has kept. @throws {UnavailableError} FEED_UNAVAILABLE when it does not answer. */
export interface FeedPast {
  /** The last closed bars, oldest first, at most `count`. */
  bars(symbol: string, timeframe: Timeframe, count: number): Promise<readonly Bar[]>;
  /**
   * Quotes from `fromMs` on and before `untilMs`, by the clock that stamps them, oldest first; at most ten minutes
   * in one call. Empty where it has kept none.
   */
  quotes(symbol: string, fromMs: number, untilMs: number): Promise<readonly PastQuote[]>;
}
