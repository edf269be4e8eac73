import type {z} from 'zod';
import type {MicrostructureDefinition} from '../market/microstructure/microstructure.ts';
import type {Side} from '../market/quote.ts';
import type {CompiledCondition} from './compiled-condition.ts';
import {compileLeaf, type Leaf} from './leaf.ts';
import type {Possibilities} from './possible.ts';
import type {SourceFamily} from './source-question.ts';

/**
 * A condition as it is written and stored: one key, which is its kind, and that kind's parameters.
 * `{price: {above: 1300}}`, `{all: [{…}, {…}]}`.
 */
export type Condition = Readonly<Record<string, unknown>>;

/** What a condition may know of the plan that carries it. */
export type PlanContext = Readonly<{
  side: Side;
  /** The analysis of the minutes of the plan's instrument. */
  microstructure: MicrostructureDefinition;
}>;

export type CompileContext = PlanContext &
  Readonly<{
    /** Compiles a part of a combining condition. */
    compile: (condition: Condition, path: string) => CompiledCondition;
  }>;

/** Everything about one kind of condition. Each file of `condition/kinds/` is a family, and exports its `kinds`. */
export type ConditionKind<Params = unknown> = Readonly<{
  /** The key in a plan. */
  name: string;
  /** One sentence for the documentation. */
  summary: string;
  /**
   * Whose data it needs beside quotes, and what that data is called, as in "a source of order flow". Its parameter
   * `is` says what it measures. While nobody is configured who answers that, it is unknown, and so is its opposite.
   */
  source?: Readonly<{family: SourceFamily; data: string}>;
  /** A parameter value that is valid. */
  example: Params;
  /** Shape and structural rules of the parameters; combining kinds embed `condition`. */
  params: (condition: z.ZodType<Condition>) => z.ZodType<Params>;
  compile: (params: Params, context: CompileContext, path: string) => CompiledCondition;
  /**
   * The situations in which the condition (negated: its opposite) can hold, for the warning about
   * conditions that can never hold together. Too much is harmless, too little is a false warning.
   */
  possible: (
    params: Params,
    negated: boolean,
    context: Readonly<{side: Side; possible: (condition: Condition, negated: boolean) => Possibilities}>,
  ) => Possibilities;
}>;

/** A kind whose condition is made of other conditions. */
export function combiningKind<Params>(kind: ConditionKind<Params>): ConditionKind {
  // The registry hands a kind only what its own `params` schema has accepted.
  return kind as unknown as ConditionKind;
}

/** A kind whose condition looks at the market itself. */
export function leafKind<Params>(
  kind: Omit<ConditionKind<Params>, 'compile'> &
    Readonly<{compile: (params: Params, context: PlanContext) => Leaf}>,
): ConditionKind {
  return combiningKind<Params>({
    ...kind,
    compile: (params, {side, microstructure}, path) =>
      compileLeaf(kind.name, kind.compile(params, {side, microstructure}), path),
  });
}
