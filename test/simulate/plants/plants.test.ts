import {describe, expect, it} from 'vitest';
import type {InvariantId} from '../../../src/simulate/judge/invariants.ts';
import {SIMULATION_PLANTS} from '../../../src/simulate/plants/plants.ts';
import {aBench} from '../run/a-bench.ts';

const {run, firstFound} = aBench();

describe('the plants of the simulation', () => {
  it('have names that can be given at a shell, each its own, and say what is wrong', () => {
    const names = SIMULATION_PLANTS.map(({name}) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const {name, does} of SIMULATION_PLANTS) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(does.length).toBeGreaterThan(10);
    }
  });

  it.each([1, 2, 3])('find the canary at once, with seed %d', async (seed) => {
    const {violations} = await run(seed, {plant: 'canary'});
    expect(violations.map(({invariant}) => invariant)).toContain('I2');
  });

  it.each<[string, readonly InvariantId[]]>([
    ['acknowledged-early', ['I10']],
    ['no-intent', ['I2']],
    ['fence-without-word', ['I12', 'I2', 'I7']],
    ['cap-counted-on-fills', ['E4']],
    ['no-sweep', ['I11']],
    ['forming-bar-taken', ['I6']],
    ['hold-from-the-beginning', ['I6']],
  ])('find %s within 40 seeds', async (plant, rules) => {
    const found = await firstFound(plant, 40);
    expect(rules).toContain(found?.violations[0]?.invariant);
  });
});
