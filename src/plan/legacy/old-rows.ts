import {messageOf} from '../../errors.ts';
import {duplicateKeysOf} from '../json-duplicates.ts';

/** One plan of a file, and where it stands: its line, its place in the list, or the row of a database. */
export type OldRow = Readonly<{line: number} & ({value: unknown} | {broken: string})>;

/** The old plans of a text: JSON (one, a list, or `{plans: […]}`), or JSON lines. */
export function oldRowsOf(text: string): readonly OldRow[] {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const whole = rowOf(plain, 1);
  if ('value' in whole) return listIn(whole.value).map((value, index) => ({line: index + 1, value}));
  return plain.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [rowOf(line, index + 1)]));
}

function rowOf(text: string, line: number): OldRow {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return {line, broken: `is not JSON: ${messageOf(error)}`};
  }
  const [double] = duplicateKeysOf(text);
  return double === undefined
    ? {line, value}
    : {line, broken: `has the key ${JSON.stringify(double.key)} twice`};
}

function listIn(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return [value];
  const plans: unknown = Reflect.get(value, 'plans');
  return Array.isArray(plans) ? plans : [value];
}
