import type {Listed} from '../../market/symbol/listed-symbol.ts';
import type {Resolution} from '../../market/symbol/symbol-resolver.ts';
import type {Expected} from './spelling-list.ts';

/**
 * What an answer is worth.
 *
 * `right`     as expected;
 * `wrong`     a symbol that is not the instrument, or one of several equal ones;
 * `unlisted`  a symbol that is not in the list at all;
 * `refused`   no symbol where there is one: a loss, and no danger;
 * `otherwise` rightly no symbol, but ambiguous instead of unknown or the reverse, or other candidates.
 */
export type Judgement = 'right' | 'wrong' | 'unlisted' | 'refused' | 'otherwise';

export type Answer = Pick<Resolution, 'verdict' | 'symbol' | 'candidates'>;

export function judgeAnswer(expected: Expected, answer: Answer, listed: readonly Listed[]): Judgement {
  const {symbol} = answer;
  if (symbol !== null) {
    if (!listed.some((one) => one.symbol === symbol)) return 'unlisted';
    return expected.verdict === 'resolved' && expected.symbol === symbol ? 'right' : 'wrong';
  }
  if (expected.verdict === 'resolved') return 'refused';
  if (expected.verdict === 'refused') return 'right';
  if (expected.verdict !== answer.verdict) return 'otherwise';
  return expected.verdict === 'unknown' || isSame(expected.candidates, answer.candidates)
    ? 'right'
    : 'otherwise';
}

function isSame(expected: readonly string[], given: readonly string[]): boolean {
  return expected.length === given.length && expected.every((one) => given.includes(one));
}
