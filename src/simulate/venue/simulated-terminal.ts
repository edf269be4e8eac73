import {ForeignClock} from '../../gateway/clock-measure.ts';
import type {WireError} from '../../gateway/messages.ts';
import type {Arguments, Operation} from '../../gateway/operations.ts';
import {wireStandingOf} from '../../gateway/wire-orders.ts';
import type {OrderReport} from '../../ports/broker.ts';
import {OrderDesk, type Result} from '../../terminal/order-desk.ts';
import {OrderSearch, SETTLE_RULE, type SettleRule} from '../../terminal/order-search.ts';
import {TerminalHealth} from '../../terminal/terminal-health.ts';
import type {Venue, VenueRow} from '../../terminal/venue/venue.ts';
import type {Situation} from '../judge/sometimes.ts';
import type {Faults} from '../kernel/faults.ts';
import type {Kernel} from '../kernel/kernel.ts';
import {overridden} from '../../overridden.ts';
import type {SimulatedVenue} from './simulated-venue.ts';
import {TerminalJournal} from './terminal-journal.ts';

/** What a terminal wants to say to whoever is connected. */
export type TerminalVoice = Readonly<{
  order: (key: string | null, report: OrderReport) => void;
  ended: (why: string) => void;
}>;

/** One connection, as the terminal sees it. */
export type Session = Readonly<{
  voice: TerminalVoice;
  clientClock: ForeignClock;
  clientMonotonic: ForeignClock;
}>;
/** What both clocks of a client show. */
export type ClientClocks = Readonly<{timeMs: number; monotonicMs: number}>;

type Request = Readonly<{op: Operation; a: unknown; key: string; notAfterMonotonicMs: number | undefined}>;

/** The terminal has died in the middle of what it was doing. */
class Died extends Error {}

const AWAY_MS = {from: 500, to: 10_000};
const OFFLINE_MS_MAX = 60_000;

export type TerminalParts = Readonly<{
  note: (situation: Situation) => void;
  kernel: Kernel;
  faults: Faults;
  venue: SimulatedVenue;
  rule?: SettleRule | undefined;
  /** Notes of an order are made only when the venue has answered: a defect that can be planted. */
  notesLate?: boolean | undefined;
  /** Orders are taken however late they come: a defect that can be planted. */
  takesLate?: boolean | undefined;
  /** It does not remember what it has turned away: a defect that can be planted. */
  forgetsRefusals?: boolean | undefined;
}>;

/**
 * A trading terminal: the product's own desk for orders, with its journal, on a venue that does not know our
 * keys. It dies at the worst moments, and comes back with nothing but its journal.
 */
export class SimulatedTerminal {
  readonly #parts: TerminalParts;
  readonly #clock;
  readonly #journal: TerminalJournal;
  #desk: OrderDesk;
  #health: TerminalHealth;
  #isUp = true;
  #session: Session | undefined;
  #leave: () => void = () => undefined;

  constructor(parts: TerminalParts) {
    this.#parts = parts;
    const {kernel} = parts;
    this.#clock = {
      now: () => kernel.nowMs,
      monotonic: () => kernel.elapsedMs,
      at: () => fail('a terminal sets no timers'),
      sleep: () => fail('a terminal does not sleep'),
    };
    this.#journal = new TerminalJournal(parts.faults, parts.notesLate ?? false);
    this.#health = new TerminalHealth(this.#clock);
    this.#desk = this.#boot();
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  get serverNowMs(): number {
    return this.#parts.venue.serverNowMs;
  }

  /** A trader connects; another one's connection ends, if it is to be taken over. Undefined: turned away. */
  connect(voice: TerminalVoice, client: ClientClocks, takesOver: boolean): Session | undefined {
    if (!this.#isUp || (this.#session !== undefined && !takesOver)) return undefined;
    this.#session?.voice.ended('takenOver');
    const asked = {monotonicMs: this.#clock.monotonic()};
    this.#session = {
      voice,
      clientClock: new ForeignClock(this.#clock, client.timeMs, asked),
      clientMonotonic: new ForeignClock(this.#clock, client.monotonicMs, asked),
    };
    return this.#session;
  }

  isConnected(session: Session): boolean {
    return this.#isUp && this.#session === session;
  }

  /** Nothing is heard of a client any more. */
  forget(session: Session): void {
    if (this.#session === session) this.#session = undefined;
  }

  /** What a beat says of the client's clocks. */
  learn(session: Session, client: ClientClocks): void {
    const asked = {monotonicMs: this.#clock.monotonic()};
    session.clientClock.learn(client.timeMs, asked);
    session.clientMonotonic.learn(client.monotonicMs, asked);
  }

  /** Answers a request at once; undefined when it dies over it, or is dead. */
  request(session: Session, request: Request): Result<unknown> | undefined {
    const {faults} = this.#parts;
    if (!this.isConnected(session)) return undefined;
    if (faults.strikes('terminal crash')) {
      this.die('');
      return undefined;
    }
    if (faults.strikes('terminal offline')) this.#goOffline();
    const known = this.#journal.find(request.key)?.is;
    try {
      const result = this.#carryOut(session, request);
      this.#observe(request.op, known, result);
      if (this.#parts.forgetsRefusals === true && 'err' in result) {
        this.#leave();
        this.#desk = this.#boot();
      }
      return result;
    } catch (error) {
      if (!(error instanceof Died)) throw error;
      this.#parts.note('terminal died over an order');
      this.die(error.message);
      return undefined;
    }
  }

  die(why: string): void {
    if (!this.#isUp) return;
    const {kernel, faults} = this.#parts;
    kernel.note('terminal', `dies ${why}`);
    this.#isUp = false;
    this.#journal.die();
    this.#leave();
    const session = this.#session;
    this.#session = undefined;
    session?.voice.ended('the terminal has ended');
    const awayMs = faults.isOver
      ? AWAY_MS.from
      : kernel.dice.of(`away ${kernel.events}`).between(AWAY_MS.from, AWAY_MS.to);
    kernel.after(awayMs, () => {
      kernel.note('terminal', 'is back');
      this.#isUp = true;
      this.#health = new TerminalHealth(this.#clock);
      this.#desk = this.#boot();
    });
  }

  #observe(op: Operation, known: string | undefined, result: Result<unknown>): void {
    const {note, faults} = this.#parts;
    if (op === 'submit') {
      const isRefused = 'err' in result && result.err.kind === 'notSent';
      if (isRefused && result.err.code === 'tooLate') note('order came too late');
      if (isRefused && known === 'never') note('order came after its fence');
      if ('ok' in result && known === 'accepted') note('order came twice');
    }
    const isCut = faults.has('comment cut') || faults.has('comment erased');
    if (op === 'lookup' && known === 'sending' && isCut && 'ok' in result && isFound(result.ok))
      note('found without its comment');
  }

  #boot(): OrderDesk {
    const {venue, rule = SETTLE_RULE} = this.#parts;
    const dying: Venue = overridden<Venue>(venue, {
      order: (order) => {
        if (this.#parts.faults.strikes('terminal crash before order')) throw new Died('before an order');
        const answer = venue.order(order);
        if (this.#parts.faults.strikes('terminal crash after order')) throw new Died('after an order');
        return answer;
      },
    });
    const health = this.#health;
    const search = new OrderSearch({venue, health, clock: this.#clock, rule});
    const desk = new OrderDesk({journal: this.#journal, venue: dying, search, health, clock: this.#clock});
    this.#leave = venue.onChange((row) => this.#tell(desk, row));
    return desk;
  }

  #tell(desk: OrderDesk, row: VenueRow): void {
    this.#session?.voice.order(desk.keyOf(row), row.report);
  }

  #goOffline(): void {
    const {kernel, faults} = this.#parts;
    const ms = faults.dieOf('terminal offline').between(100, OFFLINE_MS_MAX);
    kernel.note('terminal', `loses its server for ${Math.round(ms)} ms`);
    const health = this.#health;
    health.learn({terminalConnected: false, tradeAllowed: true});
    kernel.after(ms, () => health.learn({terminalConnected: true, tradeAllowed: true}));
  }

  #history({symbol, timeframe, count}: Arguments<'history'>): Result<unknown> {
    const {faults, venue} = this.#parts;
    if (faults.strikes('bars unreadable')) return unavailable('the bars cannot be read');
    return {ok: {bars: venue.bars.closed(symbol, timeframe, count, this.serverNowMs)}};
  }

  #carryOut(
    {clientClock, clientMonotonic}: Session,
    {op, a, key, notAfterMonotonicMs}: Request,
  ): Result<unknown> {
    const desk = this.#desk;
    this.#parts.venue.asking = key;
    switch (op) {
      case 'submit':
        return desk.submit(key, a as Arguments<'submit'>, {
          isLate: () =>
            this.#parts.takesLate !== true &&
            (notAfterMonotonicMs === undefined || clientMonotonic.latestMs() > notAfterMonotonicMs),
          serverTimeOf: (clientMs) => clientMs + this.serverNowMs - clientClock.latestMs(),
        });
      case 'lookup':
        return desk.lookup(key);
      case 'fence':
        return desk.fence(key);
      case 'cancel':
        return desk.cancel(key);
      case 'amend':
        return desk.amend(key, a as Arguments<'amend'>);
      case 'close':
        return desk.close(key);
      case 'snapshot': {
        const snapshot = desk.snapshot();
        if ('err' in snapshot) return snapshot;
        return {ok: {atMs: this.#parts.kernel.nowMs, standing: snapshot.ok.map(wireStandingOf)}};
      }
      case 'history':
        return this.#history(a as Arguments<'history'>);
      default:
        return {
          err: {kind: 'badRequest', code: 'badRequest', text: `"${op}" is not known`} satisfies WireError,
        };
    }
  }
}

function unavailable(text: string): Result<never> {
  return {err: {kind: 'unavailable', code: 'unavailable', text}};
}

function isFound(lookup: unknown): boolean {
  return typeof lookup === 'object' && lookup !== null && 'status' in lookup && lookup.status === 'found';
}

function fail(why: string): never {
  throw new Error(`Invariant: ${why}`);
}
