import {createServer, type Server, type Socket} from 'node:net';
import type {MatchingRules} from '../broker/matching/matching-rules.ts';
import {messageOf, UnavailableError} from '../errors.ts';
import {newNonce} from '../gateway/fresh-secret.ts';
import type {GatewayAddress} from '../gateway/gateway-connection.ts';
import type {EventContent} from '../gateway/messages.ts';
import {after} from '../link/after.ts';
import type {InstrumentBook, InstrumentFacts} from '../market/instrument.ts';
import type {Clock} from '../ports/clock.ts';
import type {Feed} from '../ports/feed.ts';
import type {Random} from '../ports/random.ts';
import {EventRing} from './event-ring.ts';
import {type IntentJournal, JournalFile} from './intent-journal.ts';
import {OrderDesk} from './order-desk.ts';
import {OrderSearch, SETTLE_RULE, type SettleRule} from './order-search.ts';
import {RequestDesk} from './request-desk.ts';
import {Switches, type SwitchSettings} from './switches.ts';
import {TerminalHealth} from './terminal-health.ts';
import {TerminalMarket} from './terminal-market.ts';
import {
  type SessionContext,
  TERMINAL_TIMES,
  TerminalSession,
  type TerminalTimes,
} from './terminal-session.ts';
import {FaultyVenue} from './venue/faulty-venue.ts';
import {PaperVenue} from './venue/paper-venue.ts';
import {VenueBook} from './venue/venue-book.ts';
import type {Venue} from './venue/venue.ts';

export type PaperTerminalOptions = Readonly<{
  /** File of the venue's book; the journal of intents lies beside it. */
  path: string;
  address: GatewayAddress;
  secret: string;
  clock: Clock;
  random: Random;
  /** Null: prices come over the wire only, which needs test switches. */
  feed: Feed | null;
  instruments: InstrumentBook;
  /** Its own list: only these are traded, under these names. Empty: whatever is quoted is. */
  listed?: readonly InstrumentFacts[];
  rules?: Partial<MatchingRules>;
  settle?: Partial<SettleRule>;
  times?: Partial<TerminalTimes>;
  /** Bytes that may wait for a client who does not read. */
  waitingBytesMax?: number;
  hasTestSwitches?: boolean;
  switches?: SwitchSettings;
  /** For tests that end the process between two steps. */
  wrapVenue?: (venue: Venue) => Venue;
  wrapJournal?: (journal: IntentJournal) => IntentJournal;
}>;

/** How long the last words of a connection may take when the terminal stops. */
const CLOSE_MS_MAX = 500;

/** Where the journal of a book lies. */
export function journalPathOf(bookPath: string): string {
  return `${bookPath}.journal`;
}

/**
 * A trading terminal that trades with nobody: the gateway protocol, the journal of intents, and a venue
 * behind it with a book of its own. Starting it and recovering are the same.
 */
export class PaperTerminal {
  readonly bootId = newNonce();
  readonly #options: PaperTerminalOptions;
  readonly #switches = new Switches();
  readonly #health: TerminalHealth;
  readonly #ring = new EventRing();
  readonly #venue: PaperVenue;
  readonly #journal: JournalFile;
  readonly #market: TerminalMarket;
  readonly #requests: RequestDesk;
  readonly #orders: OrderDesk;
  readonly #sessions = new Set<TerminalSession>();
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #isClosed = false;

  private constructor(options: PaperTerminalOptions, book: VenueBook, journal: JournalFile) {
    this.#options = options;
    this.#journal = journal;
    const {clock, random, instruments, feed, listed = [], rules = {}, settle, switches = {}} = options;
    this.#switches.set(switches);
    this.#health = new TerminalHealth(clock);
    this.#health.learn(this.#switches);
    this.#venue = new PaperVenue({
      ...{book, clock, random, instruments, listed, rules},
      habits: () => this.#switches.habits,
    });
    const {wrapVenue = (all) => all, wrapJournal = (all) => all} = options;
    const venue = new FaultyVenue(wrapVenue(this.#venue), this.#switches);
    this.#orders = new OrderDesk({
      journal: wrapJournal(journal),
      venue,
      search: new OrderSearch({venue, health: this.#health, clock, rule: {...SETTLE_RULE, ...settle}}),
      health: this.#health,
      clock,
    });
    this.#market = new TerminalMarket({
      ...{clock, feed, listed, venue},
      clockOffsetMs: () => this.#switches.habits.clockOffsetMs,
    });
    this.#requests = new RequestDesk({
      ...{clock, venue},
      orders: this.#orders,
      market: this.#market,
      switches: this.#switches,
      account: {account: ACCOUNT, server: SERVER},
      serverNowMs: () => this.#venue.serverNowMs,
      hasTestSwitches: options.hasTestSwitches ?? false,
      onSwitches: (settings) => this.setSwitches(settings),
    });
    venue.onChange((row) => this.#tell({k: 'order', key: this.#orders.keyOf(row), report: row.report}));
    this.#market.onTick((tick) => {
      for (const session of this.#sessions) session.tick(tick);
    });
    for (const {symbol} of book.standing()) this.#market.want(symbol);
    this.#server = createServer({noDelay: true}, (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      this.#sessions.add(new TerminalSession(socket, this.#context()));
    });
  }

  /**
   * Opens book and journal, takes up what stands, and listens.
   *
   * @throws {BusyError} STORE_BUSY when another terminal has the book.
   * @throws {StorageError} when book or journal cannot be opened, or are damaged.
   * @throws {UnavailableError} BROKER_UNAVAILABLE when nobody can listen on the address.
   */
  static async open(options: PaperTerminalOptions): Promise<PaperTerminal> {
    const book = VenueBook.open(options.path, newNonce());
    let journal: JournalFile;
    let terminal: PaperTerminal;
    try {
      const {bookId, isUsed: isBookUsed} = book;
      journal = new JournalFile({path: journalPathOf(options.path), bookId, isBookUsed});
      terminal = new PaperTerminal(options, book, journal);
    } catch (error) {
      book.close();
      throw error;
    }
    try {
      await terminal.#listen();
    } catch (error) {
      await terminal.close();
      throw error;
    }
    return terminal;
  }

  /** Where it listens. */
  get address(): GatewayAddress {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('Invariant: it listens on a port');
    return {host: address.address, port: address.port};
  }

  /** Plays the feed until the signal aborts. A feed that ends leaves the terminal standing. */
  async run(signal: AbortSignal): Promise<void> {
    await this.#market.run(signal);
    if (!signal.aborted) await untilAborted(signal);
  }

  setSwitches(settings: SwitchSettings): void {
    this.#switches.set(settings);
    if (!this.#health.learn(this.#switches)) return;
    this.#tell({k: 'link', ...this.#healthNow()});
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const isClosed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    for (const session of this.#sessions) session.bye('stopped', 'the terminal stops');
    // Who does not read does not keep us from ending.
    const limit = after(this.#options.clock, CLOSE_MS_MAX, () => {
      for (const socket of this.#sockets) socket.destroy();
    });
    await isClosed;
    limit.cancel();
    this.#venue.close();
    this.#journal.close();
  }

  #listen(): Promise<void> {
    const {host, port} = this.#options.address;
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error) => {
        const message = `The terminal cannot listen on ${host}:${port}: ${messageOf(error)}`;
        reject(new UnavailableError('BROKER_UNAVAILABLE', message, {cause: error}));
      });
      this.#server.listen({host, port}, resolve);
    });
  }

  #tell(content: EventContent): void {
    const event = this.#ring.append(content);
    for (const session of this.#sessions) session.event(event);
  }

  #healthNow() {
    const {terminalConnected, tradeAllowed} = this.#health;
    return {terminalConnected, tradeAllowed};
  }

  #context(): SessionContext {
    const {clock, secret, times, waitingBytesMax, rules, hasTestSwitches = false, feed} = this.#options;
    return {
      ...{clock, secret, bootId: this.bootId, ring: this.#ring, requests: this.#requests},
      identity: {
        ...{account: ACCOUNT, server: SERVER, demo: true},
        marginMode: rules?.positionMode ?? 'hedging',
        neverCloses: feed?.neverCloses ?? true,
        caps: {
          lookup: true,
          fence: true,
          restingOrders: true,
          history: feed?.past !== undefined,
          testSwitches: hasTestSwitches,
        },
      },
      times: {...TERMINAL_TIMES, ...times},
      ...(waitingBytesMax === undefined ? {} : {waitingBytesMax}),
      serverNowMs: () => this.#venue.serverNowMs,
      health: () => this.#healthNow(),
      lastTickAgeMs: () => this.#market.lastTickAgeMs,
      admit: (session, takeOver) => this.#admit(session, takeOver),
      onGone: (session) => this.#sessions.delete(session),
    };
  }

  /** One trader at a time: a client's own older connection goes, another's only when it is taken over. */
  #admit(session: TerminalSession, takeOver: boolean): boolean {
    if (!session.isTrader) return true;
    const others = [...this.#sessions].filter((one) => one !== session && one.isTrader && one.isAdmitted);
    for (const other of others) {
      if (other.client === session.client) other.bye('replaced', 'the same client has connected again');
      else if (takeOver) other.bye('takenOver', 'another trader has taken over');
      else return false;
    }
    return true;
  }
}

const ACCOUNT = '1';
const SERVER = 'Vigil-Paper';

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), {once: true});
  });
}
