import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {Dice, Die} from '../../../src/simulate/kernel/dice.ts';
import {FAULT_SITE_NAMES} from '../../../src/simulate/kernel/fault-sites.ts';

const aSeed = fc.integer({min: 0, max: 2 ** 32 - 1});
const draws = (die: Die, count = 5) => Array.from({length: count}, () => die.next());

describe('Dice', () => {
  it('give one purpose the same draws each time', () => {
    fc.assert(
      fc.property(aSeed, fc.string(), (seed, purpose) => {
        expect(draws(new Dice(seed).of(purpose))).toEqual(draws(new Dice(seed).of(purpose)));
      }),
    );
  });

  it('give each purpose other draws', () => {
    const purposes = [
      ...FAULT_SITE_NAMES.map((site) => `fault ${site}`),
      'plan 1',
      'plan 2',
      'plan 12',
      'wire',
    ];
    fc.assert(
      fc.property(aSeed, (seed) => {
        const dice = new Dice(seed);
        expect(new Set(purposes.map((purpose) => draws(dice.of(purpose)).join())).size).toBe(purposes.length);
      }),
    );
  });

  it('give each seed other draws', () => {
    fc.assert(
      fc.property(fc.uniqueArray(aSeed, {minLength: 2, maxLength: 20}), fc.string(), (seeds, purpose) => {
        const drawn = seeds.map((seed) => draws(new Dice(seed).of(purpose)).join());
        expect(new Set(drawn).size).toBe(seeds.length);
      }),
    );
  });

  it('move nothing of a purpose when another one is left out, or drawn from more often', () => {
    fc.assert(
      fc.property(aSeed, fc.nat({max: 20}), (seed, count) => {
        const alone = new Dice(seed);
        const beside = new Dice(seed);
        draws(beside.of('other'), count);
        const die = beside.of('one');
        const between = die.next();
        draws(beside.of('other'), count);
        expect([between, ...draws(die)]).toEqual(draws(alone.of('one'), 6));
      }),
    );
  });

  it('look at the first 32 bits of a seed only, as the command takes none that is longer', () => {
    expect(draws(new Dice(2 ** 32 + 7).of('wire'))).toEqual(draws(new Dice(7).of('wire')));
  });
});

describe('a die', () => {
  it('stays within what it was asked for', () => {
    fc.assert(
      fc.property(
        aSeed,
        fc.integer({min: -50, max: 50}),
        fc.integer({min: 1, max: 9}),
        (seed, from, count) => {
          const die = new Die(seed);
          const between = die.between(from, from + count);
          expect(between).toBeGreaterThanOrEqual(from);
          expect(between).toBeLessThan(from + count);
          const list = Array.from({length: count}, (_, index) => index);
          expect(list).toContain(die.below(count));
          expect(list).toContain(die.pick(list));
        },
      ),
    );
  });

  it.each([0, 0.002, 0.25, 0.9, 1])('strikes in a share of %d of its throws', (share) => {
    const die = new Die(7);
    const struck = Array.from({length: 20_000}, () => die.chance(share)).filter(Boolean).length;
    expect(Math.abs(struck / 20_000 - share)).toBeLessThan(share === 0 || share === 1 ? 1e-9 : 0.01);
  });

  it('comes to every face', () => {
    const die = new Die(7);
    expect(new Set(Array.from({length: 100}, () => die.below(6)))).toEqual(new Set([0, 1, 2, 3, 4, 5]));
  });

  it('picks nothing from nothing', () => {
    expect(() => new Die(1).pick([])).toThrow('Invariant');
  });
});
