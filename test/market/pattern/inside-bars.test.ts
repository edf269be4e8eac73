import {describe, expect, it} from 'vitest';
import {INSIDE_BARS_MAX, insideBars} from '../../../src/market/pattern/inside-bars.ts';
import {barsOf, known, type Row, studied} from '../structure/made-bars.ts';

const row = (high: number, low: number): Row => [50, high, low, 50];
/** Equal ranges: none lies strictly inside another. */
const LEAD = Array.from({length: INSIDE_BARS_MAX + 1}, () => row(100, 0));
const nested = (count: number) => Array.from({length: count}, (_, index) => row(99 - index, 1 + index));

const TABLE: readonly (readonly [what: string, newest: readonly Row[], count: number])[] = [
  ['equal ranges', [], 0],
  ['a bar strictly inside', [row(99, 1)], 1],
  ['an equal high', [row(100, 1)], 0],
  ['an equal low', [row(99, 0)], 0],
  ['a bar inside an inside bar', nested(2), 2],
  ['an inside bar and one that leaves it', [row(99, 1), row(99.5, 2)], 0],
  ['one inside after one that was not', [row(99, 1), row(99, 1), row(98, 2)], 1],
  ['an inside bar long ago (D-10: the newest bars count)', [row(99, 1), row(100, 0), row(100, 0)], 0],
  ['more in a row than are counted', nested(25), INSIDE_BARS_MAX],
];

describe('insideBars', () => {
  it.each(TABLE)('%s', (_what, newest, count) => {
    const bars = barsOf([...LEAD, ...newest]);
    expect(known(insideBars(), bars)).toEqual({count, timeMs: bars.at(-1)?.timeMs});
  });

  it('says nothing while a longer row could not be told', () => {
    expect(studied(insideBars(), barsOf(LEAD).slice(1))).toBeUndefined();
  });
});
