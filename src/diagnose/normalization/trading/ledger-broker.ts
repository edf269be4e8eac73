import {SteadyLink} from '../../../link/steady-link.ts';
import type {ActionOutcome, Broker, BrokerSnapshot, Intent, Lookup, Outcome} from '../../../ports/broker.ts';

/** A broker that fills everything, whatever its name, and writes down what it was sent. */
export class LedgerBroker implements Broker {
  readonly name = 'ledger';
  readonly capabilities = {lookup: true, fence: true, restingOrders: false};
  readonly link: SteadyLink;
  readonly #ledger: Intent[] = [];

  constructor(nowMs: number) {
    this.link = new SteadyLink(nowMs);
  }

  /** Every order that came, in the order in which they came. */
  get ledger(): readonly Intent[] {
    return this.#ledger;
  }

  connect(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  instruments(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  submit(intent: Intent): Promise<Outcome> {
    this.#ledger.push(intent);
    const {firedPrice: price, volumeLots, firedAtMs: timeMs} = intent;
    const ticket = String(this.#ledger.length);
    const fill = {positionId: ticket, price, volumeLots, timeMs};
    const {stopLoss, takeProfit} = intent;
    return Promise.resolve({
      status: 'accepted',
      report: {ticket, state: 'filled', fill, close: null, stopLoss, takeProfit},
    });
  }

  cancel(): Promise<ActionOutcome> {
    return Promise.resolve(NOT_ASKED);
  }

  amend(): Promise<ActionOutcome> {
    return Promise.resolve(NOT_ASKED);
  }

  closePosition(): Promise<ActionOutcome> {
    return Promise.resolve(NOT_ASKED);
  }

  lookup(): Promise<Lookup> {
    return Promise.resolve({status: 'undecided', reason: 'the ledger is not asked'});
  }

  fence(): Promise<'sent'> {
    return Promise.resolve('sent');
  }

  /** Asked once, before the first order. */
  snapshot(): Promise<BrokerSnapshot> {
    return Promise.resolve({atMs: this.link.report().sinceMs, standing: []});
  }

  onEvent(): () => void {
    return () => undefined;
  }
}

const NOT_ASKED: ActionOutcome = {status: 'unknown', reason: 'the ledger is not asked'};
