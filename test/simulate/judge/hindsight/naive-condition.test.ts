import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../../src/condition/compile.ts';
import {blindView, type MarketView} from '../../../../src/condition/market-view.ts';
import type {Condition} from '../../../../src/condition/condition-kind.ts';
import {BarSeries} from '../../../../src/market/bar-series.ts';
import {readStudy} from '../../../../src/market/study/read-study.ts';
import {StudyBook} from '../../../../src/market/study/study-book.ts';
import {Zone} from '../../../../src/market/zone.ts';
import {Given} from '../../../../src/simulate/judge/hindsight/given.ts';
import {lookingBack} from '../../../../src/simulate/judge/hindsight/explanation.ts';
import {lookerOf} from '../../../../src/simulate/judge/hindsight/naive-condition.ts';
import {MET, UNKNOWN, UNMET} from '../../../../src/simulate/judge/hindsight/states.ts';
import {Die} from '../../../../src/simulate/kernel/dice.ts';
import {lookBackDraftOf} from '../../../../src/simulate/world/look-back-maker.ts';
import {MARKETS} from '../../../../src/simulate/world/market.ts';

const START_MS = Date.UTC(2026, 0, 5, 12);
const SEEDS = 100;
const BITS = {met: MET, unknown: UNKNOWN, unmet: UNMET};
const [GOLD] = MARKETS;
if (GOLD === undefined) throw new Error('Invariant: there is a market of gold');

type Tick = Readonly<{bid: number; ask: number; timeMs: number}>;

/** A quarter of an hour of quotes that wander about where plans look. */
function someQuotes(die: Die): readonly Tick[] {
  let bid = 2000;
  let timeMs = START_MS;
  return Array.from({length: 400}, () => {
    bid = Number((bid + die.between(-0.7, 0.7)).toFixed(2));
    timeMs += Math.round(die.chance(0.01) ? 150_000 : die.between(300, 3500));
    return {bid, ask: Number((bid + 0.2).toFixed(2)), timeMs};
  });
}

/** What the product says after each quote, to somebody who looks from the first on. */
function productStates(
  when: Condition,
  side: 'buy' | 'sell',
  quotes: readonly Tick[],
): readonly ('met' | 'unmet' | 'unknown')[] {
  const compiled = compileCondition(when, side);
  const series = new BarSeries(new Zone('UTC'));
  const studies = new StudyBook(series);
  studies.open(compiled.needs);
  const states = new Map<string, unknown>();
  return quotes.map(({bid, ask, timeMs}) => {
    for (const timeframe of series.accept({bid, timeMs})) {
      const bar = series.lastClosed(timeframe);
      if (bar !== undefined) studies.add(timeframe, bar);
    }
    const view: MarketView = {
      ...blindView(timeMs),
      quote: {symbol: 'XAUUSD', bid, ask, timeMs, receivedAtMs: timeMs},
      recall: (path) => states.get(path),
      study: (need) =>
        readStudy(need, studies.results, {atMs: timeMs, hours: undefined, whyTooFew: 'tooFewBars'}),
    };
    for (const {path, next} of compiled.cells) states.set(path, next(states.get(path), view));
    return compiled.state(view);
  });
}

/** What the judge says after each of them. */
function judgedStates(when: Condition, side: 'buy' | 'sell', quotes: readonly Tick[]): readonly number[] {
  const given = new Given();
  given.opened('monitor', 'XAUUSD');
  for (const tick of quotes) {
    const atMs = tick.timeMs - START_MS;
    given.took('monitor', {...tick, symbol: 'XAUUSD', receivedAtMs: tick.timeMs}, {nowMs: tick.timeMs, atMs});
  }
  const look = lookerOf(when, {side, remembered: {}, worked: new Map()});
  return given.of('monitor', 'XAUUSD').moments.map(look);
}

describe('a condition that looks back, told afterwards', () => {
  it('may be at every quote what the product says, and is hardly ever left open', () => {
    const counts = {met: 0, unmet: 0, unknown: 0};
    let open = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const die = new Die(seed);
      const {when, side} = lookBackDraftOf('plan', GOLD, die);
      const quotes = someQuotes(die);
      const product = productStates(when, side, quotes);
      const judged = judgedStates(when, side, quotes);
      for (const [index, state] of product.entries()) {
        counts[state] += 1;
        const states = judged[index] ?? 0;
        if (states !== BITS[state]) open += 1;
        expect(states & BITS[state], `seed ${seed}, quote ${index}: ${JSON.stringify(when)}`).toBe(
          BITS[state],
        );
      }
    }
    expect(Math.min(counts.met, counts.unmet, counts.unknown)).toBeGreaterThan(15 * SEEDS);
    expect(open / (SEEDS * 400)).toBeLessThan(0.1);
  });

  it.each<[Condition, ReturnType<typeof lookingBack>]>([
    [{price: {above: 1}}, {atBars: false, cells: 0}],
    [
      {all: [{always: true}, {not: {rsi: {timeframe: 'M1', period: 2, above: 50}}}]},
      {atBars: true, cells: 0},
    ],
    [{holdFor: {condition: {insideBar: {timeframe: 'M1', count: 1}}, seconds: 5}}, {atBars: true, cells: 1}],
    [
      {
        sequence: {
          steps: [{always: true}, {holdFor: {condition: {always: true}, seconds: 5}}],
          timeframe: 'M1',
          withinBars: 2,
        },
      },
      {atBars: false, cells: 2},
    ],
  ])('%j looks back at %j', (condition, expected) => {
    expect(lookingBack(condition)).toEqual(expected);
  });
});
