import {z} from 'zod';
import {didYouMean} from '../../did-you-mean.ts';
import {inputErrorOf, type Problem} from '../../errors.ts';

/**
 * A part of a request, as its shape says.
 *
 * @param part What to call it in messages: `query`, `path`, `body`.
 * @throws {InputError} USAGE_INVALID naming each field, its value and the remedy.
 */
export function shaped(shape: z.ZodType, value: unknown, part: string): unknown {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  throw inputErrorOf(
    'USAGE_INVALID',
    parsed.error.issues.flatMap((issue) => problemsOf(issue, value, part, shape)),
  );
}

/** Letters of a value that are shown. */
const SHOWN_MAX = 80;

function problemsOf(issue: z.core.$ZodIssue, value: unknown, part: string, shape: z.ZodType): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = shape instanceof z.ZodObject ? Object.keys(shape.shape) : [];
    return issue.keys.slice(0, 20).map((key) => {
      const meant = didYouMean(key, known);
      const allowed = known.length === 0 ? 'leave it out' : `known are ${known.join(', ')}`;
      return {
        field: shortened(key),
        message: `The ${part} has the unknown key ${shown(key)}`,
        hint: meant === undefined ? allowed : `did you mean "${meant}"?`,
      };
    });
  }
  const {path, found} = reached(value, issue.path);
  const field = path.map(String).join('.');
  const what = field === '' ? `The ${part}` : `${field} of the ${part}`;
  const is = found === undefined ? 'is missing' : `is ${shown(found)}`;
  const rule = issue.message.startsWith('which ') ? `, ${issue.message}` : `: ${issue.message}`;
  return [
    {
      ...(field === '' ? {} : {field}),
      message: `${what} ${is}${found === undefined ? '' : rule}`,
      ...(found === undefined && field !== '' ? {hint: `give ${field}`} : {}),
    },
  ];
}

/** What was given at a path, or at the part of it that is there: of a text that was taken apart, the text. */
function reached(
  value: unknown,
  path: readonly PropertyKey[],
): Readonly<{path: readonly PropertyKey[]; found: unknown}> {
  let found = value;
  for (const [index, key] of path.entries()) {
    if (typeof found !== 'object' || found === null) return {path: path.slice(0, index), found};
    found = Object.hasOwn(found, key) ? (found as Record<PropertyKey, unknown>)[key] : undefined;
  }
  return {path, found};
}

/** Lists and objects only by their kind: they may be deeper than a stack is. */
function shown(found: unknown): string {
  if (Array.isArray(found)) return 'a list';
  if (typeof found === 'object' && found !== null) return 'an object';
  return shortened(JSON.stringify(found) ?? String(found));
}

function shortened(text: string): string {
  return text.length <= SHOWN_MAX ? text : `${text.slice(0, SHOWN_MAX)}…`;
}
