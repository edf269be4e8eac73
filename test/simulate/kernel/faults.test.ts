import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {Dice} from '../../../src/simulate/kernel/dice.ts';
import {FAULT_SITE_NAMES, FAULT_SITES, type FaultSite} from '../../../src/simulate/kernel/fault-sites.ts';
import {Faults, type FaultTerms} from '../../../src/simulate/kernel/faults.ts';

const SEEDS = 2000;
const HABITS = FAULT_SITE_NAMES.filter((site) => FAULT_SITES[site].chance === 'habit');
const STRIKING = FAULT_SITE_NAMES.filter((site) => FAULT_SITES[site].chance !== 'habit');
const aSeed = fc.integer({min: 0, max: 2 ** 32 - 1});
const aSite = fc.constantFrom(...FAULT_SITE_NAMES);

function faultsOf(seed: number, terms: Partial<FaultTerms> = {}): Faults {
  return new Faults(new Dice(seed), {without: new Set(), ...terms});
}

/** Whether a site strikes at each of its first visits. */
const visits = (faults: Faults, site: FaultSite, count = 40) =>
  Array.from({length: count}, () => faults.strikes(site));

describe('Faults', () => {
  it('make each site active in about a quarter of the seeds, and two of them independently', () => {
    const active = new Map(FAULT_SITE_NAMES.map((site) => [site, new Set<number>()]));
    for (let seed = 1; seed <= SEEDS; seed++) {
      const faults = faultsOf(seed);
      for (const [site, seeds] of active) if (faults.has(site)) seeds.add(seed);
    }
    const share = (count: number) => count / SEEDS;
    const odd: string[] = [];
    for (const [site, seeds] of active) {
      if (Math.abs(share(seeds.size) - 0.25) > 0.05) odd.push(`${site}: ${share(seeds.size)}`);
      for (const [other, others] of active) {
        const both = share([...seeds].filter((seed) => others.has(seed)).length);
        if (site < other && Math.abs(both - 1 / 16) > 0.03) odd.push(`${site} and ${other}: ${both}`);
      }
    }
    expect(odd).toEqual([]);
  });

  it.each(STRIKING.filter((site) => Number(FAULT_SITES[site].chance) >= 0.02))(
    'strike at an active "%s" as often as it says',
    (site) => {
      const faults = faultsOf(3, {always: [site]});
      const struck = visits(faults, site, 5000).filter(Boolean).length;
      expect(Math.abs(struck / 5000 - Number(FAULT_SITES[site].chance))).toBeLessThan(0.025);
      expect(faults.struck().get(site)).toBe(struck);
    },
  );

  it('never strike at a site that is not active, nor say how bad it gets', () => {
    fc.assert(
      fc.property(aSeed, aSite, (seed, site) => {
        const faults = faultsOf(seed);
        fc.pre(!faults.has(site));
        expect(visits(faults, site)).not.toContain(true);
        expect(() => faults.dieOf(site)).toThrow('Invariant');
        expect(faults.struck().has(site)).toBe(false);
      }),
    );
  });

  it.each(HABITS)('have the habit "%s" for the whole run or not at all', (site) => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const faults = faultsOf(seed);
      const has = faults.has(site);
      expect(new Set(visits(faults, site))).toEqual(new Set([has]));
      faults.end();
      expect([faults.has(site), faults.strikes(site)]).toEqual([has, has]);
      expect(faults.struck().get(site)).toBe(has ? 1 : undefined);
    }
  });

  it('let nothing strike any more after the end', () => {
    const faults = faultsOf(1, {always: STRIKING});
    const before = STRIKING.filter((site) => visits(faults, site, 5000).includes(true));
    expect(before).toEqual(STRIKING);
    const counted = faults.struck();
    faults.end();
    expect(faults.isOver).toBe(true);
    expect(STRIKING.filter((site) => visits(faults, site, 200).includes(true))).toEqual([]);
    expect(faults.struck()).toEqual(counted);
    const written = faultsOf(1, {at: {'reply lost': [1, 2]}});
    written.end();
    expect(visits(written, 'reply lost', 3)).toEqual([false, false, false]);
  });

  it.each<[string, Partial<FaultTerms>, boolean]>([
    ['that is always there', {always: ['reply lost']}, true],
    ['that alone may be', {only: ['reply lost'], always: ['reply lost']}, true],
    ['that is not among those that may be', {only: ['request lost'], always: ['reply lost']}, false],
    ['where none may be', {only: [], always: ['reply lost']}, false],
    ['that is left out', {without: new Set(['reply lost']), always: ['reply lost']}, false],
    ['beside one that is left out', {without: new Set(['request lost']), always: ['reply lost']}, true],
  ])('have a site %s', (_, terms, isActive) => {
    for (const seed of [1, 2, 3, 4]) expect(faultsOf(seed, terms).has('reply lost')).toBe(isActive);
  });

  it('draw within `only` what they would have drawn without it', () => {
    fc.assert(
      fc.property(aSeed, aSite, (seed, site) => {
        expect(visits(faultsOf(seed, {only: [site]}), site)).toEqual(visits(faultsOf(seed), site));
      }),
    );
  });

  it('draw at a site that is always active what they draw where chance has made it so', () => {
    for (let seed = 1, active = 0; active < 5; seed++) {
      if (!faultsOf(seed).has('reply lost')) continue;
      active += 1;
      const always = faultsOf(seed, {always: ['reply lost']});
      expect(visits(always, 'reply lost')).toEqual(visits(faultsOf(seed), 'reply lost'));
    }
  });

  it('strike at the visits that are written, and nowhere else', () => {
    const faults = faultsOf(1, {only: [], at: {'stop lost': [2, 4]}});
    expect(visits(faults, 'stop lost', 5)).toEqual([false, true, false, true, false]);
    expect(visits(faults, 'list unreadable', 5)).not.toContain(true);
    expect(faults.dieOf('stop lost').next()).toBe(new Dice(1).of('fault stop lost').next());
  });

  it('leave out also what is written', () => {
    const faults = faultsOf(1, {only: [], at: {'stop lost': [1]}, without: new Set(['stop lost'])});
    expect(faults.strikes('stop lost')).toBe(false);
  });

  it('count also what strikes as it is written', () => {
    const faults = faultsOf(1, {only: [], at: {'stop lost': [2, 3]}});
    visits(faults, 'stop lost', 4);
    expect([...faults.struck()]).toEqual([['stop lost', 2]]);
  });

  it('move nothing of a site when another one is left out', () => {
    fc.assert(
      fc.property(
        aSeed,
        fc.uniqueArray(aSite, {minLength: 2, maxLength: 6}),
        (seed, [left = '', ...sites]) => {
          const run = (without: readonly string[]) => {
            const faults = faultsOf(seed, {without: new Set(without)});
            // All sites in turn, as in a run.
            return Array.from({length: 30}, () => {
              faults.strikes(left as FaultSite);
              return sites.map((site) => [
                faults.strikes(site),
                faults.has(site) && faults.dieOf(site).next(),
              ]);
            });
          };
          expect(run([left])).toEqual(run([]));
        },
      ),
    );
  });
});
