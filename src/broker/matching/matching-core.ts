import type {Instrument, InstrumentBook} from '../../market/instrument.ts';
import {closingLine, openingLine, type Quote, type Side} from '../../market/quote.ts';
import type {CloseReason, Rejection} from '../../ports/broker.ts';
import type {Random} from '../../ports/random.ts';
import {type Change, type Decided, type Decision, decided, later, never, reread} from './decision.ts';
import {type Exit, ExitIndex} from './exit-index.ts';
import {ExpiryIndex} from './expiry-index.ts';
import {checkedRules, isIdeal, type MatchingRules} from './matching-rules.ts';
import {NetBook} from './net-book.ts';
import {netFill} from './net-orders.ts';
import {nextPartLots} from './next-part.ts';
import {changeOf, closedWhole, filledWith, laterQuote, type Part} from './order-steps.ts';
import {
  type Exits,
  isStanding,
  type Order,
  openLots,
  type PlacedOrder,
  type SeenQuote,
} from './placed-order.ts';
import {type Position, positionOf} from './position.ts';
import {RestingIndex} from './resting-index.ts';
import {movedByPoints, refusedPrice, refusedStops, refusedVolume, roundedPrice, venueQuote} from './terms.ts';

/** Symbols whose last quote is kept; beyond, the symbol quoted first is forgotten until its next quote. */
const SYMBOLS_MAX = 10_000;

const NO_DECISIONS: readonly Decision[] = [];

export type MatchingCoreOptions = Readonly<{
  rules: MatchingRules;
  instruments: InstrumentBook;
  random: Random;
  /** All that is traded; empty or left out: whatever is quoted. */
  symbols?: readonly string[];
}>;

/** A standing order. Asleep: it is of an earlier process, and no quote has come yet that is newer than its own. */
type Held = Readonly<{order: PlacedOrder; sequence: number; isAwake: boolean}>;

/**
 * What everything that pretends to be a broker has in common: it takes quotes, orders and the time, and
 * answers with decisions. It writes nothing.
 *
 * A request (`place`, `cancel`, `amend`, `closeOrder`, `closePosition`) changes nothing: the caller
 * makes the decision durable and then says so with `apply`. What happens by itself (`quote`, `expire`)
 * is final when it is returned: the core has moved on, and the caller keeps the decisions, in order,
 * until they are durable. A decision that the book does not take, because another process was first,
 * is undone by `restore` with what the book says.
 *
 * On one quote, orders expire first, then positions close, then resting orders fill. So what a quote
 * opens it does not close, and an order that is due and expired is not filled.
 */
export class MatchingCore {
  readonly rules: MatchingRules;
  readonly #instruments: InstrumentBook;
  readonly #random: Random;
  readonly #isIdeal: boolean;
  readonly #symbols: ReadonlySet<string>;
  readonly #quotes = new Map<string, Quote>();
  readonly #held = new Map<string, Held>();
  /** Ids of the orders asleep, by symbol. */
  readonly #sleeping = new Map<string, Set<string>>();
  /** By order id, or when orders are netted by symbol. */
  readonly #exits = new ExitIndex();
  readonly #resting = new RestingIndex();
  readonly #expiries = new ExpiryIndex();
  /** Null while each order has a position of its own. */
  readonly #net: NetBook | null;
  #sequence = 0;

  constructor({rules, instruments, random, symbols = []}: MatchingCoreOptions) {
    this.rules = checkedRules(rules);
    this.#instruments = instruments;
    this.#random = random;
    this.#symbols = new Set(symbols);
    this.#isIdeal = isIdeal(rules);
    this.#net = rules.positionMode === 'netting' ? new NetBook() : null;
  }

  /** Orders that stand: they work, or hold something open. */
  get orders(): number {
    return this.#held.size;
  }

  /** Open positions. */
  get positions(): number {
    if (this.#net !== null) return this.#net.size;
    let positions = 0;
    for (const {order} of this.#held.values()) if (openLots(order) > 0) positions += 1;
    return positions;
  }

  /** When the next working order expires; null when none does. */
  get nextExpiryMs(): number | null {
    return this.#expiries.nextMs;
  }

  /** A standing order as it is now. */
  find(orderId: string): PlacedOrder | undefined {
    return this.#held.get(orderId)?.order;
  }

  /** All standing orders, the oldest first. */
  standing(): readonly PlacedOrder[] {
    return Array.from(this.#held.values(), ({order}) => order);
  }

  openPositions(): readonly Position[] {
    const groups =
      this.#net?.holders() ??
      this.standing()
        .filter((order) => openLots(order) > 0)
        .map((order) => [order]);
    return Array.from(groups, positionOf).filter((position) => position !== undefined);
  }

  /** The symbol's last quote, as this broker gives it. */
  lastQuote(symbol: string): Quote | undefined {
    return this.#quotes.get(symbol);
  }

  /**
   * An order of another life or of another process, as the book has it; it replaces what is held here,
   * and one that stands no more is let go. A stream that starts again may repeat the quotes up to the
   * order's own; those neither fill nor close it.
   */
  restore(order: PlacedOrder): void {
    this.#hold(order, false);
  }

  /** Makes a decision of a request true. */
  apply({changes}: Decision): void {
    for (const {after} of changes) this.#hold(after, this.#held.get(after.orderId)?.isAwake ?? true);
  }

  /** Takes an accepted quote and returns what it does; see the class for the order. */
  quote(raw: Quote): readonly Decision[] {
    const {symbol} = raw;
    const quote = this.#isIdeal ? raw : venueQuote(raw, this.#instruments.of(symbol), this.rules);
    if (this.#quotes.size >= SYMBOLS_MAX && !this.#quotes.has(symbol)) this.#forgetOldest();
    this.#quotes.set(symbol, quote);
    if (this.#sleeping.size > 0) this.#wake(quote);
    const expired = this.expire(quote.receivedAtMs);
    const exits = this.#exits.takeDue(quote);
    const made: Decision[] = [];
    for (const exit of exits) made.push(this.#applied(this.#exitDecision(exit, quote)));
    // Asked only now, as a position that closes withdraws the rest of its orders.
    const due = this.#resting.takeDue(quote);
    if (exits.length === 0 && due.length === 0) return expired;
    for (const orderId of due) made.push(this.#applied(this.#restingFill(orderId, quote)));
    return [...expired, ...made];
  }

  /** Ends the working orders whose time has come; for a market from which no quote comes. */
  expire(nowMs: number): readonly Decision[] {
    let orderId = this.#expiries.takeDue(nowMs);
    if (orderId === undefined) return NO_DECISIONS;
    const decisions: Decision[] = [];
    for (; orderId !== undefined; orderId = this.#expiries.takeDue(nowMs)) {
      const order = this.#expected(orderId);
      decisions.push(this.#applied({changes: [this.#changeOf(order, {...order, state: 'expired'})]}));
    }
    return decisions;
  }

  /**
   * Fills an order on the symbol's last quote or lets it rest, or says why not.
   *
   * @param orderId The caller's name for it, which no other order has had.
   */
  place(orderId: string, order: Order, nowMs: number): Decided {
    const {symbol, side, type, volumeLots} = order;
    if (!(Number.isFinite(volumeLots) && volumeLots > 0)) {
      return never('VOLUME_INVALID', `volume ${volumeLots} is not a size`);
    }
    if (this.#symbols.size > 0 && !this.#symbols.has(symbol)) {
      return never('SYMBOL_UNKNOWN', `"${symbol}" is not in the broker's list`);
    }
    const quote = this.#quotes.get(symbol);
    if (quote === undefined) return later('NO_QUOTE', `no quote of ${symbol} was received yet`);
    const instrument = this.#instruments.of(symbol);
    const kept = this.#isIdeal ? order : roundedOrder(order, instrument);
    const refused =
      (this.#isIdeal ? undefined : this.#refusedByTerms(order, quote, instrument, nowMs)) ??
      this.#refusedByPrices(kept, quote, instrument, nowMs) ??
      this.#refusedByChance();
    if (refused !== undefined) return refused;
    const placed: PlacedOrder = {
      orderId,
      version: 1,
      symbol,
      side,
      type,
      price: type === 'market' ? null : kept.price,
      volumeLots,
      stopLoss: kept.stopLoss,
      takeProfit: kept.takeProfit,
      expiresAtMs: type === 'market' ? null : order.expiresAtMs,
      state: 'working',
      fill: null,
      fillWorth: 0,
      closed: null,
      parts: this.#partsOfOrder(),
      turn: null,
      quote: seen(quote),
    };
    if (type !== 'market') return decided(changeOf(null, placed, instrument.contractSize));
    const part = {
      volumeLots: nextPartLots(placed, instrument),
      price: movedByPoints(quote[openingLine(side)], this.#slippagePoints(side), instrument),
      timeMs: this.#arrivalMs(quote, nowMs),
      quote: placed.quote,
    };
    return {status: 'decided', ...this.#fillDecision(null, placed, part)};
  }

  /** Withdraws what of a working order is not filled; what is filled stays open. */
  cancel(orderId: string): Decided {
    const order = this.find(orderId);
    if (order?.state !== 'working') return reread('ORDER_NOT_WORKING', `order ${orderId} does not rest`);
    return decided(this.#changeOf(order, {...order, state: 'cancelled'}));
  }

  /**
   * Sets stop loss and take profit of a standing order; where orders are netted, of the position that it
   * holds. A line that is changed must lie on its own side of the market, or of the order's price while
   * nothing of it is open; one that stays as it is was checked when it was set.
   */
  amend(orderId: string, exits: Exits): Decided {
    const order = this.find(orderId);
    if (order === undefined) return reread('ORDER_NOT_STANDING', `order ${orderId} does not stand any more`);
    const {symbol, side} = order;
    const instrument = this.#instruments.of(symbol);
    const {stopLoss, takeProfit} = this.#isIdeal ? exits : roundedExits(exits, instrument);
    const changed = {
      side,
      stopLoss: stopLoss === order.stopLoss ? null : stopLoss,
      takeProfit: takeProfit === order.takeProfit ? null : takeProfit,
    };
    const quote = this.#quotes.get(symbol);
    const isOpen = openLots(order) > 0;
    const from = isOpen ? quote?.[closingLine(side)] : (order.price ?? undefined);
    if (from === undefined) return later('NO_QUOTE', `no quote of ${symbol} was received yet`);
    const refused = refusedStops(changed, from, this.#levelPoints(instrument), instrument);
    if (refused !== undefined) return refused;
    const targets = isOpen ? this.#holdersWith(order) : [order];
    const changes = targets
      .filter((target) => target.stopLoss !== stopLoss || target.takeProfit !== takeProfit)
      .map((target) =>
        this.#changeOf(target, {
          ...target,
          stopLoss,
          takeProfit,
          // The lines are of now: quotes from before, should they be repeated, were not measured by them.
          quote: quote === undefined ? target.quote : laterQuote(target.quote, seen(quote)),
        }),
      );
    return decided(...changes);
  }

  /** Closes what one order holds open, at the market; the rest of one that is filled in part is withdrawn. */
  closeOrder(orderId: string, nowMs: number): Decided {
    const order = this.find(orderId);
    if (order === undefined || openLots(order) === 0) {
      return reread('NOTHING_OPEN', `order ${orderId} holds nothing open`);
    }
    return this.#closeAtMarket([order], nowMs);
  }

  /** Closes a whole position at the market. */
  closePosition(positionId: string, nowMs: number): Decided {
    const holders = [...this.#held.values()]
      .map(({order}) => order)
      .filter((order) => order.fill?.positionId === positionId && openLots(order) > 0);
    if (holders.length === 0) return reread('NOTHING_OPEN', `position ${positionId} is not open`);
    return this.#closeAtMarket(holders, nowMs);
  }

  #closeAtMarket(holders: readonly PlacedOrder[], nowMs: number): Decided {
    const [first] = holders;
    if (first === undefined) throw new Error('Invariant: what is closed is held by somebody');
    const {symbol, side} = first;
    const quote = this.#quotes.get(symbol);
    if (quote === undefined) return later('NO_QUOTE', `no quote of ${symbol} was received yet`);
    const stale = this.#isIdeal ? undefined : this.#refusedByAge(quote, nowMs);
    if (stale !== undefined) return stale;
    return {
      status: 'decided',
      ...this.#closeDecision(holders, quote, 'manual', this.#arrivalMs(quote, nowMs), side),
    };
  }

  #refusedByTerms(order: Order, quote: Quote, instrument: Instrument, nowMs: number): Rejection | undefined {
    const {rules} = this;
    const {symbol} = order;
    const points = rules.extraSpreadPoints + rules.slippagePointsMax + this.#levelPoints(instrument);
    if (instrument.digits === null && points > 0) {
      return {
        status: 'rejected',
        code: 'INSTRUMENT_UNKNOWN',
        message: `the digits of ${symbol} are unknown, so a point of it is no price; configure the instrument`,
        retry: 'human',
      };
    }
    return refusedVolume(order, instrument) ?? this.#refusedByAge(quote, nowMs);
  }

  #refusedByAge({symbol, receivedAtMs}: Quote, nowMs: number): Rejection | undefined {
    const {quoteAgeMsMax} = this.rules;
    const ageMs = nowMs - receivedAtMs;
    if (quoteAgeMsMax === 0 || ageMs <= quoteAgeMsMax) return undefined;
    return later(
      'QUOTE_STALE',
      `the last quote of ${symbol} is ${ageMs} ms old, ${quoteAgeMsMax} are allowed`,
    );
  }

  /** A market order of an ideal broker may have any stops: it is then closed on the next quote. */
  #refusedByPrices(order: Order, quote: Quote, instrument: Instrument, nowMs: number): Rejection | undefined {
    const {type, side, price, expiresAtMs} = order;
    const levelPoints = this.#levelPoints(instrument);
    if (type === 'market') {
      if (this.#isIdeal) return undefined;
      return refusedStops(order, quote[closingLine(side)], levelPoints, instrument);
    }
    if (price === null || !(Number.isFinite(price) && price > 0)) {
      return never('PRICE_INVALID', `a ${type} order needs a price, and ${price} is none`);
    }
    if (expiresAtMs !== null && !(expiresAtMs > nowMs)) {
      return never('EXPIRY_INVALID', 'the order would have expired before it is placed');
    }
    return (
      refusedPrice(order, price, quote, levelPoints, instrument) ??
      refusedStops(order, price, levelPoints, instrument)
    );
  }

  #refusedByChance(): Rejection | undefined {
    const {share, code, retry} = this.rules.rejection;
    if (share === 0 || this.#random.next() >= share) return undefined;
    return {status: 'rejected', code, message: 'the broker refused the order', retry};
  }

  /** What a resting order gets of a quote that has reached it: a limit its price or better, a stop what there is. */
  #restingFill(orderId: string, quote: Quote): Decision {
    const order = this.#expected(orderId);
    const {symbol, side, type} = order;
    const instrument = this.#instruments.of(symbol);
    const slippage = type === 'stop' ? this.#slippagePoints(side) : 0;
    const part = {
      volumeLots: nextPartLots(order, instrument),
      price: movedByPoints(quote[openingLine(side)], slippage, instrument),
      timeMs: quote.timeMs,
      quote: seen(quote),
    };
    return this.#fillDecision(order, order, part);
  }

  /** @param before Null for an order that is placed and filled at once. */
  #fillDecision(before: PlacedOrder | null, order: PlacedOrder, part: Part): Decision {
    const {orderId, symbol} = order;
    const {contractSize} = this.#instruments.of(symbol);
    if (this.#net === null) {
      const filled = filledWith(order, part, {positionId: orderId, turn: 1});
      return {changes: [changeOf(before, filled, contractSize)]};
    }
    const {order: filled, others} = netFill(this.#net.holdersOf(symbol), order, part);
    const changes: Change[] = others.map((other) => this.#changeOf(this.#expected(other.orderId), other));
    return {changes: [...changes, changeOf(before, filled, contractSize)]};
  }

  #exitDecision({key, reason}: Exit, quote: Quote): Decision {
    const holders = this.#net === null ? [this.#expected(key)] : this.#net.holdersOf(key);
    const [first] = holders;
    if (first === undefined) throw new Error(`Invariant: position ${key} is held by somebody`);
    return this.#closeDecision(holders, quote, reason, quote.timeMs, first.side);
  }

  #closeDecision(
    holders: readonly PlacedOrder[],
    quote: Quote,
    reason: CloseReason,
    timeMs: number,
    side: Side,
  ): Decision {
    const instrument = this.#instruments.of(quote.symbol);
    // A take profit is a limit: the broker gives its price or does not fill it. A stop loss slips.
    const slippage = reason === 'takeProfit' ? 0 : -this.#slippagePoints(side);
    const price = movedByPoints(quote[closingLine(side)], slippage, instrument);
    const part = {price, timeMs, quote: seen(quote)};
    return {changes: holders.map((order) => this.#changeOf(order, closedWhole(order, part, reason)))};
  }

  #changeOf(before: PlacedOrder, after: PlacedOrder): Change {
    return changeOf(before, after, this.#instruments.of(before.symbol).contractSize);
  }

  #applied(decision: Decision): Decision {
    this.apply(decision);
    return decision;
  }

  #expected(orderId: string): PlacedOrder {
    const order = this.find(orderId);
    if (order === undefined) throw new Error(`Invariant: order ${orderId} stands while an index knows it`);
    return order;
  }

  #holdersWith(order: PlacedOrder): readonly PlacedOrder[] {
    return this.#net === null ? [order] : this.#net.holdersOf(order.symbol);
  }

  /** Takes an order as it is, and lists it where it is looked for. */
  #hold(order: PlacedOrder, isAwake: boolean): void {
    const {orderId, symbol, state, expiresAtMs} = order;
    const known = this.#held.get(orderId);
    if (known !== undefined) this.#unlist(known);
    else if (!isStanding(order)) return;
    const sequence = known?.sequence ?? this.#sequence++;
    if (isStanding(order)) {
      this.#held.set(orderId, {order, sequence, isAwake});
      if (!isAwake) this.#putToSleep(symbol, orderId);
    } else {
      this.#held.delete(orderId);
    }
    if (state === 'working') {
      if (isAwake) this.#resting.add(order, sequence);
      if (expiresAtMs !== null) this.#expiries.add(orderId, expiresAtMs, sequence);
    }
    this.#net?.set(order);
    this.#guard(order, sequence);
  }

  #unlist({order: {orderId, symbol}}: Held): void {
    this.#resting.remove(orderId);
    this.#expiries.remove(orderId);
    const sleeping = this.#sleeping.get(symbol);
    if (sleeping?.delete(orderId) && sleeping.size === 0) this.#sleeping.delete(symbol);
  }

  /** Watches the position that an order is about, as its holders are now. */
  #guard(order: PlacedOrder, sequence: number): void {
    const {orderId, symbol} = order;
    const key = this.#net === null ? orderId : symbol;
    this.#exits.remove(key);
    const holders = this.#net === null ? [order] : this.#net.holdersOf(symbol);
    const [first] = holders;
    if (first === undefined || openLots(first) === 0) return;
    // A position is as old as the last thing that happened to any of its orders.
    if (!holders.every((holder) => this.#held.get(holder.orderId)?.isAwake)) return;
    const {side, stopLoss, takeProfit} = first;
    this.#exits.add({key, symbol, side, stopLoss, takeProfit}, sequence);
  }

  #putToSleep(symbol: string, orderId: string): void {
    const sleeping = this.#sleeping.get(symbol);
    if (sleeping === undefined) this.#sleeping.set(symbol, new Set([orderId]));
    else sleeping.add(orderId);
  }

  #wake(quote: Quote): void {
    for (const orderId of [...(this.#sleeping.get(quote.symbol) ?? [])]) {
      const order = this.#expected(orderId);
      if (isAfter(quote, order.quote)) this.#hold(order, true);
    }
  }

  #levelPoints({stopLevelPoints}: Instrument): number {
    return this.#isIdeal ? 0 : Math.max(this.rules.stopLevelPoints, stopLevelPoints ?? 0);
  }

  #partsOfOrder(): number {
    const {share, parts} = this.rules.partialFills;
    return share > 0 && this.#random.next() < share ? parts : 1;
  }

  /** Signed so that an entry of this side becomes worse. */
  #slippagePoints(side: Side): number {
    const {slippagePointsMax} = this.rules;
    if (slippagePointsMax === 0) return 0;
    const points = Math.floor(this.#random.next() * (slippagePointsMax + 1));
    return side === 'buy' ? points : -points;
  }

  /** By the source's clock, which need not be ours: the quote's time and its age. */
  #arrivalMs({timeMs, receivedAtMs}: Quote, nowMs: number): number {
    return this.rules.latencyMs === 0 ? timeMs : timeMs + Math.max(0, nowMs - receivedAtMs);
  }

  #forgetOldest(): void {
    const oldest = this.#quotes.keys().next().value;
    if (oldest !== undefined) this.#quotes.delete(oldest);
  }
}

function seen({timeMs, bid, ask}: Quote): SeenQuote {
  return {timeMs, bid, ask};
}

/** Whether a quote came after the one that an order has seen; the same time is later if it differs. */
function isAfter(quote: Quote, last: SeenQuote): boolean {
  if (quote.timeMs !== last.timeMs) return quote.timeMs > last.timeMs;
  return quote.bid !== last.bid || quote.ask !== last.ask;
}

function roundedExits({stopLoss, takeProfit}: Exits, instrument: Instrument): Exits {
  return {
    stopLoss: stopLoss === null ? null : roundedPrice(stopLoss, instrument),
    takeProfit: takeProfit === null ? null : roundedPrice(takeProfit, instrument),
  };
}

function roundedOrder(order: Order, instrument: Instrument): Order {
  const price = order.price === null ? null : roundedPrice(order.price, instrument);
  return {...order, price, ...roundedExits(order, instrument)};
}
