import {compileCondition} from '../../src/condition/compile.ts';
import type {CompiledCondition} from '../../src/condition/compiled-condition.ts';
import {NO_SOURCE} from '../../src/condition/source-question.ts';
import type {MarketView} from '../../src/condition/market-view.ts';
import {AT_NEXT_QUOTE} from '../../src/condition/wake.ts';
import {Desk} from '../../src/engine/desk.ts';
import {PLAIN_LOCKS} from '../../src/engine/plain-locks.ts';
import {CellWatch, inOrder, PlanWatch} from '../../src/engine/plan-watch.ts';
import type {Bar, Timeframe} from '../../src/market/bar.ts';
import {MicrostructureBook} from '../../src/market/microstructure/microstructure-book.ts';
import {DEFAULT_PROFILES} from '../../src/market/microstructure/profiles.ts';
import {InstrumentBook} from '../../src/market/instrument.ts';
import type {Quote, Side} from '../../src/market/quote.ts';
import {QUOTE_FILTER_DEFAULTS} from '../../src/market/quote-filter.ts';
import {calendarOf} from '../../src/market/session/market-calendar.ts';
import {GUARDS_OFF} from '../../src/plan/guards.ts';
import type {DeskMemory} from '../../src/ports/store.ts';
import {aPlan, aRow} from '../ports/stored-values.ts';
import {type Look, SIDES} from './looks.ts';
import {DAY_ZONE} from './recordings.ts';

const MICROSTRUCTURE = new MicrostructureBook(DEFAULT_PROFILES);

/** A condition that is asked, and the plan that remembers for it. */
export type Asked = Readonly<{name: string; says: string; condition: CompiledCondition; watch: PlanWatch}>;

/**
 * All of them as the parts of two plans, one of each side. Conditions are made once, for they hold no state; plans
 * anew each time, for they remember.
 */
export function askedOf(looks: readonly Look[], symbol: string): () => readonly Asked[] {
  const plans = SIDES.map((side) => {
    const parts = looks.filter((look) => look.side === side);
    const conditions = parts.map(({written, says}, index) => ({
      name: `${side} ${JSON.stringify(written)}`,
      says,
      condition: compileCondition(written, side, {
        path: `when.any[${index}]`,
        microstructure: MICROSTRUCTURE.of(symbol),
      }),
    }));
    return {side, parts, conditions};
  });
  return () =>
    plans.flatMap(({side, parts, conditions}) => {
      const watch = watchOf(side, parts, symbol);
      return conditions.map((one) => ({...one, watch}));
    });
}

/** What holds a plan of these conditions; of an instrument, by whose row the minutes are judged. */
export function watchOf(side: Side, looks: readonly Look[], symbol: string): PlanWatch {
  const when = {any: looks.map(({written}) => written)};
  const plan = aPlan({id: side, symbol, side, when, expiresAtMs: null, createdAtMs: 0});
  return new PlanWatch(aRow({}, {plan}), {
    locks: PLAIN_LOCKS,
    guards: GUARDS_OFF,
    instruments: new InstrumentBook(),
    microstructure: MICROSTRUCTURE,
    retryPauseMaxMs: 0,
  });
}

/** What a monitor that begins has: what one before it has stored, and what the feed answers. */
export type Beginning = Readonly<{
  memory?: DeskMemory;
  barsOf?: (timeframe: Timeframe, count: number) => readonly Bar[];
}>;

/** A desk with conditions that are asked and never fire. */
export class Rig {
  readonly #desk: Desk;
  readonly #watches: readonly PlanWatch[];
  #nowMs = 0;

  constructor(symbol: string, asked: readonly Asked[], {memory, barsOf = () => []}: Beginning = {}) {
    const calendar = calendarOf({symbol, closesAtWeekend: true}, {configured: undefined, neverCloses: true});
    const terms = {filter: QUOTE_FILTER_DEFAULTS, dayZone: DAY_ZONE, calendar};
    // It begins with a bar, so nothing of the first one is missing.
    this.#desk = new Desk(symbol, {...terms, isAskable: false, sourcesNow: () => () => NO_SOURCE}, memory);
    this.#watches = [...new Set(asked.map(({watch}) => watch))];
    for (const watch of this.#watches) {
      this.#desk.seat(watch, {feedSymbol: symbol, brokerSymbol: symbol});
      for (const cell of watch.cells) this.#desk.index.sleep(cell, AT_NEXT_QUOTE);
    }
    const owed = this.#desk.owedBars;
    if (owed.size === 0) return;
    this.#desk.beginWarmUp();
    const bars = new Map([...owed].map(([timeframe, count]) => [timeframe, barsOf(timeframe, count)]));
    this.#desk.endWarmUp({bars, ticks: []}, owed);
  }

  /** Works a quote, and lets conditions take note of it. */
  work(quote: Quote): void {
    const refusal = this.#desk.accept(quote);
    if (refusal !== undefined) throw new Error(`the desk refuses ${JSON.stringify(quote)}: ${refusal}`);
    this.#nowMs = quote.receivedAtMs;
    for (const waiter of this.#desk.wake(this.#nowMs).sort(inOrder)) {
      if (waiter instanceof CellWatch) this.#remember(waiter);
    }
  }

  #remember(watch: CellWatch): void {
    const {cell, plan} = watch;
    watch.state = cell.next(watch.state, plan.view(this.#desk.workedView));
    this.#desk.index.sleep(watch, cell.wakes(watch.state, plan.view(this.#desk.workedView)));
  }

  /** What each plan sees now. It does not change when the next quote comes. */
  views(): ReadonlyMap<PlanWatch, MarketView> {
    const view = this.#desk.view(this.#nowMs);
    return new Map(this.#watches.map((watch) => [watch, watch.view(view)]));
  }

  /** What the next process is given: with all bars, or to get them from its feed. */
  memory(hasBars: boolean): DeskMemory {
    const whole = this.#desk.wholeMemory;
    if (whole === undefined) throw new Error('nothing is remembered before the first quote');
    const {bars: _, ...rest} = whole;
    // As the store keeps it.
    return JSON.parse(JSON.stringify(hasBars ? whole : rest)) as DeskMemory;
  }
}
