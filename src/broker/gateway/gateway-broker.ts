import {UnavailableError} from '../../errors.ts';
import type {GatewayLine} from '../../gateway/gateway-client.ts';
import type {Answer, RequestTerms} from '../../gateway/gateway-connection.ts';
import {Listeners} from '../../gateway/listeners.ts';
import type {Arguments, Operation} from '../../gateway/operations.ts';
import {standingOf, wireOrderOf} from '../../gateway/wire-orders.ts';
import type {InstrumentFacts} from '../../market/instrument.ts';
import type {
  ActionOutcome,
  Broker,
  BrokerCapabilities,
  BrokerEvent,
  BrokerSnapshot,
  Intent,
  Lookup,
  Outcome,
} from '../../ports/broker.ts';
import type {Link} from '../../ports/link.ts';
import {actionOutcomeOf, lookupOf, outcomeOf, textOf} from './classify-answer.ts';

export type GatewayBrokerOptions = Readonly<{
  /** How long an answer to a request that trades is waited for; then its outcome is unknown. */
  tradeMsMax?: number;
  /** How long everything else is waited for. */
  readMsMax?: number;
}>;

const DEFAULTS = {tradeMsMax: 10_000, readMsMax: 5_000};

/** Before the first welcome nobody knows what the terminal can; without look-up nothing is traded. */
const NOTHING_KNOWN: BrokerCapabilities = {lookup: false, fence: false, restingOrders: false};

/**
 * A terminal behind the gateway protocol. Each order is sent once, on the connection that stands; what
 * became of it after a loss the terminal's journal knows.
 */
export class GatewayBroker implements Broker {
  readonly name = 'gateway';
  readonly #client: GatewayLine;
  readonly #options: Required<GatewayBrokerOptions>;
  readonly #events = new Listeners<BrokerEvent>();
  readonly #leave: readonly (() => void)[];
  #isClosed = false;

  /** @param client Shared with the feed; whoever made it closes it. */
  constructor(client: GatewayLine, options: GatewayBrokerOptions = {}) {
    this.#client = client;
    this.#options = {...DEFAULTS, ...options};
    this.#leave = [
      client.onEvent((event) => {
        if (event.k !== 'order' || event.key === null) return;
        this.#events.tell({type: 'order', clientOrderId: event.key, report: event.report});
      }),
      client.onReset(() => void this.#tellStanding()),
    ];
  }

  get capabilities(): BrokerCapabilities {
    const caps = this.#client.welcome?.caps;
    if (caps === undefined) return NOTHING_KNOWN;
    return {lookup: caps.lookup, fence: caps.fence, restingOrders: caps.restingOrders};
  }

  get link(): Link {
    return this.#client.link;
  }

  async connect(): Promise<void> {
    if (this.#isClosed) throw new UnavailableError('BROKER_UNAVAILABLE', 'the gateway broker was closed');
    await this.#client.open();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const leave of this.#leave) leave();
    this.#events.clear();
  }

  async instruments(): Promise<readonly InstrumentFacts[]> {
    return (await this.#read('instruments', {})).instruments;
  }

  async submit(intent: Intent): Promise<Outcome> {
    const {clientOrderId: key, notAfterMs} = intent;
    return outcomeOf(await this.#ask('submit', wireOrderOf(intent), {key, notAfterMs, ...this.#tradeTerms}));
  }

  async cancel(clientOrderId: string): Promise<ActionOutcome> {
    return actionOutcomeOf(await this.#ask('cancel', {}, {key: clientOrderId, ...this.#tradeTerms}));
  }

  async amend(
    clientOrderId: string,
    {stopLoss, takeProfit}: Pick<Intent, 'stopLoss' | 'takeProfit'>,
  ): Promise<ActionOutcome> {
    const terms = {key: clientOrderId, ...this.#tradeTerms};
    return actionOutcomeOf(await this.#ask('amend', {stopLoss, takeProfit}, terms));
  }

  async closePosition(clientOrderId: string): Promise<ActionOutcome> {
    return actionOutcomeOf(await this.#ask('close', {}, {key: clientOrderId, ...this.#tradeTerms}));
  }

  async lookup(clientOrderId: string): Promise<Lookup> {
    const terms = {key: clientOrderId, deadlineMs: this.#options.readMsMax};
    return lookupOf(await this.#ask('lookup', {}, terms));
  }

  async fence(clientOrderId: string): Promise<'sent' | 'never'> {
    return (await this.#read('fence', {}, {key: clientOrderId})).fence;
  }

  async snapshot(): Promise<BrokerSnapshot> {
    const {atMs, standing} = await this.#read('snapshot', {});
    return {atMs, standing: standing.map(standingOf)};
  }

  onEvent(listener: (event: BrokerEvent) => void): () => void {
    return this.#events.add(listener);
  }

  get #tradeTerms() {
    return {deadlineMs: this.#options.tradeMsMax};
  }

  async #ask<Op extends Operation>(op: Op, a: Arguments<Op>, terms: RequestTerms): Promise<Answer<Op>> {
    if (this.#isClosed) return {status: 'notSent', reason: 'brokerClosed'};
    return this.#client.request(op, a, terms);
  }

  async #read<Op extends Operation>(op: Op, a: Arguments<Op>, terms: RequestTerms = {}) {
    const answer = await this.#ask(op, a, {deadlineMs: this.#options.readMsMax, ...terms});
    if (answer.status === 'ok') return answer.value;
    const why = answer.status === 'error' ? textOf(answer.error) : answer.reason;
    throw new UnavailableError('BROKER_UNAVAILABLE', `The terminal has not answered "${op}": ${why}`);
  }

  /** Events were lost: everything that stands is told again, as it is now. */
  async #tellStanding(): Promise<void> {
    const answer = await this.#ask('snapshot', {}, {deadlineMs: this.#options.readMsMax});
    // Without an answer the next connection, or whoever compares with the broker now and then, finds out.
    if (answer.status !== 'ok') return;
    for (const {key, report} of answer.value.standing) {
      if (key !== null) this.#events.tell({type: 'order', clientOrderId: key, report});
    }
  }
}
