import {type Bar, TIMEFRAME_MS, type Timeframe} from '../bar.ts';
import {type SessionName, sessionTimesAt} from '../session/sessions.ts';

/** High and low of one session of one day. */
export type SessionRange = Readonly<{
  high: number;
  low: number;
  /** When the session began and ends, by the table, epoch ms UTC. */
  startMs: number;
  endMs: number;
  /** Closed bars in it. */
  bars: number;
}>;

/** A session as far as its bars have come, and the number of the first of them. */
type Seen = Readonly<{range: SessionRange; firstBar: number}>;

/**
 * Follows one session from day to day. A bar belongs to the session in which it began.
 *
 * A session is known only while the bar before its first one is among the last `memoryBars`: else it might have
 * begun earlier. On M1 it is forgotten before the day is over.
 */
export class SessionBars {
  readonly #session: SessionName;
  readonly #memoryBars: number;
  readonly #barMs: number;
  #finished: Seen | undefined;
  #running: Seen | undefined;
  /** Bars seen so far; what counts is only how far apart two of them are. */
  #count = 0;

  /** @throws Where the bars are longer than an hour: sessions begin at full hours, and such bars do not. */
  constructor(session: SessionName, timeframe: Timeframe, memoryBars: number) {
    this.#session = session;
    this.#memoryBars = memoryBars;
    this.#barMs = TIMEFRAME_MS[timeframe];
    if (this.#barMs > TIMEFRAME_MS.H1) {
      throw new Error(`Invariant: sessions are drawn from bars up to H1, and this is ${timeframe}`);
    }
  }

  /** The last one that is over; a session is over when its last bar has closed. */
  get finished(): SessionRange | undefined {
    return this.#known(this.#finished);
  }

  /** The one to which the newest bar belongs, if it goes on. */
  get running(): SessionRange | undefined {
    return this.#known(this.#running);
  }

  add(bar: Bar): void {
    this.#count += 1;
    const {name, startMs, endMs} = sessionTimesAt(bar.timeMs);
    // Its last bar may be missing, and any time may have passed.
    if (this.#running !== undefined && this.#running.range.startMs !== startMs) this.#finish();
    if (name !== this.#session) return;
    this.#take(bar, startMs, endMs);
    if (bar.timeMs + this.#barMs >= endMs) this.#finish();
  }

  #take({high, low}: Bar, startMs: number, endMs: number): void {
    const {range, firstBar} = this.#running ?? {
      range: {high, low, startMs, endMs, bars: 0},
      firstBar: this.#count,
    };
    const wider = {high: Math.max(range.high, high), low: Math.min(range.low, low), bars: range.bars + 1};
    this.#running = {range: {...range, ...wider}, firstBar};
  }

  #finish(): void {
    this.#finished = this.#running;
    this.#running = undefined;
  }

  #known(seen: Seen | undefined): SessionRange | undefined {
    if (seen === undefined) return undefined;
    const before = seen.firstBar - 1;
    return before > 0 && this.#count - before < this.#memoryBars ? seen.range : undefined;
  }
}
