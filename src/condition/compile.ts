import type {Side} from '../market/quote.ts';
import type {CompiledCondition} from './compiled-condition.ts';
import type {Condition, ConditionKind} from './condition-kind.ts';
import {KINDS} from './kinds.ts';
import type {Possibilities} from './possible.ts';

/**
 * Makes a condition ready to be asked. It must have passed `conditionSchema`.
 */
export function compileCondition(condition: Condition, side: Side, path = 'when'): CompiledCondition {
  const compile = (part: Condition, partPath: string): CompiledCondition => {
    const {kind, params} = partsOf(part);
    return kind.compile(params, {side, compile}, `${partPath}.${kind.name}`);
  };
  return compile(condition, path);
}

/** The situations in which the condition can hold; see `possible.ts`. */
export function possibilities(condition: Condition, side: Side): Possibilities {
  const possible = (part: Condition, negated: boolean): Possibilities => {
    const {kind, params} = partsOf(part);
    return kind.possible(params, negated, {side, possible});
  };
  return possible(condition, false);
}

function partsOf(condition: Condition): {kind: ConditionKind; params: unknown} {
  const [name = ''] = Object.keys(condition);
  const kind = KINDS.get(name);
  if (kind === undefined)
    throw new Error(`Invariant: "${name}" is a kind of condition that passed the schema`);
  return {kind, params: condition[name]};
}
