import type {Decided, Decision} from '../../broker/matching/decision.ts';
import {MatchingCore} from '../../broker/matching/matching-core.ts';
import {IDEAL_RULES, type MatchingRules} from '../../broker/matching/matching-rules.ts';
import {Listeners} from '../../gateway/listeners.ts';
import {after} from '../../link/after.ts';
import type {InstrumentBook, InstrumentFacts} from '../../market/instrument.ts';
import type {Quote} from '../../market/quote.ts';
import type {Rejection} from '../../ports/broker.ts';
import type {Clock, Timer} from '../../ports/clock.ts';
import type {Random} from '../../ports/random.ts';
import {isDatabaseError, type VenueBook} from './venue-book.ts';
import type {Exits, Venue, VenueAnswer, VenueOrder, VenueRow, VenueSource} from './venue.ts';

/** What this venue keeps of a comment, in characters; `erase`: nothing. */
export const COMMENT_KEPT = {keep: 255, cut31: 31, cut27: 27, cut16: 16, erase: 0} as const;
export type CommentFate = keyof typeof COMMENT_KEPT;

/** What can be changed while the venue works. */
export type VenueHabits = Readonly<{
  comment: CommentFate;
  /** History, deals and positions show what is at least so old. */
  historyDelayMs: number;
  /** The server's clock less the machine's. */
  clockOffsetMs: number;
}>;

export type PaperVenueOptions = Readonly<{
  book: VenueBook;
  clock: Clock;
  random: Random;
  instruments: InstrumentBook;
  listed?: readonly InstrumentFacts[];
  rules?: Partial<MatchingRules>;
  habits: () => VenueHabits;
}>;

/** What a quote has brought and could not be written is tried again after this. */
const WRITE_RETRY_MS = 100;

/** Return codes for what the core refuses; all others are a plain refusal. */
const RETCODE_OF: Readonly<Record<string, number>> = {
  VOLUME_INVALID: 10014,
  STOPS_INVALID: 10016,
  PRICE_INVALID: 10015,
  EXPIRY_INVALID: 10022,
  NO_QUOTE: 10021,
  QUOTE_STALE: 10021,
};
const REJECT = 10006;
/** MetaTrader's `last_error` that says nothing. */
const NOBODY_KNOWS = -1;
const PLACED = 10008;
const DONE = 10009;
const DONE_PARTIALLY = 10010;

/**
 * A venue of MetaTrader's kind: the matching core with a durable book around it. It knows tickets, magic
 * numbers and comments. What it has answered is on the disk.
 */
export class PaperVenue implements Venue {
  readonly #book: VenueBook;
  readonly #clock: Clock;
  readonly #core: MatchingCore;
  readonly #habits: () => VenueHabits;
  readonly #changes = new Listeners<VenueRow>();
  /** Final in the core and not yet in the book, in order. */
  #pending: Decision[] = [];
  #retry: Timer | undefined;
  #expiry: Timer | undefined;

  constructor({book, clock, random, instruments, listed = [], rules, habits}: PaperVenueOptions) {
    this.#book = book;
    this.#clock = clock;
    this.#habits = habits;
    const symbols = listed.flatMap(({symbol}) => symbol ?? []);
    this.#core = new MatchingCore({rules: {...IDEAL_RULES, ...rules}, instruments, random, symbols});
    for (const order of book.standing()) this.#core.restore(order);
    this.#waitForExpiry();
  }

  close(): void {
    this.#retry?.cancel();
    this.#expiry?.cancel();
    this.#changes.clear();
    this.#book.close();
  }

  /** The clock that its times are told by. */
  get serverNowMs(): number {
    return this.#clock.now() + this.#habits().clockOffsetMs;
  }

  order({magic, comment, ...order}: VenueOrder): VenueAnswer {
    const labels = {magic, comment: comment.slice(0, COMMENT_KEPT[this.#habits().comment])};
    let ticket = '';
    const answer = this.#carryOut(() => {
      ticket = this.#book.nextTicket();
      return this.#core.place(ticket, order, this.serverNowMs);
    }, labels);
    if (answer.retcode !== DONE) return answer;
    const placed = this.#book.order(ticket);
    const isPartly =
      placed?.fill !== null && placed !== undefined && placed.fill.volumeLots < placed.volumeLots;
    const retcode = placed?.fill === null ? PLACED : isPartly ? DONE_PARTIALLY : DONE;
    return {retcode, ticket};
  }

  cancel(ticket: string): VenueAnswer {
    return this.#carryOut(() => this.#core.cancel(ticket));
  }

  amend(ticket: string, exits: Exits): VenueAnswer {
    return this.#carryOut(() => this.#core.amend(ticket, exits));
  }

  closeOrder(ticket: string): VenueAnswer {
    return this.#carryOut(() => this.#core.closeOrder(ticket, this.serverNowMs));
  }

  read(source: VenueSource, fromMs: number): readonly VenueRow[] {
    const rows = this.#book.read(source, fromMs, this.#clock.now() - this.#habits().historyDelayMs);
    return source === 'positions' && this.#core.rules.positionMode === 'netting' ? onePerSymbol(rows) : rows;
  }

  row(ticket: string): VenueRow | undefined {
    return this.#book.row(ticket);
  }

  quote(quote: Quote): void {
    this.#pending.push(...this.#core.quote(quote));
    this.#writePending();
  }

  onChange(listener: (row: VenueRow) => void): () => void {
    return this.#changes.add(listener);
  }

  /** Decides, writes and applies, all or nothing; what quotes have brought before is written with it. */
  #carryOut(decide: () => Decided, labels?: Readonly<{magic: number; comment: string}>): VenueAnswer {
    const isWritten = this.#writePending();
    if (!isWritten)
      return refused({
        status: 'rejected',
        code: 'BOOK_BUSY',
        message: 'the book cannot be written',
        retry: 'later',
      });
    const nowMs = this.#clock.now();
    let decided: Decided | undefined;
    try {
      decided = this.#book.write(() => {
        decided = decide();
        if (decided.status === 'decided') this.#store(decided, nowMs, labels);
        return decided;
      });
    } catch (error) {
      if (!isDatabaseError(error)) throw error;
      // Whether a commit that failed has reached the disk only the book can tell.
      if (decided?.status === 'decided') this.#believeBook(decided);
      return {retcode: null, lastError: NOBODY_KNOWS, ticket: null};
    }
    if (decided.status === 'rejected') return refused(decided);
    this.#core.apply(decided);
    this.#tell([decided]);
    this.#waitForExpiry();
    return {retcode: DONE, ticket: null};
  }

  #believeBook({changes}: Decision): void {
    for (const {after: order} of changes) {
      const stored = this.#book.order(order.orderId);
      if (stored !== undefined) this.#core.restore(stored);
    }
  }

  #store(decision: Decision, nowMs: number, labels?: Readonly<{magic: number; comment: string}>): void {
    for (const change of decision.changes) {
      if (change.before === null) {
        if (labels === undefined) throw new Error('Invariant: only a request brings a new order');
        this.#book.insert(change.after, labels, nowMs);
      } else if (!this.#book.update(change, nowMs)) {
        throw new Error(`Invariant: the book knows order ${change.after.orderId} as the venue does`);
      }
    }
  }

  /** False: it could not be written now, and will be tried again. */
  #writePending(): boolean {
    const decisions = this.#pending;
    if (decisions.length === 0) return true;
    const nowMs = this.#clock.now();
    try {
      this.#book.write(() => {
        for (const decision of decisions) this.#store(decision, nowMs);
      });
    } catch (error) {
      // A full disk, or somebody's lock: the decisions are final, and wait for their turn.
      if (!isDatabaseError(error)) throw error;
      this.#retry ??= after(this.#clock, WRITE_RETRY_MS, () => {
        this.#retry = undefined;
        this.#writePending();
      });
      return false;
    }
    this.#pending = [];
    this.#tell(decisions);
    this.#waitForExpiry();
    return true;
  }

  #tell(decisions: readonly Decision[]): void {
    for (const {changes} of decisions) {
      for (const {after: order} of changes) {
        const row = this.#book.row(order.orderId);
        if (row !== undefined) this.#changes.tell(row);
      }
    }
  }

  #waitForExpiry(): void {
    this.#expiry?.cancel();
    const {nextExpiryMs} = this.#core;
    if (nextExpiryMs === null) return;
    this.#expiry = after(this.#clock, Math.max(0, nextExpiryMs - this.serverNowMs), () => {
      this.#pending.push(...this.#core.expire(this.serverNowMs));
      this.#writePending();
      this.#waitForExpiry();
    });
  }
}

function refused(refusal: Rejection): VenueAnswer {
  return {retcode: RETCODE_OF[refusal.code] ?? REJECT, ticket: null, refusal};
}

/** On netting accounts a position carries the labels of one order only. */
function onePerSymbol(rows: readonly VenueRow[]): readonly VenueRow[] {
  const seen = new Set<string>();
  return rows.filter(({symbol}) => !seen.has(symbol) && seen.add(symbol) !== undefined);
}
