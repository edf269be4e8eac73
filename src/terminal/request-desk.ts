import type {WireError, WireRequest} from '../gateway/messages.ts';
import {
  type Answered,
  type Arguments,
  type Decoded,
  decodeArguments,
  encodeAnswer,
  isKeyed,
  isOperation,
  isTestOnly,
  isTrading,
  issueText,
  type Operation,
} from '../gateway/operations.ts';
import {wireInstrumentOf} from '../gateway/wire-market.ts';
import {wireStandingOf} from '../gateway/wire-orders.ts';
import {after} from '../link/after.ts';
import type {Clock} from '../ports/clock.ts';
import type {OrderDesk, Result} from './order-desk.ts';
import {type RequestFault, type Switches, type SwitchSettings, switchesSchema} from './switches.ts';
import type {TerminalMarket} from './terminal-market.ts';
import type {FaultyVenue} from './venue/faulty-venue.ts';

/** Of quotes in one answer: it has to fit into a line. */
const QUOTES_MAX = 12_000;
const QUOTES_SPAN_MS_MAX = 10 * 60_000;

/** Who asks: a session. */
export type Requester = Readonly<{
  isTrader: boolean;
  /** The latest that its clock can show. */
  clientLatestMs: () => number;
  clientLatestMonotonicMs: () => number;
  answer: (id: number, result: Result<unknown>) => void;
  want: (symbols: readonly string[]) => void;
  unwant: (symbols: readonly string[]) => void;
  /** Ends the connection without a word. */
  cut: () => void;
}>;

export type RequestDeskOptions = Readonly<{
  clock: Clock;
  orders: OrderDesk;
  market: TerminalMarket;
  venue: FaultyVenue;
  switches: Switches;
  account: Readonly<{account: string; server: string}>;
  serverNowMs: () => number;
  /** Whether prices and faults may be set over the wire. */
  hasTestSwitches: boolean;
  onSwitches: (settings: SwitchSettings) => void;
}>;

/** Answers the requests of all sessions, each at once, with the faults that were switched on. */
export class RequestDesk {
  readonly #options: RequestDeskOptions;
  #waiting = 0;

  constructor(options: RequestDeskOptions) {
    this.#options = options;
  }

  /** Requests that were received and are not done. */
  get waiting(): number {
    return this.#waiting;
  }

  onRequest(session: Requester, request: WireRequest): void {
    const {id, op, key} = request;
    const refuse = (kind: string, text: string) => session.answer(id, {err: {kind, code: kind, text}});
    if (!isOperation(op)) return refuse('badRequest', `"${op}" is not known`);
    if (isTestOnly(op) && !this.#options.hasTestSwitches) {
      return refuse('forbidden', 'this terminal was not started with test switches');
    }
    if (isTrading(op) && !session.isTrader) return refuse('forbidden', 'only the trader may ask that');
    const decoded: Decoded<Arguments<Operation>> = decodeArguments(op, request.a ?? {});
    if (!decoded.isGood) return refuse('badRequest', `${op}: ${decoded.reason}`);
    if (!isKeyed(op)) return this.#run(session, request, op, undefined);
    if (key === undefined) return refuse('badRequest', `${op} needs a key`);
    const planId = op === 'submit' ? planIdIn(decoded.value) : this.#options.orders.planIdOf(key);
    return this.#meet(session, request, op, this.#options.switches.take({op, key, planId}));
  }

  #meet(session: Requester, request: WireRequest, op: Operation, fault: RequestFault | undefined): void {
    const {clock} = this.#options;
    const cut = () => {
      if (fault?.cut === true) session.cut();
    };
    switch (fault?.fate) {
      case 'lostBefore':
        return cut();
      case 'lostAfter':
        void this.#result(session, request, op);
        return cut();
      case 'delayed':
        this.#waiting += 1;
        after(clock, fault.ms, () => {
          this.#waiting -= 1;
          this.#run(session, request, op, undefined);
        });
        return cut();
      case 'answerDelayed': {
        const result = this.#result(session, request, op);
        after(clock, fault.ms, () => void this.#answer(session, request, op, result));
        return cut();
      }
      case 'duplicated':
        this.#run(session, request, op, undefined);
        return this.#run(session, request, op, undefined);
      default:
        this.#run(session, request, op, fault);
        return cut();
    }
  }

  #run(session: Requester, request: WireRequest, op: Operation, fault: RequestFault | undefined): void {
    const result = this.#options.venue.meeting(fault, () => this.#result(session, request, op));
    void this.#answer(session, request, op, result);
  }

  async #answer(
    session: Requester,
    {id}: WireRequest,
    op: Operation,
    result: Result<unknown> | Promise<Result<unknown>>,
  ): Promise<void> {
    const done = result instanceof Promise ? await result : result;
    session.answer(id, 'err' in done ? done : {ok: encodeAnswer(op, done.ok as Answered<Operation>)});
  }

  /** Everything about orders is done when this returns; only bars are waited for. */
  #result(
    session: Requester,
    {key = '', a = {}, notAfterMonotonicMs}: WireRequest,
    op: Operation,
  ): Result<unknown> | Promise<Result<unknown>> {
    const {orders, market, account} = this.#options;
    switch (op) {
      case 'ping':
        return {ok: {timeMs: this.#options.serverNowMs()}};
      case 'account':
        return {ok: account};
      case 'instruments':
        return {ok: {instruments: market.instruments.flatMap(wireInstrumentOf)}};
      case 'snapshot':
        return this.#snapshot();
      case 'subscribe':
        return this.#subscribe(session, taken('subscribe', a).symbols);
      case 'unsubscribe':
        session.unwant(taken('unsubscribe', a).symbols);
        return {ok: {}};
      case 'submit': {
        const order = taken('submit', a);
        market.want(order.symbol);
        return orders.submit(key, order, {
          isLate: () =>
            notAfterMonotonicMs === undefined || session.clientLatestMonotonicMs() > notAfterMonotonicMs,
          serverTimeOf: (clientMs) => clientMs + this.#options.serverNowMs() - session.clientLatestMs(),
        });
      }
      case 'amend':
        return orders.amend(key, taken('amend', a));
      case 'cancel':
        return orders.cancel(key);
      case 'close':
        return orders.close(key);
      case 'lookup':
        return orders.lookup(key);
      case 'fence':
        return orders.fence(key);
      case 'history':
        return this.#history(taken('history', a));
      case 'quotes':
        return this.#quotes(taken('quotes', a));
      case 'quote': {
        const {symbol, bid, ask, timeMs} = taken('quote', a);
        market.quote({symbol, bid, ask, timeMs: timeMs ?? this.#options.serverNowMs()});
        return {ok: {}};
      }
      case 'fault':
        return this.#setSwitches(a);
    }
  }

  #snapshot(): Result<unknown> {
    const snapshot = this.#options.orders.snapshot();
    if ('err' in snapshot) return snapshot;
    return {ok: {atMs: this.#options.clock.now(), standing: snapshot.ok.map(wireStandingOf)}};
  }

  #subscribe(session: Requester, symbols: readonly string[]): Result<unknown> {
    const {market} = this.#options;
    const ticks = [];
    for (const symbol of symbols) {
      if (!market.want(symbol)) return failed('badRequest', 'too many symbols are quoted already');
      const tick = market.lastTick(symbol);
      if (tick !== undefined) ticks.push(tick);
    }
    session.want(symbols);
    return {ok: {ticks}};
  }

  async #history({symbol, timeframe, count}: Arguments<'history'>): Promise<Result<unknown>> {
    return {ok: {bars: [...(await this.#options.market.bars(symbol, timeframe, count))]}};
  }

  async #quotes({symbol, fromMs, untilMs}: Arguments<'quotes'>): Promise<Result<unknown>> {
    if (untilMs - fromMs > QUOTES_SPAN_MS_MAX)
      return failed('badRequest', `at most ${QUOTES_SPAN_MS_MAX} ms in one request`);
    const quotes = await this.#options.market.quotes(symbol, fromMs, untilMs);
    if (quotes.length > QUOTES_MAX)
      return failed('badRequest', `more than ${QUOTES_MAX} quotes: ask for less`);
    return {ok: {quotes: quotes.map(({bid, ask, timeMs}) => ({bid, ask, timeMs}))}};
  }

  #setSwitches(a: unknown): Result<unknown> {
    const parsed = switchesSchema.safeParse(a);
    if (!parsed.success) return failed('badRequest', `fault: ${issueText(parsed.error)}`);
    this.#options.onSwitches(parsed.data);
    return {ok: {}};
  }
}

/** Arguments that were found good on arrival. */
function taken<Op extends Operation>(op: Op, a: unknown): Arguments<Op> {
  const decoded = decodeArguments(op, a);
  if (!decoded.isGood) throw new Error(`Invariant: ${op} was found good: ${decoded.reason}`);
  return decoded.value;
}

function planIdIn(value: Arguments<Operation>): string | undefined {
  return 'planId' in value && typeof value.planId === 'string' ? value.planId : undefined;
}

function failed(kind: string, text: string): {err: WireError} {
  return {err: {kind, code: kind, text}};
}
