import {parameterNames} from '../condition/schema.ts';
import {didYouMean} from '../did-you-mean.ts';
import {ENTRY_KEYS, LEVEL_KEYS, writtenPlanSchema} from './plan.ts';

/** What other programs and people call the keys of a plan. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['sl', 'stopLoss'],
  ['stop', 'stopLoss'],
  ['tp', 'takeProfit'],
  ['target', 'takeProfit'],
  ['lot', 'volume'],
  ['lots', 'volume'],
  ['size', 'volume'],
  ['quantity', 'volume'],
  ['qty', 'volume'],
  ['volumelots', 'volume'],
  ['instrument', 'symbol'],
  ['pair', 'symbol'],
  ['ticker', 'symbol'],
  ['direction', 'side'],
  ['action', 'side'],
  ['condition', 'when'],
  ['conditions', 'when'],
  ['if', 'when'],
  ['cancelif', 'cancelWhen'],
  ['invalidatewhen', 'cancelWhen'],
  ['oco', 'group'],
  ['ladder', 'levels'],
  ['entries', 'levels'],
  ['expiry', 'expiresAt'],
  ['expires', 'expiresAt'],
  ['ttl', 'expiresIn'],
  ['name', 'id'],
  ['planid', 'id'],
  ['note', 'notes'],
  ['comment', 'notes'],
]);

/** The remedy for a key that nobody knows there. */
export function remedyForKey(key: string, path: readonly PropertyKey[]): string {
  const known = knownKeysAt(path);
  const synonym = path.length === 0 ? SYNONYMS.get(key.toLowerCase().replaceAll(/[_-]/g, '')) : undefined;
  const meant = synonym ?? didYouMean(key, known);
  if (meant !== undefined) return `did you mean "${meant}"?`;
  return known.length === 0 ? 'remove it' : `remove it; known are ${known.join(', ')}`;
}

/** The keys that an object of a plan may have. */
function knownKeysAt(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return Object.keys(writtenPlanSchema.shape);
  if (path[0] === 'entry') return ENTRY_KEYS;
  if (path[0] === 'levels') return LEVEL_KEYS;
  return parameterNames(String(path.at(-1)));
}
