import type {Side} from '../market/quote.ts';
import type {CompiledCondition} from './compiled-condition.ts';
import type {Condition, ConditionKind} from './condition-kind.ts';
import {KINDS} from './kinds.ts';
import {NOTHING, type Possibilities} from './possible.ts';

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

/** The same while nobody gives the data of conditions that need a source: neither they nor their opposites hold. */
export function possibilitiesWithoutSources(condition: Condition, side: Side): Possibilities {
  const possible = (part: Condition, negated: boolean): Possibilities => {
    const {kind, params} = partsOf(part);
    return kind.source === undefined ? kind.possible(params, negated, {side, possible}) : NOTHING;
  };
  return possible(condition, false);
}

/** Where in a condition something needs a source, and of what; wherever conditions are made of others. */
export function sourcesIn(condition: Condition, path: string): readonly NeededSource[] {
  return Object.entries(condition).flatMap(([name, params]) => {
    const source = KINDS.get(name)?.source;
    const at = `${path}.${name}`;
    return source === undefined ? sourcesInside(params, at) : [{path: at, source}];
  });
}

/** A condition at `path` needs a source of something, such as "order flow". */
export type NeededSource = Readonly<{path: string; source: string}>;

function sourcesInside(params: unknown, path: string): readonly NeededSource[] {
  if (Array.isArray(params)) return params.flatMap((part, index) => sourcesInside(part, `${path}[${index}]`));
  return typeof params === 'object' && params !== null ? sourcesIn({...params}, path) : [];
}

function partsOf(condition: Condition): {kind: ConditionKind; params: unknown} {
  const [name = ''] = Object.keys(condition);
  const kind = KINDS.get(name);
  if (kind === undefined)
    throw new Error(`Invariant: "${name}" is a kind of condition that passed the schema`);
  return {kind, params: condition[name]};
}
