import type {z} from 'zod';
import {exampleOf} from '../condition/schema.ts';
import {didYouMean} from '../did-you-mean.ts';
import type {Problem} from '../errors.ts';
import {remedyForKey} from './known-keys.ts';
import {shown, shownName} from './shown.ts';

/** Remedies for what is missing or has the wrong type, where the type alone says too little. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
  ['symbol', 'name the instrument, such as "XAUUSD"'],
  ['side', 'give "buy" or "sell"'],
  ['volume', 'give the size in lots, such as 0.01'],
  ['entry.type', 'give "market", "limit" or "stop"'],
  ['', 'write an object with symbol, side, volume and when'],
]);

/** What people say for a value. */
const VALUE_SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['long', 'buy'],
  ['short', 'sell'],
]);

/** An issue that zod found in a written plan, in the user's words: where, what was found, what to do. */
export function problemsOfIssue(issue: z.core.$ZodIssue, root: unknown): Problem[] {
  const field = fieldOf(issue.path);
  const subject = field === '' ? 'the plan' : field;
  const found = valueAt(root, issue.path);
  const say = (what: string, hint: string | undefined): Problem[] => [
    {
      ...(field === '' ? {} : {field}),
      message: `${subject} ${what}`,
      ...(hint === undefined ? {} : {hint}),
    },
  ];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const at = fieldOf([...issue.path, key]);
        return {field: at, message: `${at} is not a known key`, hint: remedyForKey(key, issue.path)};
      });
    case 'invalid_type': {
      const wanted =
        typeof found === 'number' && issue.expected === 'number'
          ? 'a finite number'
          : articleOf(issue.expected);
      const remedy = REMEDIES.get(field) ?? exampleRemedy(issue.path);
      if (found === undefined && field !== '') {
        return say(
          'is missing',
          remedy ?? (isOwn(issue.message) ? remedyIn(issue.message) : `give ${wanted}`),
        );
      }
      if (isOwn(issue.message)) break;
      return say(`is ${shown(found)}, not ${wanted}`, remedy ?? typeRemedy(found, issue.expected));
    }
    case 'invalid_value': {
      const known = issue.values.map(String);
      if (found === undefined) return say('is missing', REMEDIES.get(field) ?? `give ${known.join(' or ')}`);
      if (isOwn(issue.message)) break;
      const text = typeof found === 'string' ? found : '';
      const meant = VALUE_SYNONYMS.get(text.toLowerCase()) ?? didYouMean(text, known);
      return say(
        `is ${shown(found)}, not one of ${known.join(', ')}`,
        meant !== undefined && known.includes(meant)
          ? `did you mean "${meant}"?`
          : `give ${known.join(' or ')}`,
      );
    }
    default:
      break;
  }
  return [own(field, subject, found, issue.message)];
}

/** Whether the message is one of ours: zod's own begin with a capital. */
function isOwn(message: string): boolean {
  return /^\p{Ll}/u.test(message);
}

/**
 * Our own messages go on where "stopLoss is −5, …" leaves off, or follow the field where its value is
 * no single one; what comes after the first semicolon is the remedy.
 */
function own(field: string, subject: string, found: unknown, message: string): Problem {
  const [what = message] = message.split('; ', 1);
  const hint = remedyIn(message);
  const isSingle = found !== undefined && (typeof found !== 'object' || found === null);
  const followsValue = isSingle && !/^(is|has|lists|says|starts) /.test(what);
  return {
    ...(field === '' ? {} : {field}),
    message: followsValue ? `${subject} is ${shown(found)}, ${what}` : `${subject} ${what}`,
    ...(hint === undefined ? {} : {hint}),
  };
}

function remedyIn(message: string): string | undefined {
  const end = message.indexOf('; ');
  return end === -1 ? undefined : message.slice(end + 2);
}

/** A condition that is no object, or has none where one belongs: its kind has an example. So has a level. */
function exampleRemedy(path: readonly PropertyKey[]): string | undefined {
  if (path[0] === 'levels' && path.length === 2) return 'write for example {price: 1300}';
  const example = isConditionField(path[0]) ? exampleOf(String(path.at(-1))) : undefined;
  return example === undefined ? undefined : `write for example ${example}`;
}

function isConditionField(name: PropertyKey | undefined): boolean {
  return name === 'when' || name === 'cancelWhen';
}

function fieldOf(path: readonly PropertyKey[]): string {
  let field = '';
  for (const part of path) {
    if (typeof part === 'number') field += `[${part}]`;
    else field += field === '' ? shownName(String(part)) : `.${shownName(String(part))}`;
  }
  return field;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

const TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ['number', 'a number'],
  ['string', 'a text'],
  ['object', 'an object with named fields'],
  ['array', 'a list'],
  ['tuple', 'a list'],
  ['boolean', 'true or false'],
]);

function articleOf(expected: string): string {
  return TYPE_NAMES.get(expected) ?? expected;
}

function typeRemedy(found: unknown, expected: string): string {
  if (expected === 'number' && typeof found === 'number') return 'give a finite number';
  if (
    expected === 'number' &&
    typeof found === 'string' &&
    found.trim() !== '' &&
    Number.isFinite(Number(found))
  )
    return 'remove the quotes';
  if (expected === 'string' && (typeof found === 'number' || typeof found === 'boolean'))
    return `put it in quotes: "${String(found)}"`;
  return found === null ? `give ${articleOf(expected)}, or leave it out` : `give ${articleOf(expected)}`;
}
