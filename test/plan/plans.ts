import type {PlanDefaults} from '../../src/plan/parse.ts';
import {parsePlan} from '../../src/plan/parse.ts';
import type {Plan} from '../../src/plan/plan.ts';

export const NOW_MS = Date.UTC(2026, 10, 22, 12);

export const DEFAULTS: PlanDefaults = {newId: () => 'p-generated', createdAtMs: NOW_MS};

/** A written plan without anything that a warning could be about. */
export const WRITTEN = {
  id: 'gold-dip',
  symbol: 'XAUUSD',
  side: 'buy',
  volume: 0.01,
  entry: {type: 'market', price: 1301.5, tolerance: 0.5},
  stopLoss: 1298,
  takeProfit: 1310,
  when: {all: [{price: {near: 1301.5, within: 0.5}}, {spread: {atMost: 0.6}}]},
};

/** The plan that is written so. */
export function aPlan(overrides: Readonly<Record<string, unknown>> = {}): Plan {
  const parsed = parsePlan({...WRITTEN, ...overrides}, DEFAULTS);
  if (!parsed.ok) throw new Error(parsed.problems.map(({message}) => message).join('\n'));
  return parsed.plan;
}
