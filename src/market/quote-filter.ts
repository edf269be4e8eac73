import {Big} from 'big.js';
import type {Quote} from './quote.ts';

/** Why a quote was refused, in the order in which the rules are asked. */
export type Refusal = 'nonPositive' | 'crossed' | 'outOfOrder' | 'jump';

export const REFUSALS: readonly Refusal[] = ['nonPositive', 'crossed', 'outOfOrder', 'jump'];

export type RefusalCounts = Readonly<Record<Refusal, number>>;

export type QuoteFilterOptions = Readonly<{
  /** A mid further than this share from the last accepted one is a jump. */
  jumpShare: number;
  /** So many refused in a row at the new level are believed: a gap cannot lock a feed out. */
  jumpsBelieved: number;
}>;

export const QUOTE_FILTER_DEFAULTS: QuoteFilterOptions = {jumpShare: 0.1, jumpsBelieved: 3};

/** More than the rounding error of the share; nearer than this, decimals decide. */
const TIE = 1e-12;

/** The prices of a quote, as far as its level goes. */
type Level = Readonly<{bid: number; ask: number}>;

/** What a filter knows: enough to go on in another process as if nothing had happened. */
export type QuoteFilterMemory = Readonly<{
  /** The last accepted quote. */
  last: Readonly<{bid: number; ask: number; timeMs: number}>;
  /** The jumps refused since, in a row, and the level of the newest; null when there are none. */
  jumps: Readonly<{count: number; level: Level}> | null;
}>;

/**
 * Keeps out quotes that no decision may rest on. One filter for one instrument's stream.
 *
 * A refused quote changes nothing: not the last accepted quote, not the previous one. Only a run of
 * jumps is remembered, and it must agree with itself: each within `jumpShare` of the one before.
 */
export class QuoteFilter {
  readonly #options: QuoteFilterOptions;
  #last: QuoteFilterMemory['last'] | undefined;
  #jumps: QuoteFilterMemory['jumps'];

  /** @param memory What an earlier process's filter knew. */
  constructor(options: QuoteFilterOptions = QUOTE_FILTER_DEFAULTS, memory?: QuoteFilterMemory) {
    this.#options = options;
    this.#last = memory?.last;
    this.#jumps = memory?.jumps ?? null;
  }

  /** Undefined until a quote was accepted. */
  get memory(): QuoteFilterMemory | undefined {
    if (this.#last === undefined) return undefined;
    const {bid, ask, timeMs} = this.#last;
    return {last: {bid, ask, timeMs}, jumps: this.#jumps};
  }

  /** Returns the reason for which the quote is refused, or undefined when it is accepted. */
  refuses(quote: Pick<Quote, 'bid' | 'ask' | 'timeMs'>): Refusal | undefined {
    const {bid, ask, timeMs} = quote;
    if (!(bid > 0 && ask > 0 && Number.isFinite(bid) && Number.isFinite(ask) && Number.isFinite(timeMs))) {
      return 'nonPositive';
    }
    if (ask < bid) return 'crossed';
    const last = this.#last;
    if (last !== undefined && timeMs < last.timeMs) return 'outOfOrder';
    if (last !== undefined && this.#isFar(quote, last)) {
      const row = this.#jumps;
      const count = row !== null && !this.#isFar(quote, row.level) ? row.count + 1 : 1;
      if (count < this.#options.jumpsBelieved) {
        this.#jumps = {count, level: {bid, ask}};
        return 'jump';
      }
    }
    this.#jumps = null;
    this.#last = quote;
    return undefined;
  }

  /** Whether |mid / reference mid − 1| is more than the share; exactly so much, in decimals, is not. */
  #isFar(level: Level, reference: Level): boolean {
    const {jumpShare} = this.#options;
    const share = Math.abs((level.bid + level.ask) / (reference.bid + reference.ask) - 1);
    if (Math.abs(share - jumpShare) > TIE) return share > jumpShare;
    const sum = new Big(reference.bid).plus(reference.ask);
    return new Big(level.bid).plus(level.ask).minus(sum).abs().gt(sum.times(jumpShare));
  }
}
