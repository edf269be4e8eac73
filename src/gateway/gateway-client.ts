import {UnavailableError} from '../errors.ts';
import {type LinkTimes, SupervisedLink, type SupervisedLinkOptions} from '../link/supervised-link.ts';
import type {Clock} from '../ports/clock.ts';
import type {LinkReport} from '../ports/link.ts';
import type {Random} from '../ports/random.ts';
import type {ClockReading} from './clock-measure.ts';
import {newNonce} from './fresh-secret.ts';
import {
  type Answer,
  type GatewayAddress,
  GatewayConnection,
  type Heard,
  type RequestTerms,
} from './gateway-connection.ts';
import {GATEWAY_TIMES, type GatewayTimes} from './gateway-times.ts';
import {Listeners} from './listeners.ts';
import type {Role, Welcome, WireEvent} from './messages.ts';
import type {Arguments, Operation} from './operations.ts';
import type {WireTick} from './wire-market.ts';

/** As many as have to agree before a clock is believed. */
const READINGS_KEPT = 3;

export type GatewayClientOptions = Readonly<{
  address: GatewayAddress;
  /** Shared with the terminal. */
  secret: string;
  clock: Clock;
  random: Random;
  /** Traders may place orders, and a terminal has one at a time. */
  role?: Role;
  /** Names the program, for people. */
  agent?: string;
  /**
   * Whether to end the connection of another trader. Once another has ended ours we never do it again: two
   * who take over from each other would both work by turns.
   */
  takeOver?: boolean;
  times?: Partial<GatewayTimes>;
  linkTimes?: Partial<LinkTimes>;
  /** Makes the link; for who wants another. */
  linkOf?: (options: SupervisedLinkOptions) => SupervisedLink;
}>;

/** What feed and broker use of a client. */
export type GatewayLine = Pick<
  GatewayClient,
  | 'link'
  | 'welcome'
  | 'readings'
  | 'open'
  | 'request'
  | 'subscribe'
  | 'unsubscribe'
  | 'onEvent'
  | 'onReset'
  | 'onTick'
  | 'onClock'
>;

/**
 * A terminal, over as many connections as it takes: one at a time, made again when it is lost. Feed and
 * broker share one. Requests are sent once, on the connection that stands, or not at all.
 */
export class GatewayClient {
  readonly link: SupervisedLink;
  readonly #options: GatewayClientOptions;
  readonly #times: GatewayTimes;
  readonly #client = newNonce();
  readonly #symbols = new Set<string>();
  readonly #events = new Listeners<WireEvent>();
  readonly #resets = new Listeners<void>();
  readonly #ticks = new Listeners<WireTick>();
  readonly #clocks = new Listeners<ClockReading>();
  #readings: readonly ClockReading[] = [];
  #connection: GatewayConnection | undefined;
  #welcome: Welcome | undefined;
  #heard: Heard = {bootId: null, seq: 0};
  #mayTakeOver: boolean;

  constructor(options: GatewayClientOptions) {
    this.#options = options;
    this.#times = {...GATEWAY_TIMES, ...options.times};
    this.#mayTakeOver = options.takeOver ?? false;
    const {clock, random, linkTimes, linkOf = (all) => new SupervisedLink(all)} = options;
    this.link = linkOf({
      clock,
      random,
      connect: (signal) => this.#connect(signal),
      ...(linkTimes === undefined ? {} : {times: linkTimes}),
    });
  }

  /** What the terminal said of itself when it last welcomed us. */
  get welcome(): Welcome | undefined {
    return this.#welcome;
  }

  get isConnected(): boolean {
    return this.#connection !== undefined;
  }

  /**
   * Begins to keep the link up, and waits for what comes of the first try.
   *
   * @throws {UnavailableError} BROKER_UNAVAILABLE when there is no terminal, or it turns us away; it is
   * tried again all the same until `close`.
   */
  async open(): Promise<void> {
    this.link.start();
    const report = await this.#firstWord();
    if (report.state === 'down') {
      throw new UnavailableError(
        'BROKER_UNAVAILABLE',
        report.lastError ?? 'the link to the terminal was closed',
      );
    }
  }

  /** Ends the connection for good; a second time does nothing. */
  async close(): Promise<void> {
    await this.link.close();
  }

  async request<Op extends Operation>(
    op: Op,
    a: Arguments<Op>,
    terms: RequestTerms = {},
  ): Promise<Answer<Op>> {
    const connection = this.#connection;
    if (connection === undefined) return {status: 'notSent', reason: 'notConnected'};
    return connection.request(op, a, terms);
  }

  /** Asks for the ticks of a symbol, on this connection and on all that follow. */
  subscribe(symbol: string): void {
    if (this.#symbols.has(symbol)) return;
    this.#symbols.add(symbol);
    const connection = this.#connection;
    if (connection !== undefined) void this.#askTicks(connection, [symbol]);
  }

  unsubscribe(symbol: string): void {
    if (this.#symbols.delete(symbol)) void this.#connection?.request('unsubscribe', {symbols: [symbol]});
  }

  onEvent(listener: (event: WireEvent) => void): () => void {
    return this.#events.add(listener);
  }

  /** Events were lost: what was known of orders is to be asked for anew. */
  onReset(listener: () => void): () => void {
    return this.#resets.add(listener);
  }

  onTick(listener: (tick: WireTick) => void): () => void {
    return this.#ticks.add(listener);
  }

  /** The last readings of the terminal's clock, for who comes later. */
  get readings(): readonly ClockReading[] {
    return this.#readings;
  }

  onClock(listener: (reading: ClockReading) => void): () => void {
    return this.#clocks.add(listener);
  }

  async #connect(signal: AbortSignal): Promise<GatewayConnection> {
    const {address, secret, clock, role = 'trader', agent = 'vigil'} = this.#options;
    let isReset = false;
    const connection = await GatewayConnection.open(
      {
        ...{address, secret, clock, role, agent},
        client: this.#client,
        takeOver: this.#mayTakeOver,
        heard: this.#heard,
        times: this.#times,
        listeners: {
          onEvent: (event) => this.#events.tell(event),
          onHeard: (heard) => {
            this.#heard = heard;
          },
          onReset: () => {
            isReset = true;
          },
          onTick: (tick) => this.#ticks.tell(tick),
          onClock: (reading) => {
            this.#readings = [...this.#readings, reading].slice(-READINGS_KEPT);
            this.#clocks.tell(reading);
          },
          onBye: (reason) => {
            if (reason === 'takenOver') this.#mayTakeOver = false;
          },
        },
      },
      signal,
    );
    this.#connection = connection;
    this.#welcome = connection.welcome;
    void connection.lost.then(() => {
      if (this.#connection === connection) this.#connection = undefined;
    });
    if (this.#symbols.size > 0) void this.#askTicks(connection, [...this.#symbols]);
    // Who hears of it will ask, which takes the connection.
    if (isReset) this.#resets.tell();
    return connection;
  }

  /** Ticks that the terminal has already come with the answer. */
  async #askTicks(connection: GatewayConnection, symbols: readonly string[]): Promise<void> {
    const answer = await connection.request('subscribe', {symbols: [...symbols]});
    if (answer.status === 'ok') for (const tick of answer.value.ticks) this.#ticks.tell(tick);
  }

  #firstWord(): Promise<LinkReport> {
    const {promise, resolve} = Promise.withResolvers<LinkReport>();
    const tell = (report: LinkReport) => {
      if (report.state !== 'connecting') resolve(report);
    };
    const leave = this.link.onChange(tell);
    tell(this.link.report());
    return promise.finally(leave);
  }
}
