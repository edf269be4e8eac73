import type {InstrumentBook} from '../../market/instrument.ts';
import {closingLine, openingLine, type Quote} from '../../market/quote.ts';
import type {Random} from '../../ports/random.ts';
import {type Exit, ExitIndex} from './exit-index.ts';
import {checkedRules, isIdeal, type MatchingRules} from './matching-rules.ts';
import type {Closing, Decision, Order, Position, Rejection, SeenQuote} from './position.ts';
import {profitOf} from './profit.ts';
import {movedByPoints, never, refusedStops, refusedVolume, roundedPrice, venueQuote} from './terms.ts';

/** Symbols whose last quote is kept; beyond, the symbol quoted first is forgotten until its next quote. */
const SYMBOLS_MAX = 10_000;

const NO_CLOSINGS: readonly Closing[] = [];

export type MatchingCoreOptions = Readonly<{
  rules: MatchingRules;
  instruments: InstrumentBook;
  random: Random;
  /** All that is traded; empty or left out: whatever is quoted. */
  symbols?: readonly string[];
}>;

/**
 * What everything that pretends to be a broker has in common: it takes quotes, orders and the time,
 * and answers with decisions. It writes nothing; the caller makes a decision durable and then says so
 * with `open`. A closing is final when `quote` returns it: the position is gone from here, and the
 * caller keeps the closing until it is durable.
 */
export class MatchingCore {
  readonly rules: MatchingRules;
  readonly #instruments: InstrumentBook;
  readonly #random: Random;
  readonly #isIdeal: boolean;
  readonly #symbols: ReadonlySet<string>;
  readonly #quotes = new Map<string, Quote>();
  readonly #exits = new ExitIndex();
  /** Positions of an earlier process, by symbol, until a quote comes that is newer than their own. */
  readonly #waiting = new Map<string, Position[]>();

  constructor({rules, instruments, random, symbols = []}: MatchingCoreOptions) {
    this.rules = checkedRules(rules);
    this.#instruments = instruments;
    this.#random = random;
    this.#symbols = new Set(symbols);
    this.#isIdeal = isIdeal(rules);
  }

  /** Open positions. */
  get positions(): number {
    let waiting = 0;
    for (const positions of this.#waiting.values()) waiting += positions.length;
    return this.#exits.size + waiting;
  }

  has(positionId: string): boolean {
    return this.#exits.has(positionId) || this.#waitingSymbolOf(positionId) !== undefined;
  }

  /** A position that was opened on the last quote; the next one may close it. */
  open(position: Position): void {
    this.#exits.add(position);
  }

  /**
   * A position that was opened in another life or by another process. A stream that starts again may
   * repeat the quotes up to the position's own; those do not close it.
   */
  restore(position: Position): void {
    const waiting = this.#waiting.get(position.symbol);
    if (waiting === undefined) this.#waiting.set(position.symbol, [position]);
    else waiting.push(position);
  }

  /** Forgets a position that somebody else has closed; says whether it was open here. */
  drop(positionId: string): boolean {
    if (this.#exits.remove(positionId)) return true;
    const symbol = this.#waitingSymbolOf(positionId);
    if (symbol === undefined) return false;
    this.#keepWaiting(
      symbol,
      (this.#waiting.get(symbol) ?? []).filter((position) => position.positionId !== positionId),
    );
    return true;
  }

  /** Takes an accepted quote and returns the positions that it closes, the oldest first. */
  quote(raw: Quote): readonly Closing[] {
    const {symbol} = raw;
    const quote = this.#isIdeal ? raw : venueQuote(raw, this.#instruments.of(symbol), this.rules);
    if (this.#quotes.size >= SYMBOLS_MAX && !this.#quotes.has(symbol)) this.#forgetOldest();
    this.#quotes.set(symbol, quote);
    if (this.#waiting.size > 0) this.#wake(quote);
    const due = this.#exits.takeDue(quote);
    return due.length === 0 ? NO_CLOSINGS : due.map((exit) => this.#closingOf(exit, quote));
  }

  /** Fills an order on the symbol's last quote, or says why not. Changes nothing. */
  decide(order: Order, nowMs: number): Decision {
    const {symbol, side, volumeLots} = order;
    if (!(Number.isFinite(volumeLots) && volumeLots > 0)) {
      return never('VOLUME_INVALID', `volume ${volumeLots} is not a size`);
    }
    if (this.#symbols.size > 0 && !this.#symbols.has(symbol)) {
      return never('SYMBOL_UNKNOWN', `"${symbol}" is not in the broker's list`);
    }
    const quote = this.#quotes.get(symbol);
    if (quote === undefined) return later('NO_QUOTE', `no quote of ${symbol} was received yet`);
    if (this.#isIdeal) {
      const {stopLoss, takeProfit} = order;
      const price = quote[openingLine(side)];
      const fill = {price, timeMs: quote.timeMs, volumeLots, stopLoss, takeProfit, quote: seen(quote)};
      return {status: 'filled', fill};
    }
    return this.#decideStrictly(order, quote, nowMs);
  }

  #decideStrictly(order: Order, quote: Quote, nowMs: number): Decision {
    const {symbol, side, volumeLots} = order;
    const {rules} = this;
    const instrument = this.#instruments.of(symbol);
    const levelPoints = Math.max(rules.stopLevelPoints, instrument.stopLevelPoints ?? 0);
    if (instrument.digits === null && rules.extraSpreadPoints + rules.slippagePointsMax + levelPoints > 0) {
      const message = `the digits of ${symbol} are unknown, so a point of it is no price; configure the instrument`;
      return {status: 'rejected', code: 'INSTRUMENT_UNKNOWN', message, retry: 'human'};
    }
    const refusedSize = refusedVolume(order, instrument);
    if (refusedSize !== undefined) return refusedSize;
    const ageMs = nowMs - quote.receivedAtMs;
    if (rules.quoteAgeMsMax > 0 && ageMs > rules.quoteAgeMsMax) {
      return later(
        'QUOTE_STALE',
        `the last quote of ${symbol} is ${ageMs} ms old, ${rules.quoteAgeMsMax} are allowed`,
      );
    }
    const rounded: Order = {
      ...order,
      stopLoss: order.stopLoss === null ? null : roundedPrice(order.stopLoss, instrument),
      takeProfit: order.takeProfit === null ? null : roundedPrice(order.takeProfit, instrument),
    };
    const refused = refusedStops(rounded, quote[closingLine(side)], levelPoints, instrument);
    if (refused !== undefined) return refused;
    const {share, code, retry} = rules.rejection;
    if (share > 0 && this.#random.next() < share) {
      return {status: 'rejected', code, message: 'the broker refused the order', retry};
    }
    const slippage = side === 'buy' ? this.#slippagePoints() : -this.#slippagePoints();
    const fill = {
      price: movedByPoints(quote[openingLine(side)], slippage, instrument),
      // By the source's clock, which need not be ours: the quote's time and its age.
      timeMs: rules.latencyMs === 0 ? quote.timeMs : quote.timeMs + Math.max(0, ageMs),
      volumeLots,
      stopLoss: rounded.stopLoss,
      takeProfit: rounded.takeProfit,
      quote: seen(quote),
    };
    return {status: 'filled', fill};
  }

  #closingOf({position, reason}: Exit, quote: Quote): Closing {
    const {symbol, side} = position;
    const instrument = this.#instruments.of(symbol);
    const quoted = quote[closingLine(side)];
    // A take profit is a limit: the broker gives its price or does not fill it. A stop loss slips.
    const slippage = reason === 'stopLoss' ? this.#slippagePoints() : 0;
    const price = movedByPoints(quoted, side === 'buy' ? -slippage : slippage, instrument);
    const profit = profitOf(position, price, instrument.contractSize);
    return {position, close: {price, timeMs: quote.timeMs, reason, profit}};
  }

  #slippagePoints(): number {
    const {slippagePointsMax} = this.rules;
    return slippagePointsMax === 0 ? 0 : Math.floor(this.#random.next() * (slippagePointsMax + 1));
  }

  #wake(quote: Quote): void {
    const waiting = this.#waiting.get(quote.symbol);
    if (waiting === undefined) return;
    const stillWaiting: Position[] = [];
    for (const position of waiting) {
      if (isAfter(quote, position.openingQuote)) this.#exits.add(position);
      else stillWaiting.push(position);
    }
    this.#keepWaiting(quote.symbol, stillWaiting);
  }

  #keepWaiting(symbol: string, positions: Position[]): void {
    if (positions.length === 0) this.#waiting.delete(symbol);
    else this.#waiting.set(symbol, positions);
  }

  #waitingSymbolOf(positionId: string): string | undefined {
    for (const [symbol, positions] of this.#waiting) {
      if (positions.some((position) => position.positionId === positionId)) return symbol;
    }
    return undefined;
  }

  #forgetOldest(): void {
    const oldest = this.#quotes.keys().next().value;
    if (oldest !== undefined) this.#quotes.delete(oldest);
  }
}

function seen({timeMs, bid, ask}: Quote): SeenQuote {
  return {timeMs, bid, ask};
}

/** Whether a quote came after the one that opened a position; the same time is later if it differs. */
function isAfter(quote: Quote, opening: SeenQuote): boolean {
  if (quote.timeMs !== opening.timeMs) return quote.timeMs > opening.timeMs;
  return quote.bid !== opening.bid || quote.ask !== opening.ask;
}

function later(code: string, message: string): Rejection {
  return {status: 'rejected', code, message, retry: 'later'};
}
