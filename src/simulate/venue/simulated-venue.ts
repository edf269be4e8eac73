import type {Decided, Decision} from '../../broker/matching/decision.ts';
import {MatchingCore} from '../../broker/matching/matching-core.ts';
import {IDEAL_RULES} from '../../broker/matching/matching-rules.ts';
import {isStanding, openLots, type PlacedOrder, reportOf} from '../../broker/matching/placed-order.ts';
import type {InstrumentBook} from '../../market/instrument.ts';
import type {Quote} from '../../market/quote.ts';
import type {
  Exits,
  Venue,
  VenueAnswer,
  VenueOrder,
  VenueRow,
  VenueSource,
} from '../../terminal/venue/venue.ts';
import type {Situation} from '../judge/sometimes.ts';
import type {Faults} from '../kernel/faults.ts';
import type {Kernel} from '../kernel/kernel.ts';
import {BarHistory} from './bar-history.ts';
import type {Ledger} from './ledger.ts';

type Booked = {
  readonly ticket: string;
  readonly magic: number;
  readonly comment: string;
  order: PlacedOrder;
  /** By true time; null while nothing is filled. */
  filledAtMs: number | null;
  changedAtMs: number;
};

export type VenueParts = Readonly<{
  note: (situation: Situation) => void;
  kernel: Kernel;
  faults: Faults;
  ledger: Ledger;
  instruments: InstrumentBook;
}>;

/** The server's clock is that of another time zone. */
const SERVER_OFFSET_MS = 2 * 3_600_000;
const HISTORY_DELAY_MS_MAX = 20_000;
const CUT_COMMENT = 16;

const REQUOTE = 10004;
const REJECT = 10006;
const PLACED = 10008;
const DONE = 10009;
const DONE_PARTIALLY = 10010;
const NO_MONEY = 10019;
const NOBODY_KNOWS = -1;

/**
 * A venue of MetaTrader's kind, whose book never forgets: tickets, magic numbers and comments, lists that are
 * late, and answers that say nothing. It matches orders as every pretended broker here does.
 */
export class SimulatedVenue implements Venue {
  /** Whose order is being asked for, for the ledger. */
  asking = '';
  readonly bars: BarHistory;
  readonly #parts: VenueParts;
  readonly #core: MatchingCore;
  readonly #book = new Map<string, Booked>();
  readonly #listeners = new Set<(row: VenueRow) => void>();
  readonly #historyDelayMs: number;

  constructor(parts: VenueParts) {
    this.#parts = parts;
    const {faults, kernel, instruments} = parts;
    this.bars = new BarHistory(kernel.dice, faults.has('few bars'));
    this.#historyDelayMs = faults.has('history slow')
      ? kernel.dice.of('history delay').between(500, HISTORY_DELAY_MS_MAX)
      : 0;
    this.#core = new MatchingCore({
      instruments,
      random: kernel.dice.of('venue'),
      rules: {
        ...IDEAL_RULES,
        slippagePointsMax: faults.has('slippage') ? 5 : 0,
        partialFills: {share: faults.has('partial fills') ? 0.5 : 0, parts: 3},
        positionMode: faults.has('netting') ? 'netting' : 'hedging',
      },
    });
  }

  get serverNowMs(): number {
    return this.#parts.kernel.nowMs + SERVER_OFFSET_MS;
  }

  order(order: VenueOrder): VenueAnswer {
    const {faults, kernel} = this.#parts;
    if (faults.strikes('requote')) {
      this.#parts.note('requoted');
      return {retcode: REQUOTE, ticket: null};
    }
    if (faults.strikes('venue refuses')) {
      return {retcode: faults.dieOf('venue refuses').chance(0.3) ? NO_MONEY : REJECT, ticket: null};
    }
    if (faults.strikes('venue silent')) return silence();
    const ticket = String(this.#book.size + 1);
    const {magic, comment, ...terms} = order;
    const decided = this.#core.place(ticket, terms, this.serverNowMs);
    if (decided.status === 'rejected') return {retcode: REJECT, ticket: null, refusal: decided};
    const nowMs = kernel.nowMs;
    const [first] = decided.changes;
    if (first === undefined) throw new Error('Invariant: an order that is placed changes something');
    this.#book.set(ticket, {
      ...{ticket, magic, comment: this.#kept(comment), order: first.after},
      ...{filledAtMs: null, changedAtMs: nowMs},
    });
    this.#parts.ledger.accepted({
      ...{ticket, key: this.asking, order, acceptedAtMs: kernel.elapsedMs},
      report: reportOf(first.after, ticket),
    });
    kernel.note(
      'venue',
      `accepts ${ticket} for ${this.asking}: ${order.type} ${order.side} ${order.volumeLots}`,
    );
    this.#apply(decided);
    if (faults.strikes('stop lost')) this.#loseStop(ticket);
    if (faults.strikes('venue silent though done')) return silence();
    const {fill, volumeLots} = this.#book.get(ticket)?.order ?? first.after;
    if (fill === null) return {retcode: PLACED, ticket};
    return {retcode: fill.volumeLots < volumeLots ? DONE_PARTIALLY : DONE, ticket};
  }

  cancel(ticket: string): VenueAnswer {
    return this.#request(this.#core.cancel(ticket));
  }

  amend(ticket: string, exits: Exits): VenueAnswer {
    return this.#request(this.#core.amend(ticket, exits));
  }

  closeOrder(ticket: string): VenueAnswer {
    return this.#request(this.#core.closeOrder(ticket, this.serverNowMs));
  }

  read(source: VenueSource, fromMs: number): readonly VenueRow[] | null {
    if (this.#parts.faults.strikes('list unreadable')) return null;
    const untilMs = this.#parts.kernel.nowMs - this.#historyDelayMs;
    const rows = [...this.#book.values()].filter(
      (booked) =>
        (isStanding(booked.order) || booked.changedAtMs >= fromMs) && isShown(booked, source, untilMs),
    );
    if (source !== 'positions' || this.#core.rules.positionMode === 'hedging') return rows.map(rowOf);
    // On netting accounts a position carries the labels of one order only.
    const firsts = new Map(rows.toReversed().map((booked) => [booked.order.symbol, booked]));
    return [...firsts.values()].map(rowOf);
  }

  row(ticket: string): VenueRow | undefined {
    const booked = this.#book.get(ticket);
    return booked === undefined ? undefined : rowOf(booked);
  }

  quote(quote: Quote): void {
    this.bars.take(quote.symbol, quote.bid, quote.timeMs);
    for (const decision of this.#core.quote(quote)) this.#settle(decision);
    for (const decision of this.#core.expire(this.serverNowMs)) this.#settle(decision);
  }

  onChange(listener: (row: VenueRow) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sets a forgotten stop aside, as some servers do. */
  #loseStop(ticket: string): void {
    const booked = this.#book.get(ticket);
    if (booked === undefined || booked.order.stopLoss === null || openLots(booked.order) === 0) return;
    this.#parts.kernel.note('venue', `loses the stop of ${ticket}`);
    const {takeProfit} = booked.order;
    const decided = this.#core.amend(ticket, {stopLoss: null, takeProfit});
    if (decided.status === 'decided') this.#apply(decided);
  }

  #kept(comment: string): string {
    const {faults} = this.#parts;
    if (faults.has('comment erased')) return '';
    return faults.has('comment cut') ? comment.slice(0, CUT_COMMENT) : comment;
  }

  #request(decided: Decided): VenueAnswer {
    const {faults} = this.#parts;
    if (faults.strikes('venue silent')) return silence();
    if (decided.status === 'rejected') return {retcode: REJECT, ticket: null, refusal: decided};
    this.#apply(decided);
    return faults.strikes('venue silent though done') ? silence() : {retcode: DONE, ticket: null};
  }

  #apply(decision: Decision): void {
    this.#core.apply(decision);
    this.#settle(decision);
  }

  #settle({changes}: Decision): void {
    const {kernel, ledger} = this.#parts;
    for (const {after} of changes) {
      const booked = this.#book.get(after.orderId);
      if (booked === undefined) continue;
      booked.order = after;
      booked.changedAtMs = kernel.nowMs;
      if (after.fill !== null && after.fill.volumeLots < after.volumeLots)
        this.#parts.note('filled in parts');
      if (after.fill !== null) booked.filledAtMs ??= kernel.nowMs;
      const row = rowOf(booked);
      ledger.changed(after.orderId, row.report);
      kernel.note(
        'venue',
        `order ${after.orderId} ${after.state}${row.report.close === null ? '' : ', closed'}`,
      );
      for (const listener of this.#listeners) listener(row);
    }
  }
}

function isShown({order, filledAtMs, changedAtMs}: Booked, source: VenueSource, untilMs: number): boolean {
  const isFilled = filledAtMs !== null && filledAtMs <= untilMs;
  switch (source) {
    case 'orders':
      return order.state === 'working';
    case 'history':
      return order.state !== 'working' && changedAtMs <= untilMs;
    case 'deals':
      return isFilled;
    case 'positions':
      return openLots(order) > 0 && isFilled;
  }
}

function rowOf({ticket, magic, comment, order}: Booked): VenueRow {
  const {symbol, side, volumeLots} = order;
  return {ticket, magic, comment, symbol, side, volumeLots, report: reportOf(order, ticket)};
}

function silence(): VenueAnswer {
  return {retcode: null, lastError: NOBODY_KNOWS, ticket: null};
}
