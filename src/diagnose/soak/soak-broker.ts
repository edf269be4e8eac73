import type {InstrumentFacts} from '../../market/instrument.ts';
import type {Broker, BrokerEvent, Intent, Lookup, Outcome} from '../../ports/broker.ts';
import {isDoubt} from './lifecycle.ts';

/**
 * Stands between the engine and its broker: counts who listens, and loses the answers to some orders,
 * which have all the same been placed.
 */
export class SoakBroker implements Broker {
  readonly name;
  readonly capabilities;
  /** Listeners that have not gone. */
  listeners = 0;
  readonly #broker: Broker;

  constructor(broker: Broker) {
    this.#broker = broker;
    this.name = broker.name;
    this.capabilities = broker.capabilities;
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

  lookup(clientOrderId: string): Promise<Lookup> {
    return this.#broker.lookup(clientOrderId);
  }

  fence(clientOrderId: string): Promise<'sent' | 'never'> {
    return this.#broker.fence(clientOrderId);
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
