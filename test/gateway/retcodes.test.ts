import {describe, expect, it} from 'vitest';
import {judgeRetcode} from '../../src/gateway/retcodes.ts';

/** The classes by the research on MetaTrader's codes, written down apart from the table in the code. */
const CLASSES = {
  accepted: [10008, 10009, 10010, 10025],
  reprice: [10004, 10020, 10021, 10015],
  later: [10018, 10024, 10028, 10029],
  human: [10030, 10026, 10027, 10017, 10032],
  never: [
    10006, 10007, 10013, 10014, 10016, 10019, 10022, 10033, 10034, 10040, 10035, 10038, 10042, 10043, 10044,
    10045, 10046,
  ],
  reread: [10023, 10036, 10039, 10041],
  unknown: [10012, 10011, 10031],
} as const;

const CASES = Object.entries(CLASSES).flatMap(([is, codes]) => codes.map((code) => ({is, code})));

describe('judgeRetcode', () => {
  it.each(CASES)('takes $code to be $is', ({is, code}) => {
    const judged = judgeRetcode(code);
    expect(judged.status === 'rejected' ? judged.retry : judged.status).toBe(is);
  });

  it('has a class for every code of the documentation, and each once', () => {
    const documented = [10004, ...range(10006, 10036), ...range(10038, 10046)];
    expect(CASES.map(({code}) => code).sort((a, b) => a - b)).toEqual(documented);
  });

  it.each([0, 1, 10000, 10003, 10005, 10037, 10047, 99999, -1])('knows nothing of code %j', (code) => {
    expect(judgeRetcode(code).status).toBe('unknown');
  });

  it.each([
    ...[-2, -3, -4, -5, -6, -7, -8, -10003, -10004].map((lastError) => ({lastError, is: 'notSent'})),
    ...[-1, -10000, -10001, -10002, -10005, 1, 0, undefined].map((lastError) => ({lastError, is: 'unknown'})),
  ])('takes no result with error $lastError to be $is', ({lastError, is}) => {
    expect(judgeRetcode(null, lastError).status).toBe(is);
  });
});

function range(from: number, to: number): number[] {
  return Array.from({length: to - from + 1}, (_, index) => from + index);
}
