import type {DeskMemory, Store} from '../../ports/store.ts';
import type {Clock} from '../../ports/clock.ts';
import type {Random} from '../../ports/random.ts';
import {sleepingPlan} from '../sleeping-plan.ts';
import {kindOf, planOf} from './market-cycle.ts';

/** From the adding of a plan to its cancelling, or its edit. */
const CHANGED_AFTER_MS = 150;
/** Rows of one bulk write, some two megabytes of log. */
const BULK_ROWS = 4000;

export type UsersOptions = Readonly<{
  clock: Clock;
  random: Random;
  symbols: readonly string[];
  plansPerSecond: number;
  /** Begins the ids of their plans. */
  prefix: string;
}>;

/** People and scripts in another process than the monitor's: they add plans all the time, and cancel some. */
export class Users {
  readonly #store: Store;
  readonly #options: UsersOptions;
  readonly #working = new Set<Promise<void>>();
  #count = 0;
  #stop: AbortController | undefined;
  #adding: Promise<void> = Promise.resolve();

  constructor(store: Store, options: UsersOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** One plan for each symbol that stays, so that the monitor wants its quotes. */
  async settleIn(): Promise<void> {
    const {clock, symbols} = this.#options;
    const nowMs = clock.now();
    await this.#store.add(
      symbols.map((symbol) => sleepingPlan(this.stayingPlan(symbol), symbol, nowMs)),
      nowMs,
    );
  }

  /** Id of the plan that keeps a symbol wanted. */
  stayingPlan(symbol: string): string {
    return `${this.#options.prefix}-stays-${symbol}`;
  }

  begin(): void {
    this.#stop ??= new AbortController();
    this.#adding = this.#add(this.#stop.signal);
  }

  /** Adds no more, and resolves when everything that was asked for has been answered. */
  async rest(): Promise<void> {
    this.#stop?.abort(new Error('the users rest'));
    this.#stop = undefined;
    await this.#adding;
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  /** Writes much at once, by a call of the store that the monitor also makes. */
  async writeBulk(): Promise<void> {
    const timeMs = this.#options.clock.now();
    const memory = (index: number): DeskMemory => {
      const bid = 100 + index;
      const quote = {symbol: `bulk-${index}`, bid, ask: bid + 1, timeMs, receivedAtMs: timeMs};
      return {quote, previous: quote, filter: {last: {bid, ask: bid + 1, timeMs}, jumps: null}};
    };
    const memories = Array.from({length: BULK_ROWS}, (_, index) => [`bulk-${index}`, memory(index)] as const);
    await this.#store.saveDesks(new Map(memories)).catch(noted);
  }

  async #add(signal: AbortSignal): Promise<void> {
    const {clock, plansPerSecond} = this.#options;
    while (!signal.aborted) {
      this.#track(this.#live());
      // The one way in which a sleep fails is the end.
      await clock.sleep(1000 / plansPerSecond, signal).catch(() => undefined);
    }
  }

  async #live(): Promise<void> {
    const {clock, random, symbols, prefix} = this.#options;
    const kind = kindOf(random);
    this.#count += 1;
    const id = `${prefix}-${kind}-${this.#count}`;
    const symbol = symbols[this.#count % symbols.length] ?? '';
    const nowMs = clock.now();
    const isAdded = await this.#store.add([planOf({id, kind, symbol, nowMs})], nowMs).then(() => true, noted);
    if (!isAdded || (kind !== 'cancel' && kind !== 'edit')) return;
    await clock.sleep(CHANGED_AFTER_MS);
    const laterMs = clock.now();
    const edited = planOf({id, kind: 'fire', symbol, nowMs: laterMs});
    await (kind === 'edit'
      ? this.#store.edit(edited, 1, laterMs)
      : this.#store.cancel(id, 'the user says so', laterMs)
    ).catch(noted);
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#working.delete(tracked));
    this.#working.add(tracked);
  }
}

/** Whoever watches the store has taken note of the refusal. */
function noted(): boolean {
  return false;
}
