import {parsePlan} from '../../../src/plan/parse.ts';
import {DEFAULTS} from '../../plan/plans.ts';

/** What a user is told of a condition that cannot be read: field, message and remedy. */
export function problemsOf(when: unknown): (readonly [string | undefined, string, string | undefined])[] {
  const parsed = parsePlan({symbol: 'XAUUSD', side: 'buy', volume: 0.01, when}, DEFAULTS);
  return parsed.ok ? [] : parsed.problems.map(({field, message, hint}) => [field, message, hint]);
}
