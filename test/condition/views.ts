import {compileCondition} from '../../src/condition/compile.ts';
import type {Condition} from '../../src/condition/condition-kind.ts';
import {blindView, type MarketView} from '../../src/condition/market-view.ts';
import {conditionSchema} from '../../src/condition/schema.ts';
import type {VerdictState} from '../../src/condition/verdict.ts';
import type {Quote, Side} from '../../src/market/quote.ts';

export function aQuote(bid: number, ask = bid, timeMs = 0): Quote {
  return {symbol: 'EURUSD', bid, ask, timeMs, receivedAtMs: timeMs};
}

export function aView(overrides: Partial<MarketView> = {}): MarketView {
  return {...blindView(0), ...overrides};
}

/** What a condition says, read as a plan's condition is. */
export function stateOf(written: unknown, view: MarketView, side: Side = 'buy'): VerdictState {
  return compileCondition(conditionSchema.parse(written), side).state(view);
}

/** Parts with a known verdict, for the tables of combining conditions. */
export const SAYING: Readonly<Record<VerdictState, Condition>> = {
  met: {always: true},
  unmet: {not: {always: true}},
  // Without a quote nothing is known of the price.
  unknown: {price: {above: 1}},
};
