import type {Store} from '../../ports/store.ts';
import type {Die} from '../kernel/dice.ts';
import type {SimulatedProcess} from '../kernel/simulated-process.ts';
import {MARKETS, type MarketTerms, RANGE} from './market.ts';
import {lookBackDraftOf} from './look-back-maker.ts';
import {type Draft, draftOf, planOf} from './plan-maker.ts';
import type {Stage} from './scenario.ts';
import type {World} from './world.ts';

/** Plans of a run, and what people do with them. */
const GROUP_SHARE = 0.3;
const EDIT_SHARE = 0.25;
const CANCEL_SHARE = 0.3;
const HALT_SHARE = 0.3;
const AIMED_MS_MAX = 300;
/** Beside the others one plan looks back, and in so many runs a second; and by what name they are left out. */
const SECOND_LOOKING_BACK_SHARE = 0.2;
export const LOOKING_BACK_PART = 'plans that look back';
/** Beyond all that the market does by itself. */
const BEYOND = 1 + 1.3 * RANGE;
const HALT_MS = {from: 3000, to: 60_000};

/** With the price at which the market is to meet it, where it is told to. */
type Aimed = Draft & Readonly<{metAt?: number}>;

/** What people do in a run: they add plans, change them, give them up, halt everything and go on. */
export class Script implements Stage {
  readonly #world: World;
  readonly #drafts = new Map<string, Draft>();
  readonly #lookingBack = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Sets down what will be done until the end of the safety phase. */
  begin(): void {
    const {kernel, terms} = this.#world;
    const {scenario, without} = terms;
    this.#world.observer.onClaim = (planId) => this.#onClaim(planId);
    if (scenario.written !== undefined) {
      scenario.written(this);
      return;
    }
    const {from, to} = scenario.plans;
    const count = from + kernel.dice.of('plans').below(to - from + 1);
    let group: string | null = null;
    for (let number = 1; number <= count; number++) {
      const die = kernel.dice.of(`plan ${number}`);
      // Two or three that follow each other may be of one group, and then on one market.
      const isGrouped = die.chance(GROUP_SHARE);
      group = isGrouped ? (group ?? `g${number}`) : null;
      const market = marketOf(group === null ? die : kernel.dice.of(`market of ${group}`), scenario.symbols);
      const draft = draftOf(`p${number}`, market, die, group);
      if (!without.has(`plan ${number}`)) this.#play(number, this.#aimed(draft, market), die);
    }
    if (!without.has(LOOKING_BACK_PART)) this.#addLookingBack(count);
    if (!without.has('halt')) this.#planHalt(kernel.dice.of('halt'));
  }

  add(draft: Draft, atMs: number): void {
    const {kernel} = this.#world;
    const {id} = draft;
    this.#drafts.set(id, draft);
    kernel.after(atMs, () => {
      this.#do(
        `adds ${id}`,
        (store, {clock}) => store.add([planOf(draft, clock.now())], clock.now()),
        this.#drafts.size,
      );
    });
  }

  cancel(planId: string, atMs: number): void {
    this.#world.kernel.after(atMs, () => this.#cancel(planId, 0));
  }

  price(symbol: string, price: number, atMs: number): void {
    this.#world.kernel.after(atMs, () => this.#world.marketOf(symbol).jumpTo(price));
  }

  stopHolder(ms: number, atMs: number): void {
    this.#world.kernel.after(atMs, () => this.#world.holder?.process?.pause(ms));
  }

  /** A person gives up on nothing: halts are over, and what is in doubt is settled by looking at the venue. */
  tidyUp(): void {
    this.#do('operator resumes', (store, {clock}) => store.resume(clock.now()), 0);
    this.settleDoubts();
  }

  settleDoubts(): void {
    const {judge, ledger} = this.#world;
    for (const plan of judge.book.plans.values()) {
      for (const {level, status, key} of plan.levels) {
        if (status !== 'unresolved' || key === null) continue;
        const report = ledger.of(key)?.report;
        const fill = report?.fill ?? null;
        // Of an order that rests a person waits for what becomes of it.
        if (report !== undefined && fill === null) continue;
        const resolution =
          report === undefined || fill === null
            ? ({as: 'notPlaced'} as const)
            : ({as: 'executed', ticket: report.ticket, fill} as const);
        this.#do(
          `resolves ${plan.id}`,
          (store, {clock}) => store.resolve(plan.id, level, resolution, clock.now()),
          level,
        );
      }
    }
  }

  /** Their dice are others, and their numbers follow: without them a run is what it was before there were any. */
  #addLookingBack(count: number): void {
    const {kernel, terms} = this.#world;
    const more = kernel.dice.of(LOOKING_BACK_PART).chance(SECOND_LOOKING_BACK_SHARE) ? 2 : 1;
    for (let number = count + 1; number <= count + more; number++) {
      const die = kernel.dice.of(`plan ${number}`);
      const draft = lookBackDraftOf(`p${number}`, marketOf(die, terms.scenario.symbols), die);
      this.#lookingBack.add(draft.id);
      if (!terms.without.has(`plan ${number}`)) this.#play(number, draft, die);
    }
  }

  #play(number: number, draft: Aimed, die: Die): void {
    const {kernel, terms} = this.#world;
    const {id} = draft;
    const addMs = die.between(500, terms.scenario.safetyMs * 0.7);
    this.add(draft, addMs);
    if (draft.metAt !== undefined) this.#meetLate(draft, draft.metAt, addMs);
    if (die.chance(EDIT_SHARE)) {
      kernel.after(addMs + die.between(1000, 120_000), () => this.#edit(id, number));
    }
    if (die.chance(CANCEL_SHARE)) {
      kernel.after(addMs + die.between(1000, 240_000), () => this.#cancel(id, number));
    }
  }

  /** A plan that the market meets in the last seconds of its life only. */
  #aimed(draft: Draft, {points, digits}: MarketTerms): Aimed {
    const {faults} = this.#world;
    if (draft.entry.type !== 'market' || !faults.strikes('met before its expiry')) return draft;
    const livesMs = faults.dieOf('met before its expiry').between(10_000, 100_000);
    const above = Number((Math.round(points * BEYOND) / 10 ** digits).toFixed(digits));
    return {...draft, livesMs, entry: {type: 'market'}, when: {price: {above}}, metAt: above * 1.0005};
  }

  #meetLate({symbol, livesMs}: Draft, price: number, addMs: number): void {
    const {kernel, faults} = this.#world;
    const leftMs = faults.dieOf('met before its expiry').between(200, 4500);
    kernel.after(addMs + (livesMs ?? 0) - leftMs, () => this.#world.marketOf(symbol).spike(price));
  }

  #planHalt(die: Die): void {
    const {kernel, terms} = this.#world;
    if (!die.chance(HALT_SHARE)) return;
    const atMs = die.between(0.1, 0.9) * terms.scenario.safetyMs;
    kernel.after(atMs, () => this.#halt(die, die.chance(0.3)));
  }

  #halt(die: Die, flatten: boolean): void {
    const {kernel, sometimes, judge} = this.#world;
    if ([...judge.book.plans.values()].some(({status}) => status === 'executing'))
      sometimes.note('halted while executing');
    this.#do(
      'halts',
      (store, {clock}) => store.halt({reason: 'a person', atMs: Math.floor(clock.now()), flatten}),
      0,
    );
    kernel.after(die.between(HALT_MS.from, HALT_MS.to), () => {
      this.#do('resumes', (store, {clock}) => store.resume(clock.now()), 0);
    });
  }

  #edit(id: string, user: number): void {
    const draft = this.#drafts.get(id);
    if (draft === undefined) return;
    const {kernel, sometimes, faults} = this.#world;
    if (faults.isOver) return;
    const die = kernel.dice.of(`edit of ${id}`);
    const market = marketNamed(draft.symbol);
    const changed = this.#lookingBack.has(id)
      ? lookBackDraftOf(id, market, die)
      : draftOf(id, market, die, draft.group);
    this.#do(
      `edits ${id}`,
      async (store, {clock}) => {
        const row = await store.get(id);
        if (row === undefined || 'problems' in row) return;
        const {done, row: now} = await store.edit(planOf(changed, clock.now()), row.version, clock.now());
        if (!done && now?.status === 'executing') sometimes.note('edit against a claim');
      },
      user,
    );
  }

  #cancel(id: string, user: number): void {
    const {judge, sometimes, faults} = this.#world;
    if (faults.isOver) return;
    if (judge.book.plans.get(id)?.status === 'executing') sometimes.note('cancel against a placement');
    this.#do(`cancels ${id}`, (store, {clock}) => store.cancel(id, 'a person', clock.now()), user);
  }

  #onClaim(planId: string): void {
    const {kernel, faults} = this.#world;
    const aimed = (fn: () => void, die: Die) => kernel.after(die.between(0, AIMED_MS_MAX), fn);
    if (faults.strikes('cancel at a placement'))
      aimed(() => this.#cancel(planId, 1), faults.dieOf('cancel at a placement'));
    if (faults.strikes('edit at a placement'))
      aimed(() => this.#edit(planId, 2), faults.dieOf('edit at a placement'));
    if (faults.strikes('halt at a placement')) {
      const die = faults.dieOf('halt at a placement');
      aimed(() => this.#halt(die, die.chance(0.2)), die);
    }
  }

  #do(what: string, act: (store: Store, process: SimulatedProcess) => Promise<unknown>, user: number): void {
    this.#world.userOf(user).do(what, async (store, process) => {
      await act(store, process);
    });
  }
}

function marketOf(die: Die, symbols: number): MarketTerms {
  return die.pick(MARKETS.slice(0, symbols));
}

function marketNamed(symbol: string): MarketTerms {
  const market = MARKETS.find((one) => one.symbol === symbol);
  if (market === undefined) throw new Error(`Invariant: ${symbol} is a known market`);
  return market;
}
