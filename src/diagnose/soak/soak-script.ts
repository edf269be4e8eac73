import type {Plan} from '../../plan/plan.ts';
import type {Random} from '../../ports/random.ts';
import {ENDS, endOf, kindOf, type Life, PRICES, planId, versionsOf} from './lifecycle.ts';
import {SLEEPS, sleepingPlan} from '../sleeping-plan.ts';
import {analysesOf, extraCondition} from './plan-extras.ts';
import type {SoakOptions} from './soak-options.ts';
import {unlistedSymbol} from './soak-symbols.ts';
import type {SoakWorld} from './soak-world.ts';

/** Steps that a batch may take for anything it waits for; some hundred times what it needs. */
const STEPS_MAX = 500;
/** Steps that plans live that expire: past the price at which the others fire. */
const LIFE_STEPS = 3;
/** Steps after which resting orders expire: they have been placed by then. */
const LAPSE_STEPS = 4;

/**
 * Lets plans live, batch by batch: all of a batch are added, wait, are edited, are cancelled, fire, are
 * refused, rest or expire as their kind says, and have ended before the next batch is added.
 */
export class SoakScript {
  /** Lifecycles that have ended. */
  lifecycles = 0;
  /** What a batch waited for in vain; the script then goes no further. */
  stuck: string | undefined;
  /** Orders that are not of the last version of their plan. */
  wrongTerms = 0;
  firstWrongTerms: string | undefined;
  /** Looks at which the desks kept other analyses than their plans ask for. */
  wrongStudies = 0;
  firstWrongStudies: string | undefined;
  readonly #world: SoakWorld;
  readonly #options: SoakOptions;
  readonly #random: Random;
  readonly #pool: readonly string[];
  readonly #residents: readonly string[];
  /** Plans that live as long as the run. */
  #staying: readonly Plan[] = [];
  /** How many plans must have ended in each status. */
  readonly #owed = new Map<string, number>();

  constructor(world: SoakWorld, options: SoakOptions, random: Random) {
    this.#world = world;
    this.#options = options;
    this.#random = random;
    this.#pool = Array.from({length: options.symbols}, (_, index) => `S${index}`);
    this.#residents = this.#pool.slice(0, options.residents);
  }

  /**
   * Adds the plans that stay. Their desks are given all the bars that they will ever have, and only then plans
   * that have these analysed; one plan stays whose symbol is sought all the time, and listed by nobody.
   */
  async begin(): Promise<void> {
    const {clock, stepMs} = this.#world;
    const nowMs = clock.now();
    const named = (role: string, symbol: string) => sleepingPlan(`${role}-${symbol}`, symbol, nowMs);
    await this.#stay(this.#residents.map((symbol) => named('resident', symbol)));
    for (const symbol of this.#residents) this.#world.age(symbol);
    const when = {all: [SLEEPS, extraCondition('minutes', stepMs)]};
    await this.#stay([
      ...this.#residents.map((symbol) => ({...named('analyst', symbol), when})),
      ...this.#residents.slice(0, 1).map(() => named('unlisted', unlistedSymbol(0, false))),
    ]);
  }

  async #stay(plans: readonly Plan[]): Promise<void> {
    const {store, clock} = this.#world;
    if (plans.length > 0) await store.add(plans, clock.now());
    this.#staying = [...this.#staying, ...plans];
    await this.#until('the residents to be watched', () => this.#held() === this.#staying.length);
  }

  /** Takes the plans away that stayed; nothing may be held afterwards. */
  async end(): Promise<void> {
    for (const {id} of this.#staying) {
      await this.#cancel(id);
      this.#owe('cancelled');
    }
    await this.#until('the residents to be let go', () => this.#held() === 0);
    // The queues of work take themselves out at the next turn.
    await this.#world.step();
  }

  /** Lets `count` plans live, all at the same time. */
  async batch(count: number): Promise<void> {
    if (this.stuck !== undefined) return;
    const world = this.#world;
    const {store, clock, stepMs} = world;
    await world.beginMinute();
    const nowMs = clock.now();
    const lives = this.#lives(count, nowMs, stepMs);
    const plans = lives.map(versionsOf);
    const symbols = new Set([...this.#residents, ...plans.flat().map(({symbol}) => symbol)]);
    await store.add(
      plans.map(([first]) => first),
      nowMs,
    );
    const watched = count + this.#staying.length;
    await this.#until('a batch to be watched', () => this.#held() === watched);
    this.#checkStudies('when all were added');
    await world.quote(symbols, PRICES.wait);
    await Promise.all(plans.map(([, ...edits]) => this.#edit(edits)));
    // Before the engine looks for changes: it fires on old terms, and its claims must be lost.
    await world.quote(symbols, PRICES.tempt);
    const cancelled = lives.filter((life) => endOf(life) === 'cancel');
    await Promise.all(cancelled.map(({kind, number}) => this.#cancel(planId(kind, number))));
    await world.step();
    this.#checkStudies('when some were edited and some cancelled');
    await world.quote(symbols, PRICES.fire);
    const withdrawn = lives.filter(({kind}) => kind === 'withdraw');
    await Promise.all(withdrawn.map(({kind, number}) => this.#cancel(planId(kind, number))));
    for (const bid of [PRICES.rise, PRICES.wait]) {
      await world.step();
      await world.quote(symbols, bid);
    }
    const lost = lives.filter(({kind}) => kind === 'lost');
    await Promise.all(lost.map(({kind, number}) => this.#cancel(planId(kind, number))));
    await this.#until('a batch to end', () => this.#held() === this.#staying.length);
    this.#checkStudies('when all had ended');
    for (const versions of plans)
      if (versions.length > 1) await this.#checkOrder(versions.at(-1), versions.length);
    for (const life of lives) this.#owe(ENDS[endOf(life)]);
    this.lifecycles += count;
  }

  /** Each status in which plans should have ended, how many should, and how many did. */
  ends(): readonly Readonly<{status: string; expected: number; seen: number}>[] {
    const {tally} = this.#world;
    return [...this.#owed].map(([status, expected]) => ({status, expected, seen: tally.released(status)}));
  }

  #lives(count: number, nowMs: number, stepMs: number): readonly Life[] {
    const lives: Life[] = [];
    for (let index = 0; index < count; index += 1) {
      const before = lives.at(-1);
      const life = this.#life(this.lifecycles + index, nowMs, stepMs);
      // Both on one desk and side, so that one quote fires them, the twin second.
      if (before?.kind === 'oco' && !this.#isVisitor(life.number))
        lives.push({...life, kind: 'twin', symbol: before.symbol, side: before.side});
      else lives.push(life);
    }
    return lives;
  }

  #isVisitor(number: number): boolean {
    return number % this.#options.visitorEvery === 0;
  }

  #life(number: number, nowMs: number, stepMs: number): Life {
    const place = Math.floor(this.#random.next() * this.#pool.length);
    const [pooled = 'S0', otherSymbol = 'S0'] = [place, place + 1].map(
      (at) => this.#pool[at % this.#pool.length],
    );
    const kind = kindOf(this.#random);
    const isNew = this.#isVisitor(number);
    const listed = isNew ? `V${number}` : pooled;
    return {
      kind,
      number,
      symbol: kind === 'lost' ? unlistedSymbol(number, isNew) : listed,
      otherSymbol,
      side: this.#random.next() < 0.5 ? 'buy' : 'sell',
      nowMs,
      stepMs,
      lifeMs: LIFE_STEPS * stepMs,
      lapseMs: LAPSE_STEPS * stepMs,
    };
  }

  #held(): number {
    return this.#world.monitor.census().plans;
  }

  /** Writes the versions that follow the first. */
  async #edit(edits: readonly Plan[]): Promise<void> {
    const {store, clock} = this.#world;
    for (const [index, plan] of edits.entries()) {
      const {done} = await store.edit(plan, index + 1, clock.now());
      if (!done) this.stuck ??= `plan "${plan.id}" could not be edited`;
    }
  }

  /** Looks whether an edited plan that fired has done so on the terms of its last version. */
  async #checkOrder(plan: Plan | undefined, version: number): Promise<void> {
    if (plan === undefined) return;
    const {symbol, side, volumeLots, stopLoss, takeProfit} = plan;
    const terms = {version, symbol, side, volumeLots, stopLoss, takeProfit};
    for (const {kind, details} of await this.#world.store.history(plan.id)) {
      if (kind !== 'claimed') continue;
      const wrong = Object.entries(terms).filter(([name, value]) => details[name] !== value);
      if (wrong.length === 0) continue;
      this.wrongTerms += 1;
      const found = wrong.map(([name, value]) => `${name} ${String(details[name])}, not ${String(value)}`);
      this.firstWrongTerms ??= `the order of plan "${plan.id}" has ${found.join('; ')}`;
    }
  }

  async #cancel(id: string): Promise<void> {
    const {store, clock} = this.#world;
    const {done} = await store.cancel(id, 'the script says so', clock.now());
    if (!done) this.stuck ??= `plan "${id}" could not be cancelled`;
  }

  /** The desks keep what the watched plans ask for and nothing else, however plans came, went and were edited. */
  #checkStudies(when: string): void {
    const {monitor} = this.#world;
    if (this.stuck !== undefined) return;
    const {studies} = monitor.census();
    const expected = analysesOf(Array.from(monitor.rows(), ({plan}) => plan));
    if (studies === expected) return;
    this.wrongStudies += 1;
    this.firstWrongStudies ??= `${studies} analyses were kept ${when}, and the plans asked for ${expected}`;
  }

  #owe(status: string): void {
    this.#owed.set(status, (this.#owed.get(status) ?? 0) + 1);
  }

  async #until(what: string, isSo: () => boolean): Promise<void> {
    for (let steps = 0; steps < STEPS_MAX && this.stuck === undefined; steps += 1) {
      if (isSo()) return;
      await this.#world.step();
      // A symbol that is never silent for long has its minutes one after the other.
      await this.#world.quote(this.#world.feed.subscribed, PRICES.wait);
    }
    this.stuck ??= `waited ${STEPS_MAX} steps for ${what}; ${JSON.stringify(this.#world.monitor.census())}`;
  }
}
