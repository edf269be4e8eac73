import type {Duplex} from 'node:stream';
import {type Asked, ForeignClock} from '../gateway/clock-measure.ts';
import {newNonce} from '../gateway/fresh-secret.ts';
import {isProof, type Nonces, proofOf} from '../gateway/handshake-proof.ts';
import {LineSocket} from '../gateway/line-socket.ts';
import {
  type Auth,
  type ClientMessage,
  type Hello,
  PROTOCOL_VERSION,
  readClientLine,
  type TerminalMessage,
  terminalLine,
  type Welcome,
  type WireError,
  type WireEvent,
  type WireRequest,
} from '../gateway/messages.ts';
import {TickQueue} from '../gateway/tick-queue.ts';
import type {WireTick} from '../gateway/wire-market.ts';
import {after} from '../link/after.ts';
import type {Clock, Timer} from '../ports/clock.ts';
import type {EventRing} from './event-ring.ts';
import type {RequestDesk} from './request-desk.ts';

export type TerminalTimes = Readonly<{
  /** From the opening of a connection to the client's proof. */
  handshakeMs: number;
  beatMs: number;
  /** A client of which nothing was heard for so long has gone. */
  deadMs: number;
}>;

export const TERMINAL_TIMES: TerminalTimes = {handshakeMs: 3_000, beatMs: 2_000, deadMs: 6_000};

/** Beats whose answers may still come. */
const BEATS_MAX = 16;

/** What the terminal says of itself in a welcome. */
export type TerminalIdentity = Pick<
  Welcome,
  'account' | 'server' | 'demo' | 'marginMode' | 'neverCloses' | 'caps'
>;

export type SessionContext = Readonly<{
  clock: Clock;
  secret: string;
  bootId: string;
  identity: TerminalIdentity;
  times: TerminalTimes;
  waitingBytesMax?: number;
  ring: EventRing;
  requests: Pick<RequestDesk, 'waiting' | 'onRequest'>;
  /** By the server's clock. */
  serverNowMs: () => number;
  health: () => Pick<Welcome, 'terminalConnected' | 'tradeAllowed'>;
  lastTickAgeMs: () => number | null;
  /** Makes room for a client that has proved itself; false when it has to go. */
  admit: (session: TerminalSession, takeOver: boolean) => boolean;
  onGone: (session: TerminalSession) => void;
}>;

/**
 * One connection of a client.
 *
 * ```
 * (opened) ─▶ greeted ─▶ welcomed ─▶ live       hello; a good proof; resume
 *      └─────────┴───────────┴─────────┴─▶ gone   a bad proof, silence, a broken line, a newer trader
 * ```
 */
export class TerminalSession {
  readonly #context: SessionContext;
  readonly #line: LineSocket;
  readonly #ticks = new TickQueue(0);
  readonly #symbols = new Set<string>();
  readonly #beats = new Map<number, Asked>();
  readonly #limit: Timer;
  #state: 'opened' | 'greeted' | 'welcomed' | 'live' | 'gone' = 'opened';
  #hello: Hello | undefined;
  #nonces: Nonces = {client: '', terminal: ''};
  #challenged: Asked = {monotonicMs: 0};
  #clientClock: ForeignClock | undefined;
  #clientMonotonic: ForeignClock | undefined;
  #nextBeat = 1;
  #heardAtMs: number;
  #beat: Timer | undefined;

  constructor(socket: Duplex, context: SessionContext) {
    this.#context = context;
    this.#heardAtMs = context.clock.monotonic();
    this.#line = new LineSocket(
      socket,
      {
        onLine: (line) => this.#onLine(line),
        onClosed: () => this.#onClosed(),
        onDrained: () => this.#sendTicks(),
      },
      context.waitingBytesMax === undefined ? {} : {waitingBytesMax: context.waitingBytesMax},
    );
    this.#limit = after(context.clock, context.times.handshakeMs, () => {
      this.bye('handshakeTooSlow', `no proof in ${context.times.handshakeMs} ms`);
    });
  }

  get isTrader(): boolean {
    return this.#hello?.role === 'trader';
  }

  /** Name of the client's process. */
  get client(): string {
    return this.#hello?.client ?? '';
  }

  /** Whether it has proved itself and is still there. */
  get isAdmitted(): boolean {
    return this.#state === 'welcomed' || this.#state === 'live';
  }

  /** The latest that the client's clock can show. */
  clientLatestMs(): number {
    return this.#clientClock?.latestMs() ?? Number.POSITIVE_INFINITY;
  }

  /** The latest that the client's monotonic clock can show. */
  clientLatestMonotonicMs(): number {
    return this.#clientMonotonic?.latestMs() ?? Number.POSITIVE_INFINITY;
  }

  bye(reason: string, text: string): void {
    this.#line.end(terminalLine({t: 'bye', reason, text}), reason);
  }

  cut(): void {
    this.#line.close('cut off');
  }

  /** An event that has just been numbered. Before the session is live it is in what is sent again. */
  event(event: WireEvent): void {
    if (this.#state === 'live') this.#send(event);
  }

  tick(tick: WireTick): void {
    if (this.#state !== 'live' || !this.#symbols.has(tick.symbol)) return;
    this.#ticks.push(tick);
    this.#sendTicks();
  }

  want(symbols: readonly string[]): void {
    for (const symbol of symbols) this.#symbols.add(symbol);
  }

  unwant(symbols: readonly string[]): void {
    for (const symbol of symbols) this.#symbols.delete(symbol);
  }

  answer(id: number, result: Readonly<{ok: unknown}> | Readonly<{err: WireError}>): void {
    this.#send({t: 'r', id, ...result});
  }

  #send(message: TerminalMessage): void {
    this.#line.send(terminalLine(message));
  }

  /** Ticks wait while the client does not read, one a symbol; everything else never does. */
  #sendTicks(): void {
    if (this.#ticks.size === 0 || this.#line.isBackedUp) return;
    for (const tick of this.#ticks.take()) {
      if (this.#line.isBackedUp) this.#ticks.push(tick);
      else this.#send({t: 'k', ...tick});
    }
  }

  #onLine(line: string): void {
    this.#heardAtMs = this.#context.clock.monotonic();
    const read = readClientLine(line);
    if (read.status === 'ignored') return;
    if (read.status === 'broken') this.bye('protocol', read.reason);
    else this.#onMessage(read.message);
  }

  #onMessage(message: ClientMessage): void {
    switch (message.t) {
      case 'hello':
        return this.#onHello(message);
      case 'auth':
        return this.#onAuth(message);
      case 'resume':
        return this.#onResume(message);
      case 'q':
        return this.#onRequest(message);
      case 'h':
        if (!this.isAdmitted) return undefined;
        return this.#send({t: 'ha', n: message.n, timeMs: this.#context.serverNowMs()});
      case 'ha':
        return this.#onBeatAnswer(message);
    }
  }

  #onHello(hello: Hello): void {
    if (this.#state !== 'opened') return this.bye('protocol', 'a second hello');
    if (hello.v !== PROTOCOL_VERSION)
      return this.bye('version', `version ${PROTOCOL_VERSION} is spoken here`);
    this.#hello = hello;
    this.#nonces = {client: hello.nonce, terminal: newNonce()};
    this.#state = 'greeted';
    this.#challenged = {monotonicMs: this.#context.clock.monotonic()};
    this.#send({t: 'challenge', v: PROTOCOL_VERSION, nonce: this.#nonces.terminal});
  }

  #onAuth({proof, timeMs, monotonicMs, takeOver}: Auth): void {
    const {clock, secret, bootId, identity, ring} = this.#context;
    if (this.#state !== 'greeted' || this.#hello === undefined)
      return this.bye('protocol', 'a proof unasked');
    if (!isProof(proof, proofOf(secret, this.#hello.role, this.#nonces))) {
      return this.bye('badProof', 'the secret is another one');
    }
    if (!this.#context.admit(this, takeOver)) {
      return this.bye('occupied', 'another trader is connected; take over explicitly, or wait');
    }
    this.#limit.cancel();
    this.#clientClock = new ForeignClock(clock, timeMs, this.#challenged);
    this.#clientMonotonic = new ForeignClock(clock, monotonicMs, this.#challenged);
    this.#state = 'welcomed';
    this.#send({
      t: 'welcome',
      v: PROTOCOL_VERSION,
      proof: proofOf(secret, 'terminal', this.#nonces),
      bootId,
      ...identity,
      timeMs: this.#context.serverNowMs(),
      lastSeq: ring.lastSeq,
      ...this.#context.health(),
    });
    this.#sayBeat();
  }

  #onResume({bootId, seq}: Extract<ClientMessage, {t: 'resume'}>): void {
    if (this.#state !== 'welcomed') return this.bye('protocol', 'a resume unasked');
    const {ring} = this.#context;
    const missed = bootId === this.#context.bootId ? ring.after(seq) : undefined;
    this.#state = 'live';
    if (missed === undefined) {
      this.#send({t: 'reset', bootId: this.#context.bootId, seq: ring.lastSeq});
      return;
    }
    for (const event of missed) this.#send(event);
    this.#send({t: 'resumed', seq: ring.lastSeq});
  }

  #onRequest(request: WireRequest): void {
    if (this.#state !== 'live') return this.bye('protocol', 'a request before the resume');
    this.#context.requests.onRequest(this, request);
  }

  #onBeatAnswer({n, timeMs, monotonicMs}: Extract<ClientMessage, {t: 'ha'}>): void {
    const asked = this.#beats.get(n);
    this.#beats.delete(n);
    if (asked === undefined) return;
    this.#clientClock?.learn(timeMs, asked);
    this.#clientMonotonic?.learn(monotonicMs, asked);
  }

  #sayBeat(): void {
    if (this.#line.isClosed) return;
    const {clock, times, requests} = this.#context;
    const silenceMs = clock.monotonic() - this.#heardAtMs;
    if (silenceMs >= times.deadMs) {
      this.bye('silent', `nothing was heard for ${Math.round(silenceMs)} ms`);
      return;
    }
    const n = this.#nextBeat++;
    this.#beats.set(n, {monotonicMs: clock.monotonic()});
    this.#beats.delete(n - BEATS_MAX);
    this.#send({
      t: 'h',
      n,
      timeMs: this.#context.serverNowMs(),
      ...this.#context.health(),
      queueDepth: requests.waiting,
      lastTickAgeMs: this.#context.lastTickAgeMs(),
    });
    this.#beat = after(clock, times.beatMs, () => this.#sayBeat());
  }

  #onClosed(): void {
    this.#state = 'gone';
    this.#limit.cancel();
    this.#beat?.cancel();
    this.#context.onGone(this);
  }
}
