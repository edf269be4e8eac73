import {Big} from 'big.js';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {entryLevels, levelVolumes} from '../../src/plan/entry-levels.ts';
import {aPlan} from './plans.ts';

describe('entryLevels', () => {
  it('gives a plan without levels its one entry', () => {
    expect(entryLevels(aPlan())).toEqual([
      {level: 1, type: 'market', price: 1301.5, tolerance: 0.5, weight: 1, stopLoss: 1298, takeProfit: 1310},
    ]);
    expect(entryLevels(aPlan({entry: {type: 'market'}}))).toMatchObject([{price: null, tolerance: null}]);
  });

  it('gives each level the type of the entry, and the exits of the plan where it has none of its own', () => {
    const levels = [
      {price: 1301},
      {price: 1300, weight: 2, stopLoss: 1299},
      {price: 1302, stopLoss: 1297, takeProfit: 1311},
    ];
    expect(entryLevels(aPlan({entry: {type: 'limit'}, levels}))).toEqual([
      {level: 1, type: 'limit', price: 1301, tolerance: null, weight: 1, stopLoss: 1298, takeProfit: 1310},
      {level: 2, type: 'limit', price: 1300, tolerance: null, weight: 2, stopLoss: 1299, takeProfit: 1310},
      {level: 3, type: 'limit', price: 1302, tolerance: null, weight: 1, stopLoss: 1297, takeProfit: 1311},
    ]);
  });

  it('gives each market level a gate of the same width about its own price', () => {
    const levels = [{price: 1301}, {price: 1305}];
    const plan = aPlan({entry: {type: 'market', tolerance: 0.2}, levels});
    expect(entryLevels(plan).map(({price, tolerance}) => [price, tolerance])).toEqual([
      [1301, 0.2],
      [1305, 0.2],
    ]);
  });
});

describe('levelVolumes', () => {
  it.each<[number, readonly number[], number | null, readonly number[] | undefined]>([
    [0.3, [1], 0.01, [0.3]],
    [0.3, [1, 1, 1], 0.01, [0.1, 0.1, 0.1]],
    // What does not divide goes to the largest parts of a step, the first of equals.
    [0.1, [1, 1, 1], 0.01, [0.04, 0.03, 0.03]],
    [0.05, [1, 1], 0.01, [0.03, 0.02]],
    [0.1, [1, 2, 3], 0.01, [0.02, 0.03, 0.05]],
    [1, [50, 30, 20], 0.1, [0.5, 0.3, 0.2]],
    [0.01, [1, 3], 0.01, [0, 0.01]],
    [0.02, [1, 1, 1], 0.01, [0.01, 0.01, 0]],
    // Weights whose sum is not exact in floating point.
    [0.06, [0.1, 0.2, 0.3], 0.01, [0.01, 0.02, 0.03]],
    // Not a whole number of steps: nobody takes it.
    [0.015, [1], 0.01, undefined],
    [0.3, [1, 1], 0.2, undefined],
    [0.001, [1], 0.01, undefined],
    // As it was written, where the step is not known.
    [0.015, [1], null, [0.015]],
    [1, [1, 1, 1], null, [0.333333334, 0.333333333, 0.333333333]],
    [1e-12, [1, 1], null, [0, 0]],
    [7, [1e-300, 1e300], 1, [0, 7]],
  ])('of %d by %j in steps of %j is %j', (volume, weights, step, volumes) => {
    expect(levelVolumes(volume, weights, step)).toEqual(volumes);
  });

  it('trades the whole volume, in whole steps, each level within a step of its part', () => {
    const aStep = fc.constantFrom(0.01, 0.1, 1, 0.001, 0.25, 5, 1e-8);
    const weights = fc.array(
      fc.oneof(fc.integer({min: 1, max: 9}), fc.double({min: 0, minExcluded: true, max: 1e9, noNaN: true})),
      {minLength: 1, maxLength: 10},
    );
    fc.assert(
      fc.property(fc.integer({min: 1, max: 1_000_000}), weights, aStep, (steps, parts, step) => {
        const volume = new Big(step).times(steps).toNumber();
        const volumes = levelVolumes(volume, parts, step) ?? [];
        expect(volumes).toHaveLength(parts.length);
        const total = volumes.reduce((sum, one) => sum.plus(one), new Big(0));
        expect(total.toNumber()).toBe(volume);
        const weight = parts.reduce((sum, one) => sum.plus(one), new Big(0));
        for (const [index, one] of volumes.entries()) {
          const inSteps = new Big(one).div(step);
          expect(inSteps.eq(inSteps.round())).toBe(true);
          const part = new Big(steps).times(parts[index] ?? 0).div(weight);
          expect(inSteps.minus(part).abs().toNumber()).toBeLessThan(1);
        }
      }),
      {numRuns: 500},
    );
  });

  it('gives a heavier level never less than a lighter one', () => {
    const weights = fc.array(fc.integer({min: 1, max: 20}), {minLength: 2, maxLength: 10});
    fc.assert(
      fc.property(fc.integer({min: 1, max: 500}), weights, (steps, parts) => {
        const volumes = levelVolumes(steps, parts, 1) ?? [];
        for (const [one, light] of parts.entries()) {
          for (const [other, heavy] of parts.entries()) {
            if (light < heavy) expect(volumes[one]).toBeLessThanOrEqual(volumes[other] ?? 0);
          }
        }
      }),
    );
  });
});
