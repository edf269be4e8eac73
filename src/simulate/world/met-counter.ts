import type {PlanFact} from '../judge/facts.ts';
import {type Heard, isInGate, isMetBy} from '../judge/heard.ts';
import type {Moment} from '../judge/hindsight/given.ts';
import {lookingBack} from '../judge/hindsight/explanation.ts';
import type {World} from './world.ts';

/** Counts the quotes of the last sweep that would have fired a level. */
export class MetCounter {
  readonly #world: World;
  readonly #counts = new Map<string, number>();
  /** Of levels whose plans look back: what they could have been met at. It is worked out for those that are asked for. */
  readonly #moments = new Map<string, Set<Moment>>();
  readonly #seen = new Set<unknown>();

  constructor(world: World) {
    this.#world = world;
  }

  look(): void {
    const {judge, markets} = this.#world;
    const {process, open} = this.#survivor ?? {};
    // What keeps everything, or a level that has failed again and again, from firing is not what is asked here.
    if (process === undefined || open === undefined || open.monitor.gateRows.length > 0) return;
    const quarantined = new Set(
      [...open.monitor.quarantined()].map(({planId, level}) => `${planId} ${level}`),
    );
    for (const {terms} of markets) {
      const quote = judge.heard.of(process.name, terms.symbol).at(-1);
      if (quote === undefined || !quote.isSound || this.#seen.has(quote)) continue;
      this.#seen.add(quote);
      for (const plan of judge.book.plans.values()) {
        // Written by a clock that is ahead of the survivor's, it does not count yet.
        if (plan.symbol !== terms.symbol || plan.createdAtMs > quote.clockMs) continue;
        for (const {level, status} of plan.levels) {
          const name = `${plan.id} ${level}`;
          if (status !== 'pending' || quarantined.has(name) || hasCrossing(plan)) continue;
          this.#count(plan, level, {quote, process: process.name});
        }
      }
    }
  }

  of(plan: PlanFact, level: number): number {
    const name = `${plan.id} ${level}`;
    const moments = this.#moments.get(name);
    if (moments === undefined) return this.#counts.get(name) ?? 0;
    const {hindsight} = this.#world.judge;
    return hindsight.timesSurelyMet(this.#survivor?.process?.name ?? '', plan, moments);
  }

  #count(plan: PlanFact, level: number, {quote, process}: Readonly<{quote: Heard; process: string}>): void {
    const name = `${plan.id} ${level}`;
    const {atBars, cells} = lookingBack(plan.written.when);
    if (!atBars && cells === 0) {
      if (isMetBy(plan.written, level, quote)) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
      return;
    }
    const moment = this.#world.judge.hindsight.given.of(process, plan.symbol).moments.at(-1);
    if (moment === undefined || moment.atMs !== quote.atMs || !isInGate(plan.written, level, quote)) return;
    const moments = this.#moments.get(name) ?? new Set();
    this.#moments.set(name, moments.add(moment));
  }

  get #survivor() {
    return this.#world.slots.find((slot) => slot.process !== undefined);
  }
}

/** A crossing is met at one quote only, which may be the one that nobody heard. */
function hasCrossing({written}: PlanFact): boolean {
  return JSON.stringify(written.when).includes('crosses');
}
