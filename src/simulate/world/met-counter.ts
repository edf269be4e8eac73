import type {PlanFact} from '../judge/facts.ts';
import {isMetBy} from '../judge/heard.ts';
import type {World} from './world.ts';

/** Counts the quotes of the last sweep that would have fired a level. */
export class MetCounter {
  readonly #world: World;
  readonly #counts = new Map<string, number>();
  readonly #seen = new Set<unknown>();

  constructor(world: World) {
    this.#world = world;
  }

  look(): void {
    const {judge, slots, markets} = this.#world;
    const {process, open} = slots.find((slot) => slot.process !== undefined) ?? {};
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
          if (isMetBy(plan.written, level, quote)) {
            this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
          }
        }
      }
    }
  }

  of({id}: PlanFact, level: number): number {
    return this.#counts.get(`${id} ${level}`) ?? 0;
  }
}

/** A crossing is met at one quote only, which may be the one that nobody heard. */
function hasCrossing({written}: PlanFact): boolean {
  return JSON.stringify(written.when).includes('crosses');
}
