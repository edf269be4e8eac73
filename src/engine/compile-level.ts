import {allCondition} from '../condition/all-of.ts';
import {compileCondition} from '../condition/compile.ts';
import type {CompiledCondition} from '../condition/compiled-condition.ts';
import type {Instrument} from '../market/instrument.ts';
import type {EntryLevel} from '../plan/entry-levels.ts';
import {compileGuards, type Guards} from '../plan/guards.ts';
import type {Plan} from '../plan/plan.ts';

/** All that must hold for an entry level to fire. */
export type CompiledLevel = Readonly<{
  whole: CompiledCondition;
  /** What is the level's own, beside the plan's condition: its entry gate and the guards. */
  own: readonly CompiledCondition[];
}>;

/** @param when The plan's condition, which its levels share. */
export function compileLevel(
  plan: Plan,
  level: EntryLevel,
  when: CompiledCondition,
  {guards, instrument}: Readonly<{guards: Guards; instrument: Instrument}>,
): CompiledLevel {
  const own = [...gateOf(plan, level), ...compileGuards(guards, level, plan, instrument)];
  return {own, whole: own.length === 0 ? when : allCondition([...own, when], 'plan')};
}

/** The gate is the price condition that its author would have written; there is one rule for both. */
function gateOf({side, levels}: Plan, level: EntryLevel): CompiledCondition[] {
  if (level.type !== 'market' || level.price === null || level.tolerance === null) return [];
  const path = levels === null ? 'entry' : `levels[${level.level - 1}]`;
  return [compileCondition({price: {near: level.price, within: level.tolerance}}, side, {path})];
}
