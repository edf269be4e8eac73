import {type Bar, TIMEFRAMES, type Timeframe} from './bar.ts';
import {barBounds} from './bar-bounds.ts';
import {BarBuilder} from './bar-builder.ts';
import {BarRing} from './bar-ring.ts';
import type {Quote} from './quote.ts';
import type {Zone} from './zone.ts';

/** Closed bars kept of each timeframe: what the analysis that looks back furthest needs. */
export const BARS_KEPT = 1200;

const NONE: readonly Timeframe[] = [];

/** A minute that has not closed; `lacks`: quotes of it are missing. */
export type BegunMinute = Readonly<{bar: Bar; lacks: boolean}>;

type Series = Readonly<{timeframe: Timeframe; builder: BarBuilder; ring: BarRing}>;

/**
 * Bars of one instrument, drawn from the bids of its accepted quotes.
 *
 * A bar closes with the first quote after its end; a time without quotes has no bar. Only the minute is
 * touched by every quote; the longer bars are drawn from closed minutes. A bar that began before the
 * first quote lacks what came before, unless `warmUp` gave it.
 *
 * Of each timeframe the closed bars follow each other without a hole: where quotes were lost (`broke`), the bar of
 * that time is left out when it closes, and the bars before it with it.
 */
export class BarSeries {
  readonly #zone: Zone;
  readonly #minute = new BarBuilder();
  readonly #minutes: BarRing;
  readonly #longer: readonly Series[];
  /** Quotes before this time belong to minutes that were given closed. */
  #closedUntilMs = Number.NEGATIVE_INFINITY;
  /** Quotes in the minute when quotes were lost; undefined once it is known until when. */
  #ticksWhenBroken: number | undefined;
  /** Bars that began before this time and are begun now lack quotes. */
  #brokenUntilMs = Number.NEGATIVE_INFINITY;
  #holeEndMs: number | undefined;

  /** @param zone The broker's: its midnight begins the day. */
  constructor(zone: Zone, capacity = BARS_KEPT) {
    this.#zone = zone;
    this.#minutes = new BarRing(capacity);
    this.#longer = TIMEFRAMES.filter((timeframe) => timeframe !== 'M1').map((timeframe) => ({
      timeframe,
      builder: new BarBuilder(),
      ring: new BarRing(capacity),
    }));
  }

  /**
   * Takes a quote that the filter accepted: its time is not before that of the last.
   *
   * @returns The timeframes whose bar closed before this quote, shortest first; usually none. One of which no bar
   *   is there then was left out.
   */
  accept({bid, timeMs}: Pick<Quote, 'bid' | 'timeMs'>): readonly Timeframe[] {
    if (timeMs < this.#minute.endMs) {
      this.#minute.add(bid);
      return NONE;
    }
    return this.#beginMinute(bid, timeMs);
  }

  /** Quotes were lost after the last one, or it is not known that none were. */
  broke(): void {
    this.#ticksWhenBroken = this.#minute.ticks;
    for (const builder of this.#builders()) builder.lacks = builder.ticks > 0;
  }

  /** Whether quotes were lost, and none has come since. */
  get isBroken(): boolean {
    return this.#ticksWhenBroken === this.#minute.ticks;
  }

  /** End of the last minute that was left out because quotes of it were lost; undefined: none was. */
  get holeEndMs(): number | undefined {
    return this.#holeEndMs;
  }

  /** What the minute that has not closed is like: a bar, and whether quotes of it are missing. */
  get begun(): BegunMinute | undefined {
    const {ticks, lacks} = this.#minute;
    return ticks > 0 ? {bar: this.#minute.toBar(), lacks} : undefined;
  }

  /** Closed bars, oldest first; at most the newest `count`. */
  closed(timeframe: Timeframe, count?: number): readonly Bar[] {
    return this.#ringOf(timeframe).newest(count);
  }

  /** The bar closed last, or the one so many before it. */
  lastClosed(timeframe: Timeframe, barsBefore = 0): Bar | undefined {
    return this.#ringOf(timeframe).back(barsBefore);
  }

  /** The bar that has not closed yet, as it stands; undefined before the first quote. */
  forming(timeframe: Timeframe): Bar | undefined {
    const minute = this.#minute.ticks > 0 ? this.#minute.toBar() : undefined;
    if (timeframe === 'M1') return minute;
    const drawn = this.#longer.find((series) => series.timeframe === timeframe)?.builder;
    const whole = new BarBuilder();
    if (drawn !== undefined && drawn.ticks > 0) {
      whole.startMs = drawn.startMs;
      whole.addBar(drawn);
    } else if (minute !== undefined) {
      whole.startMs = barBounds(timeframe, minute.timeMs, this.#zone).startMs;
    }
    if (minute !== undefined) whole.addBar(minute);
    return whole.ticks > 0 ? whole.toBar() : undefined;
  }

  /**
   * Starts from closed bars of another source, before the first quote. Longer bars that have not closed
   * are drawn as far as the shorter ones reach.
   *
   * @param bars Of each timeframe, oldest first, aligned to the same broker's clock.
   */
  warmUp(bars: ReadonlyMap<Timeframe, readonly Bar[]>): void {
    if (this.#minute.ticks > 0) throw new Error('Invariant: bars are warmed up before the first quote');
    for (const timeframe of TIMEFRAMES) {
      const ring = this.#ringOf(timeframe);
      for (const bar of bars.get(timeframe) ?? []) ring.push(bar);
    }
    const minute = this.#minutes.back();
    if (minute !== undefined) this.#closedUntilMs = barBounds('M1', minute.timeMs, this.#zone).endMs;
    // Each unfinished bar is made of the closed bars of the next shorter timeframe and what that one
    // itself has unfinished.
    let shorter: Readonly<{ring: BarRing; builder: BarBuilder}> = {
      ring: this.#minutes,
      builder: this.#minute,
    };
    for (const series of this.#longer) {
      this.#drawUnfinished(series, shorter);
      shorter = series;
    }
  }

  /** Goes on with a minute that had not closed, after `warmUp`; nothing when that has given it closed. */
  resume({bar, lacks}: BegunMinute): void {
    if (bar.timeMs < this.#closedUntilMs) return;
    this.#minute.clear();
    Object.assign(this.#minute, barBounds('M1', bar.timeMs, this.#zone));
    this.#minute.addBar(bar);
    this.#minute.lacks = lacks;
  }

  #beginMinute(bid: number, timeMs: number): readonly Timeframe[] {
    this.#seeUntilWhenBroken(timeMs);
    if (timeMs < this.#closedUntilMs) return NONE;
    const closed: Timeframe[] = [];
    const {begun} = this;
    if (begun !== undefined) {
      if (begun.lacks) this.#holeEndMs = this.#minute.endMs;
      close(this.#minute, this.#minutes);
      closed.push('M1');
    }
    for (const {timeframe, builder, ring} of this.#longer) {
      if (begun !== undefined) {
        if (builder.ticks === 0) {
          const bounds = barBounds(timeframe, begun.bar.timeMs, this.#zone);
          // It was given closed, and its last minutes were not.
          if ((ring.back()?.timeMs ?? Number.NEGATIVE_INFINITY) >= bounds.startMs) continue;
          Object.assign(builder, bounds);
          builder.lacks = bounds.startMs < this.#brokenUntilMs;
        }
        builder.lacks ||= begun.lacks;
        builder.addBar(begun.bar);
      }
      if (builder.ticks > 0 && timeMs >= builder.endMs) {
        close(builder, ring);
        closed.push(timeframe);
      }
    }
    const {startMs, endMs} = barBounds('M1', timeMs, this.#zone);
    this.#minute.begin(startMs, endMs, bid);
    this.#minute.lacks = startMs < this.#brokenUntilMs;
    return closed;
  }

  /** Quotes come again: those of the minute in which they were lost, or of the one that this quote begins. */
  #seeUntilWhenBroken(timeMs: number): void {
    if (this.isBroken) this.#brokenUntilMs = timeMs;
    this.#ticksWhenBroken = undefined;
  }

  #builders(): readonly BarBuilder[] {
    return [this.#minute, ...this.#longer.map(({builder}) => builder)];
  }

  #drawUnfinished(
    {timeframe, builder, ring}: Series,
    shorter: Readonly<{ring: BarRing; builder: BarBuilder}>,
  ): void {
    const pieces = [
      ...shorter.ring.newest(),
      ...(shorter.builder.ticks > 0 ? [shorter.builder.toBar()] : []),
    ];
    const newest = pieces.at(-1);
    if (newest === undefined) return;
    const bounds = barBounds(timeframe, newest.timeMs, this.#zone);
    if ((ring.back()?.timeMs ?? Number.NEGATIVE_INFINITY) >= bounds.startMs) return;
    Object.assign(builder, bounds);
    for (const piece of pieces) if (piece.timeMs >= bounds.startMs) builder.addBar(piece);
    builder.lacks = shorter.builder.lacks;
  }

  #ringOf(timeframe: Timeframe): BarRing {
    const ring = this.#longer.find((series) => series.timeframe === timeframe)?.ring;
    return ring ?? this.#minutes;
  }
}

/** A bar that is not whole is left out, and those before it with it. */
function close(builder: BarBuilder, ring: BarRing): void {
  if (builder.lacks) ring.clear();
  else ring.push(builder.toBar());
  builder.clear();
}
