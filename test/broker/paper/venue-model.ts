import type {Side} from '../../../src/market/quote.ts';
import type {CloseReason, OrderState, OrderType} from '../../../src/ports/broker.ts';

/** A quote in ticks of 0.1. */
export type ModelQuote = Readonly<{symbol: string; bid: number; spread: number}>;

/** An order in ticks and hundredths of a lot. */
export type ModelTerms = Readonly<{
  symbol: string;
  side: Side;
  type: OrderType;
  price: number | null;
  hundredths: number;
  stop: number | null;
  target: number | null;
  expiresAtMs: number | null;
}>;

type Lots = {ticks: number; hundredths: number};

export type ModelOrder = {
  readonly terms: ModelTerms;
  state: OrderState;
  stop: number | null;
  target: number | null;
  parts: number;
  filledAtMs: number;
  closedAtMs: number;
  reason: CloseReason;
  readonly fills: Lots[];
  readonly closes: Lots[];
};

/**
 * The rules of a venue, read aloud: it keeps a list, looks at every order on every quote, and counts in
 * whole ticks and hundredths, so that its sums are exact by themselves.
 */
export class VenueModel {
  readonly orders: ModelOrder[] = [];
  readonly #last = new Map<string, ModelQuote & Readonly<{timeMs: number}>>();
  /** Orders that hold something open, by when they began to. */
  #queue: ModelOrder[] = [];
  readonly #isNetting: boolean;
  readonly #parts: number;

  constructor(isNetting: boolean, parts: number) {
    this.#isNetting = isNetting;
    this.#parts = parts;
  }

  expire(nowMs: number): void {
    for (const order of this.orders) {
      const {expiresAtMs} = order.terms;
      if (order.state === 'working' && expiresAtMs !== null && expiresAtMs <= nowMs) order.state = 'expired';
    }
  }

  quote(quote: ModelQuote, nowMs: number): void {
    this.#last.set(quote.symbol, {...quote, timeMs: nowMs});
    for (const order of [...this.#queue]) {
      if (order.terms.symbol !== quote.symbol || openOf(order) === 0) continue;
      const {direction, exit} = linesOf(order.terms.side, quote);
      if (order.stop !== null && (exit - order.stop) * direction <= 0) {
        this.#closeAll(order, exit, nowMs, 'stopLoss');
      } else if (order.target !== null && (exit - order.target) * direction >= 0) {
        this.#closeAll(order, exit, nowMs, 'takeProfit');
      }
    }
    for (const order of [...this.orders]) {
      const {symbol, side, type, price} = order.terms;
      if (order.state !== 'working' || symbol !== quote.symbol || price === null) continue;
      const {direction, entry} = linesOf(side, quote);
      const distance = (entry - price) * direction;
      if (type === 'limit' ? distance <= 0 : distance >= 0) this.#fill(order, entry, nowMs);
    }
  }

  /** Undefined where the venue refuses the order. */
  place(terms: ModelTerms, nowMs: number): ModelOrder | undefined {
    const quote = this.#last.get(terms.symbol);
    if (quote === undefined) return undefined;
    const {direction, entry, exit} = linesOf(terms.side, quote);
    if (terms.price !== null) {
      const distance = (entry - terms.price) * direction * (terms.type === 'limit' ? 1 : -1);
      if (distance <= 0) return undefined;
    }
    const from = terms.price ?? exit;
    const isChecked = terms.price !== null || this.#parts > 1;
    if (isChecked && !areOnTheirSides(terms.stop, terms.target, from, direction)) return undefined;
    if (terms.expiresAtMs !== null && terms.expiresAtMs <= nowMs) return undefined;
    const order: ModelOrder = {
      terms,
      state: 'working',
      stop: terms.stop,
      target: terms.target,
      parts: this.#parts,
      filledAtMs: 0,
      closedAtMs: 0,
      reason: 'manual',
      fills: [],
      closes: [],
    };
    this.orders.push(order);
    if (terms.price === null) this.#fill(order, entry, quote.timeMs);
    return order;
  }

  cancel(order: ModelOrder): boolean {
    if (order.state === 'cancelled') return true;
    if (order.state !== 'working') return false;
    order.state = 'cancelled';
    return true;
  }

  amend(order: ModelOrder, stop: number | null, target: number | null): boolean {
    const quote = this.#last.get(order.terms.symbol);
    const isOpen = openOf(order) > 0;
    if (quote === undefined || (order.state !== 'working' && !isOpen)) return false;
    const {direction, exit} = linesOf(order.terms.side, quote);
    const from = isOpen ? exit : (order.terms.price ?? 0);
    const newStop = stop === order.stop ? null : stop;
    const newTarget = target === order.target ? null : target;
    if (!areOnTheirSides(newStop, newTarget, from, direction)) return false;
    const all = isOpen && this.#isNetting ? this.#holdersWith(order) : [order];
    for (const one of all) Object.assign(one, {stop, target});
    return true;
  }

  close(order: ModelOrder): boolean {
    const quote = this.#last.get(order.terms.symbol);
    if (openOf(order) === 0) return order.closes.length > 0;
    if (quote === undefined) return false;
    this.#closeOne(order, linesOf(order.terms.side, quote).exit, quote.timeMs, 'manual');
    return true;
  }

  #holdersWith({terms}: ModelOrder): readonly ModelOrder[] {
    return this.#queue.filter((one) => one.terms.symbol === terms.symbol);
  }

  #closeAll(order: ModelOrder, ticks: number, nowMs: number, reason: CloseReason): void {
    const all = this.#isNetting ? this.#holdersWith(order) : [order];
    for (const one of [...all]) this.#closeOne(one, ticks, nowMs, reason);
  }

  #closeOne(order: ModelOrder, ticks: number, nowMs: number, reason: CloseReason): void {
    this.#close(order, {ticks, hundredths: openOf(order)}, nowMs, reason);
    if (order.state === 'working') order.state = 'cancelled';
  }

  #close(order: ModelOrder, lots: Lots, nowMs: number, reason: CloseReason): void {
    order.closes.push(lots);
    order.closedAtMs = nowMs;
    order.reason = reason;
    if (openOf(order) === 0) this.#queue = this.#queue.filter((one) => one !== order);
  }

  #fill(order: ModelOrder, ticks: number, nowMs: number): void {
    const rest = order.terms.hundredths - sumOf(order.fills);
    const part = order.parts <= 1 ? rest : Math.min(rest, Math.max(1, Math.floor(rest / order.parts)));
    order.parts = Math.max(1, order.parts - 1);
    order.fills.push({ticks, hundredths: part});
    order.filledAtMs = nowMs;
    if (part === rest) order.state = 'filled';
    else if (order.terms.type === 'market') order.state = 'cancelled';
    let left = part;
    if (this.#isNetting) {
      for (const other of [...this.#queue]) {
        if (other.terms.symbol !== order.terms.symbol) continue;
        if (other.terms.side === order.terms.side) {
          Object.assign(other, {stop: order.stop, target: order.target});
          continue;
        }
        const taken = Math.min(left, openOf(other));
        if (taken === 0) continue;
        this.#close(other, {ticks, hundredths: taken}, nowMs, 'manual');
        order.closes.push({ticks, hundredths: taken});
        Object.assign(order, {closedAtMs: nowMs, reason: 'manual'});
        left -= taken;
      }
    }
    if (left > 0 && !this.#queue.includes(order)) this.#queue.push(order);
  }
}

/** What a report should say of an order; averages and money to nine decimals. */
export function modelReport(order: ModelOrder, contractSize: number) {
  const {state, fills, closes, terms} = order;
  const stands = state === 'working' || openOf(order) > 0;
  const direction = terms.side === 'buy' ? 1 : -1;
  const filled = sumOf(fills);
  const gain = (worthOf(closes) - worthOf(fills)) * direction * contractSize;
  return {
    state,
    fill:
      filled === 0
        ? null
        : {price: rounded(worthOf(fills) / filled / 10), lots: filled / 100, timeMs: order.filledAtMs},
    close:
      stands || filled === 0
        ? null
        : {
            price: rounded(worthOf(closes) / filled / 10),
            timeMs: order.closedAtMs,
            reason: order.reason,
            profit: rounded(gain / 1000),
          },
    stop: stands ? order.stop : null,
    target: stands ? order.target : null,
  };
}

export function rounded(value: number): number {
  // `+ 0` because a rounded nothing may be a negative zero.
  return Number(value.toFixed(9)) + 0;
}

export function openOf({fills, closes}: ModelOrder): number {
  return sumOf(fills) - sumOf(closes);
}

function linesOf(side: Side, {bid, spread}: ModelQuote) {
  return side === 'buy'
    ? {direction: 1, entry: bid + spread, exit: bid}
    : {direction: -1, entry: bid, exit: bid + spread};
}

function areOnTheirSides(stop: number | null, target: number | null, from: number, direction: number) {
  if (stop !== null && (from - stop) * direction <= 0) return false;
  return target === null || (target - from) * direction > 0;
}

function sumOf(lots: readonly Lots[]): number {
  return lots.reduce((sum, {hundredths}) => sum + hundredths, 0);
}

function worthOf(lots: readonly Lots[]): number {
  return lots.reduce((sum, {ticks, hundredths}) => sum + ticks * hundredths, 0);
}
