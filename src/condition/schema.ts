import {z} from 'zod';
import {didYouMean} from '../did-you-mean.ts';
import type {Condition, ConditionKind} from './condition-kind.ts';
import {KINDS} from './kinds.ts';

/** Deeper than this no person can follow, and a hostile file must not exhaust the stack. */
const DEPTH_MAX = 32;

/**
 * Parses one condition: an object with one key, its kind. Problems name the path, what was found and
 * the remedy; a union of all kinds would only say that nothing fits.
 */
export const conditionSchema: z.ZodType<Condition> = atDepth(0);

function atDepth(depth: number): z.ZodType<Condition> {
  // Made once for each depth and kind: thousands of plans are parsed at a start.
  const paramsByKind = new Map<ConditionKind, z.ZodType>();
  const paramsOf = (kind: ConditionKind) => {
    let params = paramsByKind.get(kind);
    if (params === undefined) {
      params = kind.params(z.lazy(() => atDepth(depth + 1)));
      paramsByKind.set(kind, params);
    }
    return params;
  };
  return z.unknown().transform((value, context): Condition => {
    const refuse = (message: string, path: (string | number)[] = []) => {
      context.issues.push({code: 'custom', message, path, input: value});
      return z.NEVER;
    };
    if (depth > DEPTH_MAX) return refuse(`is nested deeper than ${DEPTH_MAX} conditions; flatten it`);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return refuse('is not a condition; write an object with one key, such as {price: {above: 1300}}');
    }
    const names = Object.keys(value);
    const unknown = names.find((name) => !KINDS.has(name));
    if (unknown !== undefined) {
      const meant = didYouMean(unknown, [...KINDS.keys()]);
      const remedy =
        meant === undefined ? `known are ${[...KINDS.keys()].join(', ')}` : `did you mean "${meant}"?`;
      return refuse(`is an unknown kind of condition; ${remedy}`, [unknown]);
    }
    const [name] = names;
    if (name === undefined) return refuse('is empty; name one condition, such as price');
    if (names.length > 1) {
      return refuse(
        `has ${names.length} kinds (${names.join(', ')}); give one, or put them in a list under "all"`,
      );
    }
    const kind = KINDS.get(name);
    if (kind === undefined) throw new Error('Invariant: a kind that the map has can be had from it');
    const parsed = paramsOf(kind).safeParse((value as Condition)[name]);
    if (parsed.success) return {[name]: parsed.data};
    for (const issue of parsed.error.issues) {
      context.issues.push({...issue, path: [name, ...issue.path], input: issue.input} as never);
    }
    return z.NEVER;
  });
}

/** The same as a plain union, from which the JSON Schema of plans is generated. */
export function conditionUnion(): z.ZodType<Condition> {
  const condition: z.ZodType<Condition> = z.lazy(() => {
    const [first, ...rest] = [...KINDS.values()].map((kind) =>
      z.strictObject({[kind.name]: kind.params(condition)}).describe(kind.summary),
    );
    if (first === undefined) throw new Error('Invariant: there is at least one kind of condition');
    return z.union([first, ...rest]);
  });
  return condition.meta({id: 'condition'});
}

/** The names of a kind's parameters, for "did you mean"; none where it has no named parameters. */
export function parameterNames(kindName: string): readonly string[] {
  const kind = KINDS.get(kindName);
  if (kind === undefined) return [];
  const schema = z.toJSONSchema(kind.params(z.any()), {unrepresentable: 'any', io: 'input'});
  return Object.keys(schema.properties ?? {});
}
