import {isDeepStrictEqual} from 'node:util';
import {messageOf, StorageError} from '../errors.ts';
import type {WireError} from '../gateway/messages.ts';
import {judgeRetcode} from '../gateway/retcodes.ts';
import type {WireLookup, WireOrder} from '../gateway/wire-orders.ts';
import type {OrderReport, Standing} from '../ports/broker.ts';
import type {Clock} from '../ports/clock.ts';
import type {IntentJournal, JournalEntry} from './intent-journal.ts';
import {commentOf, isOrderOf, keyInLabels, magicOf} from './order-label.ts';
import type {Found, OrderSearch} from './order-search.ts';
import type {TerminalHealth} from './terminal-health.ts';
import type {Exits, Venue, VenueAnswer, VenueRow} from './venue/venue.ts';

/** What is answered: what was asked for, or why it is not there. */
export type Result<T> = Readonly<{ok: T}> | Readonly<{err: WireError}>;

/** What was asked for is done, and there is nothing to say about it. */
type Done = Readonly<Record<string, never>>;

/** What the desk has to know of who asks. */
export type SubmitTerms = Readonly<{
  /** Whether the order must not be sent any more. Asked at the last moment. */
  isLate: () => boolean;
  /** A time of the client's clock, by the server's. */
  serverTimeOf: (clientMs: number) => number;
}>;

export type OrderDeskOptions = Readonly<{
  journal: IntentJournal;
  venue: Venue;
  search: OrderSearch;
  health: TerminalHealth;
  clock: Clock;
}>;

/** Refused orders that are remembered; a request that comes twice does so within seconds. */
const NOT_SENT_MAX = 10_000;
/** Whatever stands, however old. */
const SNAPSHOT_FROM_MS = 0;

/**
 * Sends each order once.
 *
 * ```
 * (new) ─▶ sending ─▶ accepted | refused      by what the venue has answered
 *    │        └─────▶ accepted | never        by what a search has found, after an answer that says nothing
 *    └──────▶ never                           fenced, or too late
 * ```
 *
 * `sending` is on the disk before the venue is asked. Everything here is synchronous, so no two requests
 * are ever between two steps at the same time.
 */
export class OrderDesk {
  readonly #journal: IntentJournal;
  readonly #venue: Venue;
  readonly #search: OrderSearch;
  readonly #health: TerminalHealth;
  readonly #clock: Clock;
  readonly #keysByMagic = new Map<number, string[]>();
  /**
   * Orders that were not sent and are not in the journal. Said once, it stays so: whoever heard it may have
   * given the order another key, and a request that comes twice must not be sent after all. With the terminal
   * its connections end, and so does whatever was on its way here.
   */
  readonly #notSent = new Map<string, Result<never>>();

  constructor({journal, venue, search, health, clock}: OrderDeskOptions) {
    this.#journal = journal;
    this.#venue = venue;
    this.#search = search;
    this.#health = health;
    this.#clock = clock;
    for (const key of journal.keys()) {
      const order = journal.find(key)?.order;
      if (order !== undefined && order !== null) this.#remember(key, order);
    }
  }

  submit(key: string, order: WireOrder, terms: SubmitTerms): Result<{report: OrderReport}> {
    const known = this.#journal.find(key);
    if (known !== undefined) return this.#submitAgain(key, known, order);
    const refused = this.#notSent.get(key);
    if (refused !== undefined) return refused;
    if (terms.isLate()) return this.#refuse(key, notSent('tooLate', 'the deadline of the order has passed'));
    if (!this.#health.terminalConnected)
      return this.#refuse(key, notSent('terminalOffline', 'no connection to the server'));
    if (!this.#health.tradeAllowed)
      return this.#refuse(key, {err: venueError(10027, 'trading is switched off')});
    const atMs = this.#clock.now();
    if (!this.#journal.isComplete) {
      // An older journal, which is lost, may have known the key: one look, for what can be seen.
      const found = this.#search.look(key, atMs, true);
      if (found.status === 'found') return {ok: {report: found.row.report}};
      if (found.status === 'undecided') return this.#refuse(key, notSent('venueNotReadable', found.reason));
    }
    try {
      this.#journal.sending(key, order, atMs);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      return this.#refuse(key, notSent('journalNotWritable', error.message));
    }
    this.#remember(key, order);
    // Writing may have taken its time.
    if (terms.isLate()) {
      this.#note(() => this.#journal.never(key, 'tooLate', this.#clock.now()));
      return notSent('tooLate', 'the deadline of the order has passed');
    }
    const {symbol, side, type, price, volumeLots, stopLoss, takeProfit, expiresAtMs} = order;
    const answer = this.#venue.order({
      ...{symbol, side, type, price, volumeLots, stopLoss, takeProfit},
      expiresAtMs: expiresAtMs === null ? null : terms.serverTimeOf(expiresAtMs),
      magic: magicOf(key, order),
      comment: commentOf(key, order),
    });
    return this.#settle(key, answer);
  }

  lookup(key: string): Result<WireLookup> {
    const entry = this.#journal.find(key);
    switch (entry?.is) {
      case 'accepted': {
        const report = this.#reportOf(entry.ticket);
        if (report !== undefined) return {ok: {status: 'found', report}};
        return {ok: {status: 'undecided', reason: `order ${entry.ticket} cannot be read`}};
      }
      case 'refused':
        return {ok: lookupOfRefusal(entry.error, this.#journalEvidence('the venue was not asked', 0))};
      case 'never':
        return {ok: {status: 'absent', evidence: this.#journalEvidence(entry.why, entry.atMs)}};
      case 'sending':
      case undefined: {
        const found = this.#look(key, entry);
        return {ok: lookupOf(found)};
      }
    }
  }

  fence(key: string): Result<{fence: 'sent' | 'never'}> {
    const entry = this.#journal.find(key);
    if (entry !== undefined) return {ok: {fence: entry.is === 'never' ? 'never' : 'sent'}};
    // The journal may be younger than the book: then the venue is asked, too.
    const found = this.#journal.isComplete ? undefined : this.#look(key, undefined);
    if (found?.status === 'found') return {ok: {fence: 'sent'}};
    if (found?.status === 'undecided') return unavailable(found.reason);
    try {
      this.#journal.never(key, 'fenced', this.#clock.now());
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      return unavailable(error.message);
    }
    return {ok: {fence: 'never'}};
  }

  /** Withdraws a resting order. */
  cancel(key: string): Result<Done> {
    return this.#act(key, ({report}, ticket) => {
      if (report.state === 'cancelled') return undefined;
      return this.#venue.cancel(ticket);
    });
  }

  amend(key: string, exits: Exits): Result<Done> {
    return this.#act(key, (_row, ticket) => this.#venue.amend(ticket, exits));
  }

  /** Closes what the order has filled. */
  close(key: string): Result<Done> {
    return this.#act(key, ({report}, ticket) => {
      return report.close === null ? this.#venue.closeOrder(ticket) : undefined;
    });
  }

  snapshot(): Result<readonly Standing[]> {
    if (!this.#health.terminalConnected) return unavailable('the terminal has no connection to its server');
    const rows = new Map<string, VenueRow>();
    for (const source of ['orders', 'positions'] as const) {
      const read = this.#venue.read(source, SNAPSHOT_FROM_MS);
      if (read === null) return unavailable(`"${source}" cannot be read`);
      for (const row of read) rows.set(row.ticket, row);
    }
    const oldestFirst = [...rows.values()].sort((a, b) => Number(a.ticket) - Number(b.ticket));
    return {
      ok: oldestFirst.map((row) => {
        const {symbol, side, volumeLots, report} = row;
        return {clientOrderId: this.keyOf(row), symbol, side, volumeLots, report};
      }),
    };
  }

  /** Our key of an order of the venue; null for what others have placed. */
  keyOf(row: Pick<VenueRow, 'magic' | 'comment'>): string | null {
    const keys = this.#keysByMagic.get(row.magic) ?? [];
    return keys.find((key) => isOrderOf(key, row)) ?? keyInLabels(row);
  }

  /** The plan of an order that was sent; undefined when nobody knows. */
  planIdOf(key: string): string | undefined {
    return this.#journal.find(key)?.order?.planId;
  }

  #refuse(key: string, said: Result<never>): Result<never> {
    const [oldest] = this.#notSent.keys();
    if (oldest !== undefined && this.#notSent.size >= NOT_SENT_MAX) this.#notSent.delete(oldest);
    this.#notSent.set(key, said);
    return said;
  }

  #submitAgain(key: string, known: JournalEntry, order: WireOrder): Result<{report: OrderReport}> {
    if (known.order !== null && !isDeepStrictEqual({...known.order}, {...order})) {
      const text = `order key ${key} was used for another order, of plan "${known.order.planId}"`;
      return {err: {kind: 'keyReused', code: 'KEY_REUSED', text}};
    }
    switch (known.is) {
      case 'never':
        return notSent(known.why, 'it was decided that the order is never sent');
      case 'refused':
        return {err: known.error};
      case 'accepted': {
        const report = this.#reportOf(known.ticket);
        return report === undefined ? unknown(`order ${known.ticket} cannot be read`) : {ok: {report}};
      }
      case 'sending': {
        const found = this.#look(key, known);
        if (found.status === 'found') return {ok: {report: found.row.report}};
        return found.status === 'undecided' ? unknown(found.reason) : notSent('absent', found.evidence.note);
      }
    }
  }

  /** Writes down what the venue has answered; an answer that says nothing leaves the order in doubt. */
  #settle(key: string, answer: VenueAnswer): Result<{report: OrderReport}> {
    const {retcode, lastError, ticket, refusal} = answer;
    const judged = judgeRetcode(retcode, lastError);
    if (refusal === undefined && judged.status === 'unknown') {
      return {err: {kind: 'venue', code: judged.code, text: 'the venue has not said', retcode, lastError}};
    }
    if (judged.status === 'accepted') {
      const report = ticket === null ? undefined : this.#reportOf(ticket);
      if (ticket === null || report === undefined) return unknown('the order that was placed cannot be read');
      this.#note(() => this.#journal.accepted(key, ticket));
      return {ok: {report}};
    }
    const error: WireError =
      refusal === undefined
        ? {
            kind: 'venue',
            code: judged.status === 'unknown' ? '' : judged.code,
            text: 'refused by the venue',
            retcode,
            lastError,
          }
        : {kind: 'rejected', code: refusal.code, text: refusal.message, retry: refusal.retry, retcode};
    this.#note(() => this.#journal.refused(key, error));
    return {err: error};
  }

  #act(key: string, ask: (row: VenueRow, ticket: string) => VenueAnswer | undefined): Result<Done> {
    if (!this.#health.terminalConnected) return notSent('terminalOffline', 'no connection to the server');
    const entry = this.#journal.find(key);
    if (entry?.is === 'refused' || entry?.is === 'never') return notFound(key);
    const found = entry?.is === 'accepted' ? this.#row(entry.ticket) : this.#look(key, entry);
    if (found.status === 'undecided') return unavailable(found.reason);
    if (found.status === 'absent') return notFound(key);
    const answer = ask(found.row, found.row.ticket);
    if (answer === undefined) return {ok: {}};
    const {retcode, lastError, refusal} = answer;
    if (refusal !== undefined) {
      return {
        err: {kind: 'rejected', code: refusal.code, text: refusal.message, retry: refusal.retry, retcode},
      };
    }
    const judged = judgeRetcode(retcode, lastError);
    if (judged.status === 'accepted') return {ok: {}};
    return {err: {kind: 'venue', code: judged.code, text: 'the venue has not done it', retcode, lastError}};
  }

  #row(ticket: string): Found {
    const row = this.#venue.row(ticket);
    if (row === null || row === undefined) {
      return {status: 'undecided', reason: `order ${ticket} cannot be read`};
    }
    return {status: 'found', row};
  }

  #reportOf(ticket: string): OrderReport | undefined {
    return this.#venue.row(ticket)?.report;
  }

  /** Looks for an order in doubt, and writes down what is certain. */
  #look(key: string, entry: Extract<JournalEntry, {is: 'sending'}> | undefined): Found {
    const isNeverSent = entry === undefined && this.#journal.isComplete;
    const found = this.#search.look(key, entry?.atMs ?? this.#clock.now(), isNeverSent);
    if (entry === undefined) return found;
    if (found.status === 'found') this.#note(() => this.#journal.accepted(key, found.row.ticket));
    if (found.status === 'absent') {
      // Said once, it stays so: the key is never sent again.
      const failure = this.#note(() => this.#journal.never(key, 'absent', this.#clock.now()));
      if (failure !== undefined) return {status: 'undecided', reason: failure};
    }
    return found;
  }

  /** Writes what a search would find again. Returns why it could not. */
  #note(write: () => void): string | undefined {
    try {
      write();
      return undefined;
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      return messageOf(error);
    }
  }

  #remember(key: string, order: WireOrder): void {
    const magic = magicOf(key, order);
    const keys = this.#keysByMagic.get(magic);
    if (keys === undefined) this.#keysByMagic.set(magic, [key]);
    else if (!keys.includes(key)) keys.push(key);
  }

  #journalEvidence(note: string, fromMs: number) {
    return {sources: ['journal'], fromMs, toMs: this.#clock.now(), looks: 1, note};
  }
}

function lookupOf(found: Found): WireLookup {
  switch (found.status) {
    case 'found':
      return {status: 'found', report: found.row.report};
    case 'absent': {
      const {sources, ...rest} = found.evidence;
      return {status: 'absent', evidence: {...rest, sources: [...sources]}};
    }
    case 'undecided':
      return found;
  }
}

function lookupOfRefusal(
  error: WireError,
  evidence: Extract<WireLookup, {status: 'absent'}>['evidence'],
): WireLookup {
  const {code, text, retry, retcode, lastError} = error;
  if (retry !== undefined) return {status: 'rejected', code, text, retry};
  const judged = judgeRetcode(retcode ?? null, lastError);
  if (judged.status === 'rejected') return {status: 'rejected', code, text, retry: judged.retry};
  if (judged.status === 'notSent') return {status: 'absent', evidence};
  return {status: 'undecided', reason: `"${code}" says nothing of the order`};
}

function venueError(retcode: number, text: string): WireError {
  const judged = judgeRetcode(retcode);
  return {kind: 'venue', code: judged.status === 'accepted' ? '' : judged.code, text, retcode};
}

function notSent(code: string, text: string): {err: WireError} {
  return {err: {kind: 'notSent', code, text}};
}

function unknown(text: string): {err: WireError} {
  return {err: {kind: 'unknown', code: 'unknown', text}};
}

function unavailable(text: string): {err: WireError} {
  return {err: {kind: 'unavailable', code: 'unavailable', text}};
}

function notFound(key: string): {err: WireError} {
  return {err: {kind: 'notFound', code: 'ORDER_NOT_FOUND', text: `there is no order with key ${key}`}};
}
