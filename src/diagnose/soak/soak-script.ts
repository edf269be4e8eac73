import type {Random} from '../../ports/random.ts';
import {ENDS, kindOf, type LifecycleKind, PRICES, planId, planOf, sleepingPlan} from './lifecycle.ts';
import type {SoakOptions} from './soak-options.ts';
import type {SoakWorld} from './soak-world.ts';

/** Steps that a batch may take for anything it waits for; some hundred times what it needs. */
const STEPS_MAX = 500;
/** Steps that plans live that expire: past the price at which the others fire. */
const LIFE_STEPS = 3;

type Scheduled = Readonly<{kind: LifecycleKind; number: number; symbol: string}>;

/**
 * Lets plans live, batch by batch: all of a batch are added, wait, are cancelled, fire, are refused or
 * expire as their kind says, and have ended before the next batch is added.
 */
export class SoakScript {
  /** Lifecycles that have ended. */
  lifecycles = 0;
  /** What a batch waited for in vain; the script then goes no further. */
  stuck: string | undefined;
  readonly #world: SoakWorld;
  readonly #options: SoakOptions;
  readonly #random: Random;
  readonly #pool: readonly string[];
  readonly #residents: readonly string[];
  /** How many plans must have ended in each status. */
  readonly #owed = new Map<string, number>();

  constructor(world: SoakWorld, options: SoakOptions, random: Random) {
    this.#world = world;
    this.#options = options;
    this.#random = random;
    this.#pool = Array.from({length: options.symbols}, (_, index) => `S${index}`);
    this.#residents = this.#pool.slice(0, options.residents);
  }

  /** Adds the plans that stay, and lets their desks have all the bars that they will ever have. */
  async begin(): Promise<void> {
    const {store, clock} = this.#world;
    const plans = this.#residents.map((symbol) => sleepingPlan(`resident-${symbol}`, symbol, clock.now()));
    if (plans.length > 0) await store.add(plans, clock.now());
    await this.#until('the residents to be watched', () => this.#held() === plans.length);
    for (const symbol of this.#residents) this.#world.age(symbol);
  }

  /** Takes the plans away that stayed; nothing may be held afterwards. */
  async end(): Promise<void> {
    for (const symbol of this.#residents) await this.#cancel(`resident-${symbol}`);
    await this.#until('the residents to be let go', () => this.#held() === 0);
    // The queues of work take themselves out at the next turn.
    await this.#world.step();
  }

  /** Lets `count` plans live, all at the same time. */
  async batch(count: number): Promise<void> {
    if (this.stuck !== undefined) return;
    const world = this.#world;
    const {store, clock, stepMs} = world;
    const first = this.lifecycles;
    const scheduled = Array.from({length: count}, (_, index) => this.#schedule(first + index));
    const nowMs = clock.now();
    const lifeMs = LIFE_STEPS * stepMs;
    const plans = scheduled.map((one) => planOf({...one, side: this.#side(), nowMs, lifeMs}));
    const symbols = new Set([...this.#residents, ...plans.map(({symbol}) => symbol)]);
    await store.add(plans, nowMs);
    const watched = count + this.#residents.length;
    await this.#until('a batch to be watched', () => this.#held() === watched);
    await world.quote(symbols, PRICES.wait);
    const cancelled = scheduled.filter(({kind}) => kind === 'cancel');
    await Promise.all(cancelled.map(({kind, number}) => this.#cancel(planId(kind, number))));
    for (const bid of [PRICES.fire, PRICES.rise, PRICES.wait]) {
      await world.step();
      await world.quote(symbols, bid);
    }
    await this.#until('a batch to end', () => this.#held() === this.#residents.length);
    for (const {kind} of scheduled) this.#owe(ENDS[kind]);
    this.lifecycles += count;
  }

  /** Each status in which plans should have ended, how many should, and how many did. */
  ends(): readonly Readonly<{status: string; expected: number; seen: number}>[] {
    const {tally} = this.#world;
    return [...this.#owed].map(([status, expected]) => ({status, expected, seen: tally.released(status)}));
  }

  #schedule(number: number): Scheduled {
    const isVisitor = number % this.#options.visitorEvery === 0;
    const place = Math.floor(this.#random.next() * this.#pool.length);
    const symbol = isVisitor ? `V${number}` : (this.#pool[place] ?? 'S0');
    return {kind: kindOf(this.#random), number, symbol};
  }

  #side(): 'buy' | 'sell' {
    return this.#random.next() < 0.5 ? 'buy' : 'sell';
  }

  #held(): number {
    return this.#world.monitor.census().plans;
  }

  async #cancel(id: string): Promise<void> {
    const {store, clock} = this.#world;
    const {done} = await store.cancel(id, 'the script says so', clock.now());
    if (!done) this.stuck ??= `plan "${id}" could not be cancelled`;
    if (id.startsWith('resident-')) this.#owe('cancelled');
  }

  #owe(status: string): void {
    this.#owed.set(status, (this.#owed.get(status) ?? 0) + 1);
  }

  async #until(what: string, isSo: () => boolean): Promise<void> {
    for (let steps = 0; steps < STEPS_MAX && this.stuck === undefined; steps += 1) {
      if (isSo()) return;
      await this.#world.step();
    }
    this.stuck ??= `waited ${STEPS_MAX} steps for ${what}; ${JSON.stringify(this.#world.monitor.census())}`;
  }
}
