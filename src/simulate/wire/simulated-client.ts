import {UnavailableError} from '../../errors.ts';
import {clockReading, type ClockReading, monotonicAt} from '../../gateway/clock-measure.ts';
import type {GatewayLine} from '../../gateway/gateway-client.ts';
import type {Answer, RequestTerms} from '../../gateway/gateway-connection.ts';
import {GATEWAY_TIMES} from '../../gateway/gateway-times.ts';
import {Listeners} from '../../gateway/listeners.ts';
import {PROTOCOL_VERSION, type Welcome, type WireEvent} from '../../gateway/messages.ts';
import type {Answered, Arguments, Operation} from '../../gateway/operations.ts';
import type {WireTick} from '../../gateway/wire-market.ts';
import {type Connection, SupervisedLink} from '../../link/supervised-link.ts';
import type {OrderReport} from '../../ports/broker.ts';
import type {Result} from '../../terminal/order-desk.ts';
import type {Situation} from '../judge/sometimes.ts';
import type {Faults} from '../kernel/faults.ts';
import type {Kernel} from '../kernel/kernel.ts';
import type {SimulatedProcess} from '../kernel/simulated-process.ts';
import type {ClientClocks, Session, SimulatedTerminal, TerminalVoice} from '../venue/simulated-terminal.ts';
import type {Wire} from './wire.ts';

export type ClientParts = Readonly<{
  kernel: Kernel;
  faults: Faults;
  wire: Wire;
  terminal: SimulatedTerminal;
  /** An order is being sent. */
  onSubmit: (key: string) => void;
  note: (situation: Situation) => void;
  /** Somebody wants a symbol, and is told its last tick. */
  onSubscribe: (symbol: string) => void;
}>;

/** As many readings as have to agree before a clock is believed. */
const READINGS_KEPT = 3;
const BEAT_MS = 3000;
const DEAD_MS = 6000;

/** Ends a request that is waited for. */
type Pending = (reason: string) => void;

/** A connection that stands. */
type Standing = {readonly session: Session; readonly lose: (why: string) => void; heardAtMs: number};

/**
 * The line of a process to the terminal: in the place of the gateway's client, so that the product's own feed
 * and broker stand on it. What is said goes over the simulated network, late, twice or not at all.
 */
export class SimulatedClient implements GatewayLine {
  readonly link: SupervisedLink;
  readonly #parts: ClientParts;
  readonly #process: SimulatedProcess;
  readonly #symbols = new Set<string>();
  readonly #events = new Listeners<WireEvent>();
  readonly #resets = new Listeners<void>();
  readonly #ticks = new Listeners<WireTick>();
  readonly #clocks = new Listeners<ClockReading>();
  readonly #pending = new Set<Pending>();
  #readings: readonly ClockReading[] = [];
  #standing: Standing | undefined;
  #welcome: Welcome | undefined;
  #mayTakeOver = true;
  #connections = 0;

  constructor(parts: ClientParts, process: SimulatedProcess) {
    this.#parts = parts;
    this.#process = process;
    this.link = new SupervisedLink({
      clock: process.clock,
      random: parts.kernel.dice.of(`link ${process.name}`),
      connect: () => this.#connect(),
    });
  }

  get welcome(): Welcome | undefined {
    return this.#welcome;
  }

  get readings(): readonly ClockReading[] {
    return this.#readings;
  }

  async open(): Promise<void> {
    this.link.start();
    const {promise, resolve} = Promise.withResolvers<void>();
    const leave = this.link.onChange(({state}) => {
      if (state !== 'connecting') resolve();
    });
    await promise;
    leave();
    const {state, lastError} = this.link.report();
    if (state === 'down') throw new UnavailableError('BROKER_UNAVAILABLE', lastError ?? 'the link is down');
  }

  close(): Promise<void> {
    return this.link.close();
  }

  request<Op extends Operation>(op: Op, a: Arguments<Op>, terms: RequestTerms = {}): Promise<Answer<Op>> {
    const standing = this.#standing;
    if (standing === undefined) return Promise.resolve({status: 'notSent', reason: 'notConnected'});
    return new Promise((resolve) => {
      if (!this.#process.reach(op, 'before')) return;
      const {key = '', notAfterMs, deadlineMs = GATEWAY_TIMES.requestMs} = terms;
      const settle = (answer: Answer<Op>) => {
        if (!this.#pending.delete(lost)) return;
        limit.cancel();
        this.#process.note(`hears of ${op} ${key}: ${answer.status}`);
        if (op === 'history' && answer.status === 'ok' && this.#connections > 1)
          this.#parts.note('bars told on a new line');
        resolve(answer);
      };
      const lost: Pending = (reason) => settle({status: 'unknown', reason});
      const limit = this.#process.later(deadlineMs, () => lost('noAnswer'));
      this.#pending.add(lost);
      this.#process.note(`asks ${op} ${key}`);
      if (op === 'submit') this.#parts.onSubmit(key);
      const notAfterMonotonicMs =
        notAfterMs === undefined ? undefined : monotonicAt(notAfterMs, this.#process.clock);
      this.#send(standing, {op, a, key, notAfterMonotonicMs}, (result) => settle(answerOf<Op>(result)));
      this.#process.reach(op, 'after');
      if (this.#parts.faults.strikes('line cut')) standing.lose('the line was cut');
    });
  }

  subscribe(symbol: string): void {
    this.#symbols.add(symbol);
    this.#parts.onSubscribe(symbol);
  }

  unsubscribe(symbol: string): void {
    this.#symbols.delete(symbol);
  }

  onEvent(listener: (event: WireEvent) => void): () => void {
    return this.#events.add(listener);
  }

  onReset(listener: () => void): () => void {
    return this.#resets.add(listener);
  }

  onTick(listener: (tick: WireTick) => void): () => void {
    return this.#ticks.add(listener);
  }

  onClock(listener: (reading: ClockReading) => void): () => void {
    return this.#clocks.add(listener);
  }

  /** The terminal has a tick for whoever wants it; it is heard some time later. */
  tick(tick: WireTick, heard: () => void): void {
    const {wire} = this.#parts;
    if (this.#standing === undefined || wire.isCut || !this.#symbols.has(tick.symbol)) return;
    this.#process.later(wire.usualMs(), () => {
      heard();
      this.#ticks.tell(tick);
    });
  }

  #send(
    {session}: Standing,
    request: Readonly<{op: Operation; a: unknown; key: string; notAfterMonotonicMs: number | undefined}>,
    hear: (result: Result<unknown>) => void,
  ): void {
    const {kernel, wire, terminal, faults, note} = this.#parts;
    for (const ms of wire.request(request.op)) {
      kernel.after(ms, () => {
        const result = terminal.request(session, request);
        if (result === undefined) return;
        kernel.note('terminal', `${request.op} ${request.key}: ${'err' in result ? result.err.kind : 'ok'}`);
        const isSaying = request.op === 'submit' || request.op === 'lookup';
        const said = isSaying && faults.strikes('reply wrong') ? nonsenseOf(result) : result;
        const replies = wire.reply();
        if (replies.length === 0 && request.op === 'submit' && 'ok' in result)
          note('accepted and nobody heard');
        for (const backMs of replies) this.#process.later(backMs, () => hear(said));
      });
    }
  }

  async #connect(): Promise<Connection> {
    const {terminal, wire, faults} = this.#parts;
    await this.#process.clock.sleep(wire.usualMs());
    const {promise: lost, resolve} = Promise.withResolvers<string>();
    const voice: TerminalVoice = {
      order: (key, report) => this.#hearOrder(standing, key, report),
      ended: (why) => {
        if (why === 'takenOver') this.#mayTakeOver = false;
        lose(why);
      },
    };
    const session = wire.isCut ? undefined : terminal.connect(voice, this.#clientClocks(), this.#mayTakeOver);
    if (session === undefined) throw new Error('nobody answers');
    const lose = (why: string) => {
      this.#process.run(() => {
        if (this.#standing !== standing) return;
        this.#standing = undefined;
        terminal.forget(session);
        this.#process.note(`loses the line: ${why}`);
        for (const pending of [...this.#pending]) pending('connectionLost');
        resolve(why);
      });
    };
    const standing: Standing = {session, lose, heardAtMs: this.#process.clock.monotonic()};
    this.#standing = standing;
    this.#connections += 1;
    // A dead client says nothing more; the terminal notices after a while.
    this.#process.onDeath(() => this.#parts.kernel.after(DEAD_MS, () => terminal.forget(session)));
    this.#welcome = welcomeOf(terminal.serverNowMs, !faults.has('terminal without fence'));
    for (let beats = 0; beats < READINGS_KEPT; beats++) this.#beat(standing);
    this.#keepBeating(standing);
    // Events of before are not sent again here: whoever wants to know asks for what stands.
    this.#process.later(0, () => this.#resets.tell());
    return {lost, close: () => lose('closed'), onTrouble: () => undefined};
  }

  #clientClocks(): ClientClocks {
    const {clock} = this.#process;
    return {timeMs: clock.now(), monotonicMs: clock.monotonic()};
  }

  #hearOrder(standing: Standing, key: string | null, report: OrderReport): void {
    for (const ms of this.#parts.wire.event()) {
      this.#process.later(ms, () => {
        if (this.#standing === standing) this.#events.tell({t: 'e', seq: 1, k: 'order', key, report});
      });
    }
  }

  #keepBeating(standing: Standing): void {
    this.#process.later(BEAT_MS, () => {
      if (this.#standing !== standing) return;
      if (this.#process.clock.monotonic() - standing.heardAtMs > DEAD_MS) {
        standing.lose('the terminal is silent');
        return;
      }
      this.#beat(standing);
      this.#keepBeating(standing);
    });
  }

  /** Both sides learn what the other's clock shows. */
  #beat(standing: Standing): void {
    const {kernel, wire, terminal} = this.#parts;
    if (wire.isCut) return;
    const {clock} = this.#process;
    const asked = {monotonicMs: clock.monotonic()};
    kernel.after(wire.usualMs(), () => {
      if (!terminal.isConnected(standing.session)) return;
      const theirMs = terminal.serverNowMs;
      this.#process.later(wire.usualMs(), () => {
        if (this.#standing !== standing) return;
        standing.heardAtMs = clock.monotonic();
        const reading = clockReading(theirMs, asked, clock);
        this.#readings = [...this.#readings, reading].slice(-READINGS_KEPT);
        terminal.learn(standing.session, this.#clientClocks());
        this.#clocks.tell(reading);
      });
    });
  }
}

function answerOf<Op extends Operation>(result: Result<unknown>): Answer<Op> {
  return 'err' in result
    ? {status: 'error', error: result.err}
    : {status: 'ok', value: result.ok as Answered<Op>};
}

/** An answer that cannot be true: a fill at no price. */
function nonsenseOf(result: Result<unknown>): Result<unknown> {
  if ('err' in result || typeof result.ok !== 'object' || result.ok === null || !('report' in result.ok))
    return result;
  const report = result.ok.report as OrderReport;
  const fill = {positionId: report.ticket, price: 0, volumeLots: -1, timeMs: 0};
  return {ok: {...result.ok, report: {...report, ticket: '', fill}}};
}

function welcomeOf(timeMs: number, fence: boolean): Welcome {
  return {
    ...{
      t: 'welcome',
      v: PROTOCOL_VERSION,
      proof: '',
      bootId: 'boot',
      account: 'simulated',
      server: 'simulated',
    },
    ...{
      demo: true,
      marginMode: 'hedging',
      neverCloses: true,
      timeMs,
      lastSeq: 0,
      terminalConnected: true,
      tradeAllowed: true,
    },
    caps: {lookup: true, fence, restingOrders: true, history: true, testSwitches: false},
  };
}
