import {describe, expect, it} from 'vitest';
import {alignment, type LongerTrends} from '../../../src/market/microstructure/alignment.ts';

const words = (structure: 'higherHighs' | 'lowerLows' | 'equal' | 'choppy', trends: LongerTrends) => {
  const found = alignment(structure, trends);
  if (found === undefined) return 'unknown';
  const {level, confidence, agreeing, opposing, missing} = found;
  return `${level} ${confidence}: ${agreeing} for, ${opposing} against, ${missing} missing`;
};

describe('alignment', () => {
  it.each([
    ['higherHighs', {m5: 'up', m15: 'up', h1: 'up'}, 'strong 90: 3 for, 0 against, 0 missing'],
    ['higherHighs', {m5: 'up', m15: 'none', h1: 'up'}, 'strong 90: 2 for, 0 against, 0 missing'],
    ['higherHighs', {m5: 'up', m15: 'up', h1: 'down'}, 'strong 90: 2 for, 1 against, 0 missing'],
    ['higherHighs', {m5: 'up', m15: 'down', h1: 'down'}, 'moderate 60: 1 for, 2 against, 0 missing'],
    ['higherHighs', {m5: 'down', m15: 'none', h1: 'none'}, 'weak 30: 0 for, 1 against, 0 missing'],
    ['lowerLows', {m5: 'down', m15: 'down', h1: 'up'}, 'strong 90: 2 for, 1 against, 0 missing'],
    ['lowerLows', {m5: 'up', m15: 'up', h1: 'up'}, 'weak 30: 0 for, 3 against, 0 missing'],
    ['choppy', {m5: 'up', m15: 'up', h1: 'up'}, 'weak 30: 0 for, 0 against, 0 missing'],
    ['equal', {m5: 'down', m15: 'down', h1: 'down'}, 'weak 30: 0 for, 0 against, 0 missing'],
    // H1 counts like the others (D-68).
    ['higherHighs', {h1: 'up'}, 'moderate 60: 1 for, 0 against, 2 missing'],
    ['lowerLows', {m15: 'down', h1: 'down'}, 'strong 90: 2 for, 0 against, 1 missing'],
    ['higherHighs', {m5: undefined, m15: 'up', h1: undefined}, 'moderate 60: 1 for, 0 against, 2 missing'],
    // What rests on nothing has no level (D-74).
    ['higherHighs', {}, 'unknown'],
    ['choppy', {m5: undefined, m15: undefined, h1: undefined}, 'unknown'],
  ] as const)('of %s with %o is %s', (structure, trends, expected) => {
    expect(words(structure, trends)).toBe(expected);
  });
});
