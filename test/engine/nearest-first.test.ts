import fc from 'fast-check';
import {expect, it} from 'vitest';
import {NearestFirst} from '../../src/engine/nearest-first.ts';

it('keeps what sorting everything would put first, in that order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({min: 0, max: 30})), fc.integer({min: 1, max: 8}), (numbers, max) => {
      const items = numbers.map((number, place) => ({number, place}));
      const nearest = new NearestFirst<(typeof items)[number]>(max, (a, b) => a.number < b.number);
      for (const item of items) nearest.add(item);
      // The sort of the language is stable: of equals the earlier one comes first, and stays.
      expect(nearest.items).toEqual([...items].sort((a, b) => a.number - b.number).slice(0, max));
    }),
  );
});
