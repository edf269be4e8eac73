import {UnavailableError} from '../../errors.ts';
import type {Broker, BrokerEvent, Close, Fill, Intent, Lookup, Outcome} from '../../ports/broker.ts';
import type {Clock} from '../../ports/clock.ts';
import type {Random} from '../../ports/random.ts';
import type {Ledger} from './ledger.ts';
import type {Author, LedgerLine} from './ledger-line.ts';
import {kindOf} from './plan-kind.ts';

/** The longest from the answer to the end of a position that does not end before it. */
const LATE_CLOSE_MS = 120;
/** From the end of a position that ends before the answer to the answer. */
const EARLY_CLOSE_MS = 25;
/** What a broker says again it says within this. */
const SAID_AGAIN_MS = 4;
/** How often it says that a position is gone, at most. */
const SAID_MAX = {early: 3, late: 2} as const;

type LedgerBrokerPorts = Readonly<{ledger: Ledger; clock: Clock; random: Random}>;

/**
 * One monitor's connection to a broker that all monitors trade at. It takes every order, a key that it
 * has seen before too, so that doubles show; says of some that they are gone before it has said that
 * they were taken; says most things more than once; and tells other monitors too. All that it is told
 * and says stands in the ledger first.
 */
export class LedgerBroker implements Broker {
  readonly name = 'ledger';
  readonly capabilities = {lookup: true, fence: false};
  readonly #ports: LedgerBrokerPorts;
  readonly #author: Author;
  /** The longest that it takes to answer. */
  readonly #answerMs: number;
  readonly #listeners = new Set<(event: BrokerEvent) => void>();
  readonly #fills = new Map<string, Fill>();
  readonly #closes = new Map<string, Close>();
  /** What it will say by itself; each entry takes itself out. */
  readonly #announced = new Set<Promise<void>>();

  constructor(ports: LedgerBrokerPorts, author: Author, answerMs: number) {
    this.#ports = ports;
    this.#author = author;
    this.#answerMs = answerMs;
  }

  /** Resolves when it has nothing left to say by itself. */
  async settled(): Promise<void> {
    while (this.#announced.size > 0) await Promise.all(this.#announced);
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

  async submit(intent: Intent): Promise<Outcome> {
    const {clientOrderId: key, planId, volumeLots, firedPrice: price} = intent;
    const {ledger, clock} = this.#ports;
    ledger.write({is: 'submitted', by: this.#author, key, planId, volumeLots});
    await this.#sleep(this.#answerMs);
    const kind = kindOf(planId);
    const timeMs = Math.floor(clock.now());
    if (kind === 'retry' && intent.attempt === 1) {
      ledger.write({is: 'answered', key, planId, as: 'refused'});
      await this.#sayClosed(intent, SAID_MAX.early);
      return {status: 'rejected', code: 'TRY_LATER', message: 'the market moved', retry: 'later'};
    }
    const fill: Fill = {positionId: `${key}-${this.#author}`, price, volumeLots, timeMs};
    this.#fills.set(key, fill);
    ledger.write({is: 'answered', key, planId, as: 'accepted'});
    if (kind === 'early') {
      await this.#sayClosed(intent, SAID_MAX.early);
      await clock.sleep(EARLY_CLOSE_MS);
    } else {
      const announced = this.#sleep(LATE_CLOSE_MS)
        .then(() => this.#sayClosed(intent, SAID_MAX.late))
        .finally(() => this.#announced.delete(announced));
      this.#announced.add(announced);
    }
    return {status: 'accepted', fill};
  }

  lookup(key: string): Promise<Lookup> {
    const fill = this.#fills.get(key);
    return Promise.resolve(
      fill === undefined
        ? {status: 'undecided', reason: 'this connection did not place it'}
        : {status: 'found', fill, close: this.#closes.get(key) ?? null},
    );
  }

  fence(): Promise<never> {
    return Promise.reject(new UnavailableError('BROKER_UNAVAILABLE', 'this broker cannot fence a key'));
  }

  onEvent(listener: (event: BrokerEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Tells its monitor what the broker has said to another. What it says before its answer it says to
   * the one who waits for that: nobody else could make up for a close that is lost there.
   */
  hear(line: LedgerLine): void {
    if (line.is !== 'closed' || line.by === this.#author || kindOf(line.planId) === 'early') return;
    this.#emit(line.key, line.close);
  }

  /** Says that a position is gone, once or again and again; refused orders are said to be gone too. */
  async #sayClosed({clientOrderId: key, planId, firedPrice: price}: Intent, timesMax: number): Promise<void> {
    const {ledger, clock, random} = this.#ports;
    const close: Close = {price, timeMs: Math.floor(clock.now()), reason: 'takeProfit', profit: null};
    this.#closes.set(key, close);
    const times = 1 + Math.floor(random.next() * timesMax);
    for (let said = 0; said < times; said += 1) {
      if (said > 0) await this.#sleep(SAID_AGAIN_MS);
      ledger.write({is: 'closed', by: this.#author, key, planId, close});
      this.#emit(key, close);
    }
  }

  #emit(clientOrderId: string, close: Close): void {
    for (const listener of this.#listeners) listener({type: 'closed', clientOrderId, close});
  }

  /** Some of the time given, by chance. */
  #sleep(ms: number): Promise<void> {
    const {clock, random} = this.#ports;
    return clock.sleep(random.next() * ms);
  }
}
