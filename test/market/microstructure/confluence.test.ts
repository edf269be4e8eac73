import {describe, expect, it} from 'vitest';
import {confluenceOf, gradeOf, withAlignment} from '../../../src/market/microstructure/confluence.ts';

const PARTS = {
  signal: 70,
  tier: 'normal',
  momentum: {direction: 'bull', quality: 'good'},
  liquidity: 'between',
} as const;

describe('confluenceOf', () => {
  it.each([
    [{}, 21 + 16 + 20 + 10.5 + 7, 'C'],
    [{signal: 0}, 0 + 16 + 20 + 10.5 + 7, 'F'],
    [{signal: 90}, 27 + 16 + 20 + 10.5 + 7, 'B'],
    [{tier: 'low'}, 21 + 12 + 20 + 10.5 + 7, 'C'],
    [{tier: 'high'}, 21 + 18 + 20 + 10.5 + 7, 'C'],
    [{tier: 'veryHigh'}, 21 + 19 + 20 + 10.5 + 7, 'C'],
    [{momentum: {direction: 'bull', quality: 'excellent'}}, 21 + 16 + 23.75 + 10.5 + 7, 'C'],
    [{momentum: {direction: 'bull', quality: 'fair'}}, 21 + 16 + 15 + 10.5 + 7, 'D'],
    [{momentum: {direction: 'bull', quality: 'choppy'}}, 21 + 16 + 10 + 10.5 + 7, 'D'],
    // The old score was that of both directions (compare D-71).
    [{momentum: {direction: 'bear', quality: 'excellent'}}, 21 + 16 + 10 + 10.5 + 7, 'D'],
    [{momentum: {direction: 'none', quality: 'choppy'}}, 21 + 16 + 10 + 10.5 + 7, 'D'],
    [{liquidity: 'nearHigh'}, 21 + 16 + 20 + 12 + 7, 'C'],
    [{liquidity: 'nearLow'}, 21 + 16 + 20 + 12 + 7, 'C'],
    [{liquidity: 'away'}, 21 + 16 + 20 + 7.5 + 7, 'C'],
  ] as const)('with %o', (over, score, grade) => {
    expect(confluenceOf('bull', {...PARTS, ...over})).toMatchObject({score, grade});
  });

  it('lists what it is made of', () => {
    expect(confluenceOf('bull', PARTS).components).toEqual({
      signal: 70,
      session: 80,
      momentum: 80,
      liquidity: 70,
      trend: 70,
    });
  });

  it.each([
    ['weak', 74.5],
    ['moderate', 75.5],
    ['strong', 76.5],
  ] as const)('with a %s alignment is %d', (level, score) => {
    const confluence = confluenceOf('bull', PARTS);
    expect(withAlignment(confluence, level).score).toBe(score);
    // Not added to what is there.
    expect(withAlignment(withAlignment(confluence, 'strong'), level).score).toBe(score);
  });

  it('reaches A in a session of tier veryHigh only', () => {
    const best = {
      signal: 90,
      tier: 'high',
      momentum: {direction: 'bull', quality: 'excellent'},
      liquidity: 'nearLow',
    } as const;
    expect(withAlignment(confluenceOf('bull', best), 'strong')).toMatchObject({score: 89.75, grade: 'B'});
    const wild = withAlignment(confluenceOf('bull', {...best, tier: 'veryHigh'}), 'strong');
    expect(wild).toMatchObject({score: 90.75, grade: 'A'});
  });

  it('grades from 90, 80, 70 and 60', () => {
    expect([90, 89.9, 80, 79.9, 70, 69.9, 60, 59.9].map(gradeOf).join('')).toBe('ABBCCDDF');
  });
});
