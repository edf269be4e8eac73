import type {Close, Intent} from '../../ports/broker.ts';
import {type Closing, type Decision, type Position, positionOf} from '../matching/position.ts';
import {
  contentOf,
  type ForeignChange,
  fillOf,
  type OrderRecord,
  type PaperBook,
  type Placed,
  type Written,
} from './paper-book.ts';

const NO_CHANGES: readonly ForeignChange[] = [];

/** A book that ends with its process: for replays and simulations. It keeps every key that it saw. */
export class MemoryBook implements PaperBook {
  readonly label = 'the paper book in memory';
  readonly #records = new Map<string, OrderRecord>();
  #positions = 0;

  find(clientOrderId: string): OrderRecord | undefined {
    return this.#records.get(clientOrderId);
  }

  place(intent: Intent, _nowMs: number, decide: () => Decision | undefined): Written<Placed | undefined> {
    const {clientOrderId} = intent;
    const known = this.#records.get(clientOrderId);
    if (known !== undefined) return done({record: known, opened: null});
    const decision = decide();
    if (decision === undefined) return done(undefined);
    const order = contentOf(intent);
    if (decision.status === 'rejected') {
      const record: OrderRecord = {status: 'rejected', order, rejection: decision};
      this.#records.set(clientOrderId, record);
      return done({record, opened: null});
    }
    this.#positions += 1;
    const ids = {positionId: String(this.#positions), clientOrderId};
    const opened = positionOf(ids, intent, decision.fill);
    const record: OrderRecord = {status: 'filled', order, fill: fillOf(opened), close: null};
    this.#records.set(clientOrderId, record);
    return done({record, opened});
  }

  fence(clientOrderId: string, nowMs: number): Written<'sent' | 'never'> {
    const known = this.#records.get(clientOrderId);
    if (known !== undefined) return done(known.status === 'fenced' ? 'never' : 'sent');
    this.#records.set(clientOrderId, {status: 'fenced', atMs: nowMs});
    return done('never');
  }

  recordClosings(closings: readonly Closing[]): Written<readonly Close[]> {
    return done(closings.map((closing) => this.#recordClosing(closing)));
  }

  /** A new book is empty, and nobody else can open one. */
  openPositions(): readonly Position[] {
    return [];
  }

  foreignChanges(): readonly ForeignChange[] {
    return NO_CHANGES;
  }

  close(): void {
    this.#records.clear();
  }

  #recordClosing({position: {clientOrderId}, close}: Closing): Close {
    const record = this.#records.get(clientOrderId);
    if (record?.status !== 'filled')
      throw new Error(`Invariant: order ${clientOrderId} was filled before its close`);
    if (record.close !== null) return record.close;
    this.#records.set(clientOrderId, {...record, close});
    return close;
  }
}

function done<T>(value: T): Written<T> {
  return {status: 'done', value};
}
