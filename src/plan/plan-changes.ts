import {isDeepStrictEqual} from 'node:util';

/** What an edit changed: each field by its path, as it was and as it is; null where it is not written. */
export type PlanChanges = Readonly<Record<string, Readonly<{from: unknown; to: unknown}>>>;

type Written = Readonly<Record<string, unknown>>;

/**
 * Every difference between two written plans, by path, such as `when.all[0].price.near`. A part that
 * has another shape, such as a list with one condition more, is one change and is given whole.
 */
export function changesBetween(before: Written, after: Written): PlanChanges {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  return Object.fromEntries(
    [...fields].flatMap((field) => changesIn(field, before[field] ?? null, after[field] ?? null)),
  );
}

type Change = readonly [string, Readonly<{from: unknown; to: unknown}>];

function changesIn(path: string, before: unknown, after: unknown): readonly Change[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((part: unknown, index) => changesIn(`${path}[${index}]`, part, after[index]));
  }
  if (isRecord(before) && isRecord(after) && haveSameKeys(before, after)) {
    return Object.keys(before).flatMap((key) => changesIn(`${path}.${key}`, before[key], after[key]));
  }
  return [[path, {from: before, to: after}]];
}

function isRecord(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function haveSameKeys(one: Written, other: Written): boolean {
  return isDeepStrictEqual(Object.keys(one).sort(), Object.keys(other).sort());
}
