import type {PlanFact} from '../facts.ts';
import {type Heard, isInGate, isMetBy} from '../heard.ts';
import type {Situation} from '../sometimes.ts';
import {explanationOf, lookingBack, timesSurelyMet, type Version} from './explanation.ts';
import {Given, type Moment} from './given.ts';

/** Says afterwards whether plans can have been met, by all that the processes that looked at them were given. */
export class Hindsight {
  readonly given = new Given();
  readonly #note: (situation: Situation) => void;
  /** When each version of a plan was committed first, since the beginning of the run. */
  readonly #committedAtMs = new Map<string, number>();

  constructor(note: (situation: Situation) => void) {
    this.#note = note;
  }

  committed({id, version}: PlanFact, atMs: number): void {
    const name = `${id} ${version}`;
    if (!this.#committedAtMs.has(name)) this.#committedAtMs.set(name, atMs);
  }

  /** Whether a quote that a process has heard can have met a plan, with all that the process could know by then. */
  isMet(process: string, plan: PlanFact, level: number, quote: Heard): boolean {
    const {written, symbol} = plan;
    const {atBars, cells} = lookingBack(written.when);
    if (!atBars && cells === 0) return isMetBy(written, level, quote);
    const {moments, remembered} = this.given.of(process, symbol);
    const taken = moments.findLastIndex(
      ({atMs, bid, ask}) => atMs === quote.atMs && bid === quote.bid && ask === quote.ask,
    );
    const given = {moments: moments.slice(0, taken + 1), remembered};
    const explanation = explanationOf(this.#versionOf(plan), given);
    if (explanation === undefined || !isInGate(written, level, quote)) return false;
    if (atBars) this.#note('fired on closed bars');
    if (explanation.isRemembered)
      this.#note(isSequence(plan) ? 'sequence over a restart' : 'held over a restart');
    return true;
  }

  /** At how many of some moments a plan was met in any case. */
  timesSurelyMet(process: string, plan: PlanFact, among: ReadonlySet<Moment>): number {
    return timesSurelyMet(this.#versionOf(plan), this.given.of(process, plan.symbol), among);
  }

  #versionOf({id, version, written, createdAtMs}: PlanFact): Version {
    const committedAtMs = this.#committedAtMs.get(`${id} ${version}`) ?? 0;
    return {id, version, written, createdAtMs, committedAtMs};
  }
}

function isSequence({written}: PlanFact): boolean {
  return JSON.stringify(written.when).includes('"sequence"');
}
