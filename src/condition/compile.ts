import {MicrostructureBook} from '../market/microstructure/microstructure-book.ts';
import type {Side} from '../market/quote.ts';
import type {CompiledCondition} from './compiled-condition.ts';
import type {Condition, ConditionKind, PlanContext} from './condition-kind.ts';
import {KINDS} from './kinds.ts';
import {NOTHING, type Possibilities} from './possible.ts';
import type {SourcedMeasures, SourceFamily} from './source-question.ts';

/** Of an instrument that has no row. */
const OTHER = new MicrostructureBook().of();

/**
 * Makes a condition ready to be asked. It must have passed `conditionSchema`.
 *
 * @param terms.path           Where in the plan it stands.
 * @param terms.microstructure Default: that of an instrument that has no row.
 */
export function compileCondition(
  condition: Condition,
  side: Side,
  {
    path = 'when',
    microstructure = OTHER,
  }: Readonly<{path?: string}> & Partial<Pick<PlanContext, 'microstructure'>> = {},
): CompiledCondition {
  const compile = (part: Condition, partPath: string): CompiledCondition => {
    const {kind, params} = partsOf(part);
    return kind.compile(params, {side, microstructure, compile}, `${partPath}.${kind.name}`);
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

/** The same where only some sources are configured: what nobody answers does not hold, nor does its opposite. */
export function possibilitiesWithSources(
  condition: Condition,
  side: Side,
  sourced: SourcedMeasures,
): Possibilities {
  const possible = (part: Condition, negated: boolean): Possibilities => {
    const {kind, params} = partsOf(part);
    const isAnswered =
      kind.source === undefined || sourced[kind.source.family]?.includes(measureOf(params)) === true;
    return isAnswered ? kind.possible(params, negated, {side, possible}) : NOTHING;
  };
  return possible(condition, false);
}

/** Where in a condition something needs a source, and for what; wherever conditions are made of others. */
export function sourcesIn(condition: Condition, path: string): readonly NeededSource[] {
  return Object.entries(condition).flatMap(([name, params]) => {
    const source = KINDS.get(name)?.source;
    const at = `${path}.${name}`;
    return source === undefined
      ? sourcesInside(params, at)
      : [{path: at, ...source, measure: measureOf(params)}];
  });
}

/** A condition at `path` needs a source of something, such as "order flow", that answers its measure. */
export type NeededSource = Readonly<{path: string; family: SourceFamily; data: string; measure: string}>;

function sourcesInside(params: unknown, path: string): readonly NeededSource[] {
  if (Array.isArray(params)) return params.flatMap((part, index) => sourcesInside(part, `${path}[${index}]`));
  return typeof params === 'object' && params !== null ? sourcesIn({...params}, path) : [];
}

/** What a condition that needs a source asks of it. */
function measureOf(params: unknown): string {
  return typeof params === 'object' && params !== null && 'is' in params ? String(params.is) : '';
}

function partsOf(condition: Condition): {kind: ConditionKind; params: unknown} {
  const [name = ''] = Object.keys(condition);
  const kind = KINDS.get(name);
  if (kind === undefined)
    throw new Error(`Invariant: "${name}" is a kind of condition that passed the schema`);
  return {kind, params: condition[name]};
}
