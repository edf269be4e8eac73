import {z} from 'zod';
import {didYouMean} from '../did-you-mean.ts';
import type {Condition} from './condition-kind.ts';
import {KINDS} from './kinds.ts';

/** Deeper than this no person can follow, and a hostile file must not exhaust the stack. */
const DEPTH_MAX = 32;

const EXAMPLE = '{price: {above: 1300}}';

/** The schemas of parts that stand this deep; filled when the first plan needs them. */
const byDepth: z.ZodType<Condition>[] = [];

/**
 * Parses one condition: an object with one key, its kind. Problems name the path, what was found and
 * the remedy; a union of all kinds would only say that nothing fits.
 */
export const conditionSchema: z.ZodType<Condition> = atDepth(0);

function atDepth(depth: number): z.ZodType<Condition> {
  // Made once for each depth: thousands of plans are read at a start. Nothing deeper is made than one
  // level beyond the limit, which refuses everything.
  const deeper = z.lazy(() => (byDepth[depth + 1] ??= atDepth(depth + 1)));
  const paramsByKind = new Map<string, z.ZodType>();
  for (const kind of KINDS.values()) paramsByKind.set(kind.name, kind.params(deeper));
  return z.unknown().transform((value, context): Condition => {
    const refuse = (message: string, path: (string | number)[] = []) => {
      context.issues.push({code: 'custom', message, path, input: value});
      return z.NEVER;
    };
    if (depth > DEPTH_MAX) return refuse(`is nested deeper than ${DEPTH_MAX} conditions; flatten it`);
    if (value === undefined) return refuse(`is missing; give one condition, such as ${EXAMPLE}`);
    if (Array.isArray(value))
      return refuse('is a list, not one condition; put the list under "all" or "any"');
    if (typeof value !== 'object' || value === null) {
      return refuse(`not a condition; write an object with one key, such as ${EXAMPLE}`);
    }
    const names = Object.keys(value);
    const unknown = names.find((name) => !KINDS.has(name));
    if (unknown !== undefined) {
      return refuse(`is an unknown kind of condition; ${remedyFor(unknown)}`, [unknown]);
    }
    const [name] = names;
    if (name === undefined) return refuse(`is empty; name one condition, such as ${EXAMPLE}`);
    if (names.length > 1) {
      return refuse(
        `has ${names.length} kinds (${names.join(', ')}); give one, or put them in a list under "all"`,
      );
    }
    const params = paramsByKind.get(name);
    if (params === undefined) throw new Error('Invariant: every kind has its parameters');
    const parsed = params.safeParse(Reflect.get(value, name));
    if (parsed.success) return {[name]: parsed.data};
    // Found already and only carried outwards; a raw issue differs in having its input, which nobody reads.
    for (const issue of parsed.error.issues) {
      context.issues.push({...issue, path: [name, ...issue.path], input: undefined});
    }
    return z.NEVER;
  });
}

function remedyFor(unknown: string): string {
  const kindNames = [...KINDS.keys()];
  const owner = kindNames.find((kindName) => parameterNames(kindName).includes(unknown));
  if (owner !== undefined) return `it belongs inside one, such as ${owner}: {${unknown}: …}`;
  const meant = didYouMean(unknown, kindNames);
  return meant === undefined ? 'docs/conditions.md lists all kinds' : `did you mean "${meant}"?`;
}

/** The same as a plain union, from which the JSON Schema of plans is generated. */
export function conditionUnion(): z.ZodType<Condition> {
  // Made once: a kind that describes its part would otherwise have a new union in every one of them, without end.
  let whole: z.ZodType<Condition> | undefined;
  const condition: z.ZodType<Condition> = z.lazy(() => (whole ??= unionOf(condition)));
  return condition.meta({id: 'condition'});
}

function unionOf(condition: z.ZodType<Condition>): z.ZodType<Condition> {
  const [first, ...rest] = [...KINDS.values()].map((kind) =>
    z.strictObject({[kind.name]: kind.params(condition)}).describe(kind.summary),
  );
  if (first === undefined) throw new Error('Invariant: there is at least one kind of condition');
  return z.union([first, ...rest]);
}

/** Filled when the first message needs them. */
const parameterNamesByKind = new Map<string, readonly string[]>();

/** The names of a kind's parameters, for "did you mean"; none where it has no named parameters. */
export function parameterNames(kindName: string): readonly string[] {
  const kind = KINDS.get(kindName);
  if (kind === undefined) return [];
  let names = parameterNamesByKind.get(kindName);
  if (names === undefined) {
    const schema = z.toJSONSchema(kind.params(z.any()), {unrepresentable: 'any', io: 'input'});
    names = Object.keys(schema.properties ?? {});
    parameterNamesByKind.set(kindName, names);
  }
  return names;
}

/** Parameters that a kind of condition accepts, for messages; undefined where there is no such kind. */
export function exampleOf(kindName: string): string | undefined {
  const kind = KINDS.get(kindName);
  // Combining kinds have whole conditions for an example, which says less than "a list".
  if (kind === undefined || parameterNames(kindName).length === 0) return undefined;
  return `{${kindName}: ${JSON.stringify(kind.example)}}`;
}
