import type {InstrumentFacts} from '../../market/instrument.ts';
import type {
  ActionOutcome,
  Broker,
  BrokerEvent,
  BrokerSnapshot,
  Intent,
  Lookup,
  Outcome,
} from '../../ports/broker.ts';
import {isDoubt} from './lifecycle.ts';

/**
 * Stands between the engine and its broker: counts who listens, and loses the answers to some orders,
 * which have all the same been placed.
 */
export class SoakBroker implements Broker {
  readonly name;
  readonly capabilities;
  readonly link;
  /** Listeners that have not gone. */
  listeners = 0;
  readonly #broker: Broker;

  constructor(broker: Broker) {
    this.#broker = broker;
    this.name = broker.name;
    this.capabilities = broker.capabilities;
    this.link = broker.link;
  }

  connect(): Promise<void> {
    return this.#broker.connect();
  }

  close(): Promise<void> {
    return this.#broker.close();
  }

  instruments(): Promise<readonly InstrumentFacts[]> {
    return this.#broker.instruments();
  }

  async submit(intent: Intent): Promise<Outcome> {
    const outcome = await this.#broker.submit(intent);
    if (isDoubt(intent.planId)) throw new Error('the connection was lost before the answer came');
    return outcome;
  }

  cancel(clientOrderId: string): Promise<ActionOutcome> {
    return this.#broker.cancel(clientOrderId);
  }

  amend(clientOrderId: string, exits: Pick<Intent, 'stopLoss' | 'takeProfit'>): Promise<ActionOutcome> {
    return this.#broker.amend(clientOrderId, exits);
  }

  closePosition(clientOrderId: string): Promise<ActionOutcome> {
    return this.#broker.closePosition(clientOrderId);
  }

  lookup(clientOrderId: string): Promise<Lookup> {
    return this.#broker.lookup(clientOrderId);
  }

  fence(clientOrderId: string): Promise<'sent' | 'never'> {
    return this.#broker.fence(clientOrderId);
  }

  snapshot(): Promise<BrokerSnapshot> {
    return this.#broker.snapshot();
  }

  onEvent(listener: (event: BrokerEvent) => void): () => void {
    const stop = this.#broker.onEvent(listener);
    let isListening = true;
    this.listeners += 1;
    return () => {
      if (isListening) this.listeners -= 1;
      isListening = false;
      stop();
    };
  }
}
