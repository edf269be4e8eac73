import {Big} from 'big.js';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {
  add,
  decimalsOf,
  differenceAtMost,
  distanceAtMost,
  multiply,
  slackOf,
  subtract,
} from '../../src/market/price.ts';

describe('distanceAtMost', () => {
  it.each([
    [1.1001, 1.1, 0.0001, true],
    [1.0999, 1.1, 0.0001, true],
    [1.10010001, 1.1, 0.0001, false],
    [0.3, 0.2, 0.1, true],
    [1302, 1301.5, 0.5, true],
    [100.01, 100, 0.01, true],
    [1.7e308, 1e308, 0.7e308, true],
    [5e-324, 5e-324, 0, true],
  ])('of %d and %d at most %d: %s', (a, b, limit, expected) => {
    expect(distanceAtMost(a, b, limit)).toBe(expected);
    expect(distanceAtMost(b, a, limit)).toBe(expected);
  });

  const aNumber = fc.oneof(
    fc.integer({min: 0, max: 3_000_000}).map((steps) => steps / 100),
    fc.integer({min: 0, max: 300_000}).map((steps) => steps / 100_000),
    fc.double({min: 1e-6, max: 1e6, noNaN: true}),
  );

  it('decides as decimals do, also beside a tie', () => {
    fc.assert(
      fc.property(aNumber, aNumber, fc.integer({min: -4, max: 4}), (a, limit, steps) => {
        // A partner that lies exactly the limit away, or a few of the smallest steps beside it.
        const b = add(a, limit) * (1 + steps * 2 ** -52);
        expect(distanceAtMost(a, b, limit)).toBe(new Big(a).minus(b).abs().lte(limit));
        expect(differenceAtMost(b, a, limit)).toBe(new Big(b).minus(a).lte(limit));
      }),
      {numRuns: 20_000},
    );
  });
});

describe('slackOf', () => {
  it('is more than floating point can be wrong by, and far less than a tick', () => {
    expect(Math.abs(1.1001 - 1.1 - 0.0001)).toBeLessThan(slackOf(1.1001, 1.1, 0.0001));
    expect(slackOf(100_000)).toBeLessThan(1e-9);
  });
});

describe('decimal arithmetic', () => {
  it('adds, subtracts and multiplies what was written', () => {
    expect([add(0.1, 0.2), subtract(0.3, 0.1), multiply(1.1, 1.1)]).toEqual([0.3, 0.2, 1.21]);
  });

  it.each([
    [1301.55, 2],
    [1302, 0],
    [1302.5, 1],
    [0.00001, 5],
    [1e-7, 7],
    [1e21, 0],
    [1200, 0],
  ])('of %d has %d decimals', (value, decimals) => {
    expect(decimalsOf(value)).toBe(decimals);
  });
});
