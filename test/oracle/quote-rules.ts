import {type Instant, isBefore, type RawQuote} from './lean-ticks.ts';

export type Refusal = 'nonPositive' | 'crossed' | 'outOfOrder' | 'jump';

/** Twice the middle price, so that it is a whole number of billionths. */
const doubleMid = (quote: RawQuote): number => quote.bid + quote.ask;

/** |mid ÷ level − 1| > 10 %, without a division. */
const isFar = (mid: number, level: number): boolean => 10 * Math.abs(mid - level) > level;

/** The quote rules of one symbol, in the order in which they are written down. */
export class QuoteRules {
  #last: {at: Instant; mid: number} | undefined;
  /** The refused jumps in a row at one new level. */
  #jumps: {level: number; count: number} | undefined;

  /** Why the quote is refused; undefined when it is accepted. */
  judge(quote: RawQuote): Refusal | undefined {
    if (!(quote.bid > 0 && quote.ask > 0)) return 'nonPositive';
    if (quote.ask < quote.bid) return 'crossed';
    const mid = doubleMid(quote);
    if (this.#last !== undefined) {
      if (isBefore(quote.at, this.#last.at)) return 'outOfOrder';
      if (isFar(mid, this.#last.mid) && !this.#isThirdAt(mid)) return 'jump';
    }
    this.#last = {at: quote.at, mid};
    this.#jumps = undefined;
    return undefined;
  }

  #isThirdAt(mid: number): boolean {
    if (this.#jumps === undefined || isFar(mid, this.#jumps.level)) this.#jumps = {level: mid, count: 0};
    this.#jumps.count += 1;
    this.#jumps.level = mid;
    return this.#jumps.count === 3;
  }
}
