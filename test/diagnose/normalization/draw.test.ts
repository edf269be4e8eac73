import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {Draw} from '../../../src/diagnose/normalization/draw.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';

const draws = fc.nat().map((seed) => new Draw(new SeededRandom(seed)));

describe('Draw', () => {
  it('draws numbers within their bounds, both of them included', () => {
    fc.assert(
      fc.property(draws, (draw) => {
        const numbers = new Set(Array.from({length: 100}, () => draw.number(2, 4)));
        expect(numbers).toEqual(new Set([2, 3, 4]));
      }),
      {numRuns: 20},
    );
  });

  it('draws different items, and never more than there are', () => {
    fc.assert(
      fc.property(draws, fc.uniqueArray(fc.nat()), fc.nat({max: 20}), (draw, items, count) => {
        const drawn = draw.some(items, count);
        expect(drawn.length).toBe(Math.min(items.length, count));
        expect(new Set(drawn).size).toBe(drawn.length);
        for (const item of drawn) expect(items).toContain(item);
        expect(new Set(draw.shuffled(items))).toEqual(new Set(items));
      }),
    );
  });

  it('has nothing to draw from nothing', () => {
    expect(() => new Draw(new SeededRandom(1)).one([])).toThrow(RangeError);
  });
});
