import {allCondition} from '../condition/all-of.ts';
import {compileCondition} from '../condition/compile.ts';
import type {CompiledCondition} from '../condition/compiled-condition.ts';
import type {Plan} from '../plan/plan.ts';

/** All that must hold for the plan to fire: its condition and, where it has one, its entry gate. */
export function compilePlan({entry, side, when}: Plan): CompiledCondition {
  const condition = compileCondition(when, side);
  if (entry.price === undefined || entry.tolerance === undefined) return condition;
  // The gate is the price condition that its author would have written; there is one rule for both.
  const gate = compileCondition({price: {near: entry.price, within: entry.tolerance}}, side, 'entry');
  return allCondition([gate, condition], 'plan');
}
