import {DiagnosisError} from '../../errors.ts';

/** How many objects a heap snapshot has of one class, and how many bytes they are themselves. */
export type ClassCount = Readonly<{count: number; bytes: number}>;

type Snapshot = Readonly<{
  snapshot: Readonly<{meta: Readonly<{node_fields: readonly string[]; node_types: readonly unknown[]}>}>;
  nodes: readonly number[];
  strings: readonly string[];
}>;

/** The kinds of node that carry the name of what made them. */
const NAMED = new Set(['object', 'closure', 'native']);

/**
 * Counts the objects of a V8 heap snapshot by class. Closures go by the name of their function;
 * strings, arrays and what V8 keeps for itself each go by their kind, in brackets.
 *
 * @param text The snapshot as `v8.writeHeapSnapshot` wrote it.
 * @throws {DiagnosisError} DIAGNOSIS_BROKE when it is not one.
 */
export function classCounts(text: string): ReadonlyMap<string, ClassCount> {
  const {snapshot, nodes, strings} = JSON.parse(text) as Snapshot;
  const {node_fields: fields, node_types: types} = snapshot.meta;
  const [typeAt, nameAt, bytesAt] = ['type', 'name', 'self_size'].map((field) => fields.indexOf(field));
  const typeNames: unknown = types[typeAt ?? -1];
  if (typeAt === undefined || nameAt === undefined || bytesAt === undefined || !Array.isArray(typeNames)) {
    throw new DiagnosisError('DIAGNOSIS_BROKE', 'A heap snapshot has a form that is not known');
  }
  const counts = new Map<string, {count: number; bytes: number}>();
  for (let at = 0; at < nodes.length; at += fields.length) {
    const type = String(typeNames[nodes[at + typeAt] ?? -1]);
    const name = strings[nodes[at + nameAt] ?? -1] ?? '';
    const className =
      type === 'object' ? name : NAMED.has(type) ? `(${type}) ${name || 'anonymous'}` : `(${type})`;
    const known = counts.get(className);
    const bytes = nodes[at + bytesAt] ?? 0;
    if (known === undefined) counts.set(className, {count: 1, bytes});
    else {
      known.count += 1;
      known.bytes += bytes;
    }
  }
  return counts;
}

export type ClassGrowth = Readonly<{className: string}> & ClassCount;

/** Made by everybody, so they say little about whose they are. */
const COMMON = new Set([
  'Object',
  'Array',
  'Map',
  'Set',
  'Promise',
  'system / Context',
  '(closure) anonymous',
]);
/** Kinds that name nothing at all. */
const NAMELESS = /^\((?!closure|native)/;
/** What V8 makes to run the program, and not what the program makes. */
const OF_V8 = new Set(['(code)', '(hidden)', '(object shape)', '(synthetic)']);

/**
 * The classes that have more objects in the second snapshot, most bytes first; those whose
 * name says whose they are before what everybody makes, and that before strings and the like.
 *
 * @param countMin Growth by fewer objects is chance.
 */
export function grownClasses(
  before: ReadonlyMap<string, ClassCount>,
  after: ReadonlyMap<string, ClassCount>,
  countMin: number,
): readonly ClassGrowth[] {
  const grown = [...after].flatMap(([className, {count, bytes}]): ClassGrowth[] => {
    const known = before.get(className) ?? {count: 0, bytes: 0};
    const growth = {className, count: count - known.count, bytes: bytes - known.bytes};
    const isGrown = growth.count >= countMin && growth.bytes > 0 && !OF_V8.has(className);
    return isGrown ? [growth] : [];
  });
  return grown.sort((a, b) => vagueness(a) - vagueness(b) || b.bytes - a.bytes);
}

function vagueness({className}: ClassGrowth): number {
  if (COMMON.has(className)) return 1;
  return NAMELESS.test(className) ? 2 : 0;
}
