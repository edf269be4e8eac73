import {connect as connectSocket, type Socket} from 'node:net';
import {UnavailableError} from '../errors.ts';
import {after} from '../link/after.ts';
import type {Connection} from '../link/supervised-link.ts';
import type {Clock, Timer} from '../ports/clock.ts';
import {type Asked, clockReading, type ClockReading, monotonicAt} from './clock-measure.ts';
import {newNonce} from './fresh-secret.ts';
import {isProof, type Nonces, proofOf} from './handshake-proof.ts';
import type {GatewayTimes} from './gateway-times.ts';
import {LineSocket} from './line-socket.ts';
import {
  type ClientMessage,
  clientLine,
  PROTOCOL_VERSION,
  readTerminalLine,
  type Role,
  type TerminalMessage,
  type Welcome,
  type WireBeat,
  type WireError,
  type WireEvent,
} from './messages.ts';
import {type Answered, type Arguments, decodeAnswer, encodeArguments, type Operation} from './operations.ts';
import type {WireTick} from './wire-market.ts';

export type GatewayAddress = Readonly<{host: string; port: number}>;

/** Requests whose answers are waited for. */
const PENDING_MAX = 1_000;
/** Beats whose answers may still come. */
const BEATS_MAX = 16;
/** The first beats follow each other at once: the clock is known when as many readings agree, and not before. */
const OPENING_BEATS = 2;

/** What came of asking. */
export type Answer<Op extends Operation> =
  | Readonly<{status: 'ok'; value: Answered<Op>}>
  | Readonly<{status: 'error'; error: WireError}>
  /** Proven: no byte of it has left. */
  | Readonly<{status: 'notSent'; reason: string}>
  /** It may have been read, and may have been done. */
  | Readonly<{status: 'unknown'; reason: string}>;

/** What goes along with a request beside its arguments. */
export type RequestTerms = Readonly<{key?: string; notAfterMs?: number; deadlineMs?: number}>;

/** Up to where a client has heard the events of a boot. */
export type Heard = Readonly<{bootId: string | null; seq: number}>;

export type ConnectionListeners = Readonly<{
  onEvent: (event: WireEvent) => void;
  /** After each event, also of unknown kinds, and after a reset. */
  onHeard: (heard: Heard) => void;
  /** Events were lost: what was known is to be asked for anew. */
  onReset: () => void;
  onTick: (tick: WireTick) => void;
  onClock: (reading: ClockReading) => void;
  /** The terminal ends the connection, and says why. */
  onBye: (reason: string) => void;
}>;

export type ConnectionOptions = Readonly<{
  address: GatewayAddress;
  secret: string;
  role: Role;
  agent: string;
  /** Names this process. */
  client: string;
  takeOver: boolean;
  heard: Heard;
  clock: Clock;
  times: GatewayTimes;
  listeners: ConnectionListeners;
}>;

type Health = Readonly<{terminalConnected?: boolean | undefined; tradeAllowed?: boolean | undefined}>;

type Pending = Readonly<{
  settle: (answer: unknown, error: WireError | undefined, lost: string | undefined) => void;
}>;

/**
 * One connection to a terminal, from the handshake to its loss. It is not used again.
 *
 * ```
 * hello ─▶ challenge ─▶ auth ─▶ welcome ─▶ resume ─▶ events… ─▶ resumed | reset ─▶ open
 * ```
 */
export class GatewayConnection implements Connection {
  readonly lost: Promise<string>;
  readonly #options: ConnectionOptions;
  readonly #clock: Clock;
  readonly #line: LineSocket;
  readonly #pending = new Map<number, Pending>();
  readonly #nonces: {client: string; terminal: string} = {client: newNonce(), terminal: ''};
  readonly #beats = new Map<number, Asked>();
  /** Beats that were answered, as far as they belong to the opening. */
  #openingBeats = 0;
  readonly #opened = Promise.withResolvers<void>();
  readonly #lost = Promise.withResolvers<string>();
  #state: 'challenge' | 'welcome' | 'resume' | 'open' | 'lost' = 'challenge';
  #welcome: Welcome | undefined;
  #authAsked: Asked = {monotonicMs: 0};
  #seq: number;
  #nextId = 1;
  #nextBeat = 1;
  #heardAtMs: number;
  #beat: Timer | undefined;
  #health: string | null = null;
  #isSilent = false;
  #trouble: string | null = null;
  #onTrouble: (trouble: string | null) => void = () => undefined;

  private constructor(socket: Socket, options: ConnectionOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#seq = options.heard.seq;
    this.#heardAtMs = this.#clock.monotonic();
    this.lost = this.#lost.promise;
    this.#line = new LineSocket(socket, {
      onLine: (line) => this.#onLine(line),
      onClosed: (reason) => this.#onClosed(reason),
    });
  }

  /**
   * @throws {UnavailableError} BROKER_UNAVAILABLE when there is no terminal, it cannot prove that it knows
   * the secret, or it turns us away.
   */
  static async open(options: ConnectionOptions, signal: AbortSignal): Promise<GatewayConnection> {
    const {host, port} = options.address;
    const socket = connectSocket({host, port, noDelay: true});
    const connection = new GatewayConnection(socket, options);
    const onAbort = () => connection.#line.close('broken off');
    const limit = after(options.clock, options.times.handshakeMs, () =>
      connection.#line.close(`no welcome in ${options.times.handshakeMs} ms`),
    );
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, {once: true});
    socket.once('connect', () => connection.#sayHello());
    try {
      await connection.#opened.promise;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new UnavailableError(
        'BROKER_UNAVAILABLE',
        `No connection to the terminal at ${host}:${port}: ${why}`,
        {
          cause: error,
        },
      );
    } finally {
      signal.removeEventListener('abort', onAbort);
      limit.cancel();
    }
    return connection;
  }

  get welcome(): Welcome {
    if (this.#welcome === undefined) throw new Error('Invariant: an open connection was welcomed');
    return this.#welcome;
  }

  close(): void {
    this.#line.close('closed by us');
  }

  onTrouble(listener: (trouble: string | null) => void): void {
    this.#onTrouble = listener;
    if (this.#trouble !== null) listener(this.#trouble);
  }

  request<Op extends Operation>(op: Op, a: Arguments<Op>, terms: RequestTerms = {}): Promise<Answer<Op>> {
    if (this.#state !== 'open') return Promise.resolve({status: 'notSent', reason: 'notConnected'});
    if (this.#pending.size >= PENDING_MAX)
      return Promise.resolve({status: 'notSent', reason: 'tooManyRequests'});
    const {key, notAfterMs, deadlineMs = this.#options.times.requestMs} = terms;
    const id = this.#nextId++;
    const {promise, resolve} = Promise.withResolvers<Answer<Op>>();
    const limit = after(this.#clock, deadlineMs, () => {
      this.#pending.delete(id);
      resolve({status: 'unknown', reason: `no answer in ${deadlineMs} ms`});
    });
    this.#pending.set(id, {
      settle: (answer, error, lost) => {
        this.#pending.delete(id);
        limit.cancel();
        resolve(answerOf(op, answer, error, lost));
      },
    });
    const isSent = this.#send({
      t: 'q',
      id,
      op,
      a: encodeArguments(op, a),
      ...(key === undefined ? {} : {key}),
      ...(notAfterMs === undefined ? {} : {notAfterMonotonicMs: monotonicAt(notAfterMs, this.#clock)}),
    });
    if (!isSent) {
      limit.cancel();
      this.#pending.delete(id);
      return Promise.resolve({status: 'notSent', reason: 'notConnected'});
    }
    return promise;
  }

  #send(message: ClientMessage): boolean {
    return this.#line.send(clientLine(message));
  }

  #sayHello(): void {
    const {role, agent, client} = this.#options;
    this.#send({t: 'hello', v: PROTOCOL_VERSION, nonce: this.#nonces.client, role, agent, client});
  }

  #onLine(line: string): void {
    this.#heardAtMs = this.#clock.monotonic();
    if (this.#isSilent) {
      this.#isSilent = false;
      this.#judge();
    }
    const read = readTerminalLine(line);
    if (read.status === 'ignored') return;
    if (read.status === 'broken') this.#line.close(`the terminal breaks the protocol: ${read.reason}`);
    else this.#onMessage(read.message);
  }

  #onMessage(message: TerminalMessage): void {
    switch (message.t) {
      case 'bye':
        this.#options.listeners.onBye(message.reason);
        return this.#fail(new Error(`${message.reason}: ${message.text}`));
      case 'challenge':
        return this.#onChallenge(message.v, message.nonce);
      case 'welcome':
        return this.#onWelcome(message);
      case 'resumed':
      case 'reset':
        return this.#onResumed(message);
      case 'e':
        return this.#onEvent(message);
      case 'r':
        this.#pending.get(message.id)?.settle(message.ok, message.err, undefined);
        return undefined;
      case 'k':
        if (this.#state === 'open') this.#options.listeners.onTick(message);
        return undefined;
      case 'h':
        return this.#onBeat(message);
      case 'ha':
        return this.#onBeatAnswer(message.n, message.timeMs);
    }
  }

  #onChallenge(version: number, nonce: string): void {
    if (this.#state !== 'challenge') return this.#breach('a second challenge');
    if (version !== PROTOCOL_VERSION) {
      return this.#breach(`it speaks version ${version} of the protocol, we speak ${PROTOCOL_VERSION}`);
    }
    this.#nonces.terminal = nonce;
    this.#state = 'welcome';
    const {secret, role, takeOver} = this.#options;
    this.#authAsked = {monotonicMs: this.#clock.monotonic()};
    this.#send({t: 'auth', proof: proofOf(secret, role, this.#nonces), ...this.#clocks(), takeOver});
  }

  #onWelcome(welcome: Welcome): void {
    if (this.#state !== 'welcome') return this.#breach('a welcome that was not asked for');
    const nonces: Nonces = this.#nonces;
    if (!isProof(welcome.proof, proofOf(this.#options.secret, 'terminal', nonces))) {
      return this.#breach('it does not know the secret');
    }
    this.#welcome = welcome;
    this.#state = 'resume';
    this.#learnHealth(welcome);
    this.#options.listeners.onClock(clockReading(welcome.timeMs, this.#authAsked, this.#clock));
    this.#send({t: 'resume', ...this.#options.heard});
  }

  #onResumed(message: Extract<TerminalMessage, {t: 'resumed' | 'reset'}>): void {
    if (this.#state !== 'resume') return this.#breach(`"${message.t}" that was not asked for`);
    const {heard, listeners} = this.#options;
    if (message.t === 'resumed' && message.seq !== this.#seq) {
      return this.#breach(`events up to ${message.seq} were promised, ${this.#seq} was the last`);
    }
    this.#state = 'open';
    this.#seq = message.seq;
    listeners.onHeard({bootId: this.welcome.bootId, seq: message.seq});
    this.#sayBeat();
    this.#opened.resolve();
    // Who knew nothing has lost nothing.
    if (message.t === 'reset' && heard.bootId !== null) listeners.onReset();
  }

  #onEvent(event: Extract<TerminalMessage, {t: 'e'}>): void {
    if (this.#state !== 'resume' && this.#state !== 'open')
      return this.#breach('an event before the welcome');
    if (event.seq !== this.#seq + 1) {
      return this.#breach(`event ${event.seq} came after ${this.#seq}`);
    }
    this.#seq = event.seq;
    const {listeners} = this.#options;
    if (isKnownEvent(event)) {
      if (event.k === 'link') this.#learnHealth(event);
      listeners.onEvent(event);
    }
    listeners.onHeard({bootId: this.welcome.bootId, seq: event.seq});
  }

  #onBeat(beat: WireBeat): void {
    this.#send({t: 'ha', n: beat.n, ...this.#clocks()});
    this.#learnHealth(beat);
  }

  #onBeatAnswer(n: number, timeMs: number): void {
    const asked = this.#beats.get(n);
    this.#beats.delete(n);
    if (asked === undefined) return;
    this.#options.listeners.onClock(clockReading(timeMs, asked, this.#clock));
    this.#openingBeats += 1;
    if (this.#openingBeats < OPENING_BEATS) this.#askBeat();
  }

  #sayBeat(): void {
    if (this.#line.isClosed) return;
    const {beatMs, silentMs, deadMs} = this.#options.times;
    const silenceMs = this.#clock.monotonic() - this.#heardAtMs;
    if (silenceMs >= deadMs) {
      this.#line.close(`nothing was heard of the terminal for ${Math.round(silenceMs)} ms`);
      return;
    }
    if (silenceMs >= silentMs && !this.#isSilent) {
      this.#isSilent = true;
      this.#judge();
    }
    this.#askBeat();
    this.#beat = after(this.#clock, beatMs, () => this.#sayBeat());
  }

  #clocks(): Readonly<{timeMs: number; monotonicMs: number}> {
    return {timeMs: this.#clock.now(), monotonicMs: this.#clock.monotonic()};
  }

  #askBeat(): void {
    const n = this.#nextBeat++;
    this.#beats.set(n, {monotonicMs: this.#clock.monotonic()});
    this.#beats.delete(n - BEATS_MAX);
    this.#send({t: 'h', n, timeMs: this.#clock.now()});
  }

  #learnHealth({terminalConnected, tradeAllowed}: Health): void {
    if (terminalConnected === undefined && tradeAllowed === undefined) return;
    if (terminalConnected === false) this.#health = 'the terminal has no connection to its server';
    else if (tradeAllowed === false) this.#health = 'trading is switched off at the terminal';
    else this.#health = null;
    this.#judge();
  }

  #judge(): void {
    const trouble = this.#isSilent ? 'nothing is heard of the terminal' : this.#health;
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    if (this.#state !== 'lost') this.#onTrouble(trouble);
  }

  #breach(what: string): void {
    this.#fail(new Error(`the terminal breaks the protocol: ${what}`));
  }

  #fail(error: Error): void {
    this.#opened.reject(error);
    this.#line.close(error.message);
  }

  #onClosed(reason: string): void {
    this.#state = 'lost';
    this.#beat?.cancel();
    this.#opened.reject(new Error(reason));
    // Nobody waits for it once it is open.
    this.#opened.promise.catch(() => undefined);
    for (const pending of this.#pending.values()) pending.settle(undefined, undefined, reason);
    this.#lost.resolve(reason);
  }
}

function isKnownEvent(event: Extract<TerminalMessage, {t: 'e'}>): event is WireEvent {
  return event.k === 'order' || event.k === 'link';
}

function answerOf<Op extends Operation>(
  op: Op,
  answer: unknown,
  error: WireError | undefined,
  lost: string | undefined,
): Answer<Op> {
  if (lost !== undefined) return {status: 'unknown', reason: `the connection was lost: ${lost}`};
  if (error !== undefined) return {status: 'error', error};
  const decoded = decodeAnswer(op, answer);
  if (decoded.isGood) return {status: 'ok', value: decoded.value};
  return {status: 'unknown', reason: `the answer to "${op}" is not one: ${decoded.reason}`};
}
