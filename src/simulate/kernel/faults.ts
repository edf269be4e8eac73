import type {Dice, Die} from './dice.ts';
import {FAULT_SITES, type FaultSite} from './fault-sites.ts';

/** Share of the runs in which a site is active. */
const ACTIVE_SHARE = 0.25;

export type FaultTerms = Readonly<{
  /** Only these can be active; default all. */
  only?: readonly FaultSite[] | undefined;
  /** Active in any case, if they may be at all. */
  always?: readonly FaultSite[] | undefined;
  /** In the place of chance: at which visits, from 1, a site strikes. */
  at?: Readonly<Partial<Record<FaultSite, readonly number[]>>> | undefined;
  /** Left out, to see whether a failure needs them. */
  without: ReadonlySet<string>;
}>;

/** What goes wrong in a run: drawn once which sites are active, and at each visit whether an active one strikes. */
export class Faults {
  readonly #dice: Dice;
  readonly #terms: FaultTerms;
  /** Null: not active. */
  readonly #dies = new Map<FaultSite, Die | null>();
  readonly #struck = new Map<FaultSite, number>();
  readonly #visits = new Map<FaultSite, number>();
  #isOver = false;

  constructor(dice: Dice, terms: FaultTerms) {
    this.#dice = dice;
    this.#terms = terms;
  }

  /** Whether it is so in this run. */
  has(site: FaultSite): boolean {
    return this.#die(site) !== null;
  }

  /** Whether an active site strikes at this visit. */
  strikes(site: FaultSite): boolean {
    const {chance} = FAULT_SITES[site];
    if (chance === 'habit') return this.has(site);
    if (this.#isOver) return false;
    const isStruck =
      this.#terms.at === undefined
        ? this.#die(site)?.chance(chance) === true
        : this.#isWritten(site, this.#terms.at[site] ?? []);
    if (!isStruck) return false;
    this.#struck.set(site, (this.#struck.get(site) ?? 0) + 1);
    return true;
  }

  #isWritten(site: FaultSite, visits: readonly number[]): boolean {
    const visit = (this.#visits.get(site) ?? 0) + 1;
    this.#visits.set(site, visit);
    return visits.includes(visit) && !this.#terms.without.has(site);
  }

  /** The die of an active site, for how bad it gets. */
  dieOf(site: FaultSite): Die {
    const die = this.#terms.at === undefined ? this.#die(site) : this.#dice.of(`fault ${site}`);
    if (die === null) throw new Error(`Invariant: the site "${site}" is active`);
    return die;
  }

  /** From here on nothing new goes wrong; habits stay. */
  end(): void {
    this.#isOver = true;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Sites that have struck, and how often; habits that are so, once. */
  struck(): ReadonlyMap<FaultSite, number> {
    const all = new Map(this.#struck);
    for (const [site, die] of this.#dies)
      if (die !== null && FAULT_SITES[site].chance === 'habit') all.set(site, 1);
    return all;
  }

  #die(site: FaultSite): Die | null {
    const known = this.#dies.get(site);
    if (known !== undefined) return known;
    const {only, always = [], without} = this.#terms;
    const die = this.#dice.of(`fault ${site}`);
    // Drawn in any case: what is left out must not move what the others draw.
    const isDrawn = die.chance(ACTIVE_SHARE) || always.includes(site);
    const isActive = isDrawn && (only === undefined || only.includes(site)) && !without.has(site);
    const drawn = isActive ? die : null;
    this.#dies.set(site, drawn);
    return drawn;
  }
}
