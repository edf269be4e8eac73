import type {Condition} from '../../condition/condition-kind.ts';
import type {Plan} from '../../plan/plan.ts';
import {MINUTES_KNOWN} from '../made-bars.ts';

/**
 * What a plan of the soak waits for beside its price. All of it holds when the price comes that the others fire at,
 * so it changes what the engine keeps and not how a plan ends.
 *
 * | extra    | what the engine keeps for it                                        |
 * | -------- | ------------------------------------------------------------------- |
 * | minutes  | an analysis of the desk: the microstructure of its minutes          |
 * | index    | another: the RSI of its minutes                                     |
 * | held     | a cell of the plan: since when something holds                      |
 * | sequence | a cell of the plan: which steps were seen                           |
 */
export type Extra = 'minutes' | 'index' | 'held' | 'sequence';

/** Holds as soon as the analysis is known, whatever it says. */
const INDEX: Condition = {any: [{rsi: {timeframe: 'M1', above: 1}}, {rsi: {timeframe: 'M1', below: 99}}]};

/** @param stepMs Wait between the quotes by which plans fire and those before. */
export function extraCondition(extra: Extra, stepMs: number): Condition {
  switch (extra) {
    case 'minutes':
      return MINUTES_KNOWN;
    case 'index':
      return INDEX;
    case 'held':
      return {holdFor: {condition: {price: {above: 50}}, seconds: stepMs / 2000}};
    case 'sequence':
      return {
        sequence: {steps: [{price: {above: 100.5}}, {price: {above: 101}}], timeframe: 'M1', withinBars: 6},
      };
  }
}

/** Kinds of conditions by which an analysis can be told in a plan, each of one analysis. */
const ANALYSED = ['m1Volatility', 'rsi'] as const;

/** How many analyses desks have to keep for these plans: one for each symbol and analysis, however many ask. */
export function analysesOf(plans: Iterable<Pick<Plan, 'symbol' | 'when'>>): number {
  const analyses = new Set<string>();
  for (const {symbol, when} of plans) {
    const text = JSON.stringify(when);
    for (const kind of ANALYSED) if (text.includes(`"${kind}"`)) analyses.add(`${symbol} ${kind}`);
  }
  return analyses.size;
}
