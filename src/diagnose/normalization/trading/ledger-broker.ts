import type {Instrument} from '../../../market/instrument.ts';
import type {Broker, Intent, Lookup, Outcome} from '../../../ports/broker.ts';

/** A broker that fills everything, whatever its name, and writes down what it was sent. */
export class LedgerBroker implements Broker {
  readonly name = 'ledger';
  readonly capabilities = {lookup: true, fence: true};
  readonly #ledger: Intent[] = [];

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

  instruments(): Promise<readonly Partial<Instrument>[]> {
    return Promise.resolve([]);
  }

  submit(intent: Intent): Promise<Outcome> {
    this.#ledger.push(intent);
    const {firedPrice: price, volumeLots, firedAtMs: timeMs} = intent;
    const positionId = String(this.#ledger.length);
    return Promise.resolve({status: 'accepted', fill: {positionId, price, volumeLots, timeMs}});
  }

  lookup(): Promise<Lookup> {
    return Promise.resolve({status: 'undecided', reason: 'the ledger is not asked'});
  }

  fence(): Promise<'sent'> {
    return Promise.resolve('sent');
  }

  onEvent(): () => void {
    return () => undefined;
  }
}
