import {distanceAtMost, multiply} from './price.ts';
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

/**
 * Keeps out quotes that no decision may rest on. One filter for one instrument's stream.
 *
 * A refused quote changes nothing: not the last accepted quote, not the previous one. Only a run of
 * jumps is remembered, and it must agree with itself: each within `jumpShare` of the one before.
 */
export class QuoteFilter {
  readonly #options: QuoteFilterOptions;
  #last: Readonly<{mid: number; timeMs: number}> | undefined;
  #jumpMid = 0;
  #jumps = 0;

  constructor(options: QuoteFilterOptions = QUOTE_FILTER_DEFAULTS) {
    this.#options = options;
  }

  /** Returns the reason for which the quote is refused, or undefined when it is accepted. */
  refuses({bid, ask, timeMs}: Pick<Quote, 'bid' | 'ask' | 'timeMs'>): Refusal | undefined {
    if (!(bid > 0 && ask > 0 && Number.isFinite(bid) && Number.isFinite(ask) && Number.isFinite(timeMs))) {
      return 'nonPositive';
    }
    if (ask < bid) return 'crossed';
    const last = this.#last;
    if (last !== undefined && timeMs < last.timeMs) return 'outOfOrder';
    const mid = (bid + ask) / 2;
    if (last !== undefined && this.#isFar(mid, last.mid)) {
      this.#jumps = this.#jumps > 0 && !this.#isFar(mid, this.#jumpMid) ? this.#jumps + 1 : 1;
      this.#jumpMid = mid;
      if (this.#jumps < this.#options.jumpsBelieved) return 'jump';
    }
    this.#jumps = 0;
    this.#last = {mid, timeMs};
    return undefined;
  }

  /** Starts from what an earlier process had accepted. */
  resume({bid, ask, timeMs}: Pick<Quote, 'bid' | 'ask' | 'timeMs'>): void {
    this.#last = {mid: (bid + ask) / 2, timeMs};
    this.#jumps = 0;
  }

  /** Whether |mid / reference − 1| is more than the share; exactly so much is not. */
  #isFar(mid: number, reference: number): boolean {
    const share = Math.abs(mid / reference - 1);
    if (Math.abs(share - this.#options.jumpShare) > TIE) return share > this.#options.jumpShare;
    return !distanceAtMost(mid, reference, multiply(reference, this.#options.jumpShare));
  }
}
