import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {clientOrderIdOf, newPlanId} from '../../src/plan/identity.ts';
import {PLAN_ID_FORM} from '../../src/plan/plan.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';

describe('newPlanId', () => {
  it('makes ids that plans may have, and none twice', () => {
    const random = new SeededRandom(1);
    const ids = new Set<string>();
    for (let count = 0; count < 50_000; count++) {
      const id = newPlanId(random);
      expect(id).toMatch(/^p-[0-9a-hjkmnp-tv-z]{10}$/);
      expect(id).toMatch(PLAN_ID_FORM);
      ids.add(id);
    }
    expect(ids.size).toBe(50_000);
  });
});

describe('clientOrderIdOf', () => {
  const KEY = {databaseId: 'd1', planId: 'gold-dip', version: 1, attempt: 1};

  it('never changes: orders of yesterday are looked up by it', () => {
    expect(clientOrderIdOf(KEY)).toBe('o3k39dvymasgyg67');
  });

  it('is 16 letters and digits, a letter first', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(), fc.nat(), (databaseId, planId, version, attempt) => {
        expect(clientOrderIdOf({databaseId, planId, version, attempt})).toMatch(/^[a-z][a-z0-9]{15}$/);
      }),
    );
  });

  it('differs with every part of its key, and keeps the parts apart', () => {
    const ids = [
      KEY,
      {...KEY, databaseId: 'd2'},
      {...KEY, planId: 'gold-top'},
      {...KEY, version: 2},
      {...KEY, attempt: 2},
      {...KEY, version: 11, attempt: 1},
      {...KEY, version: 1, attempt: 11},
      {...KEY, databaseId: 'd1g', planId: 'old-dip'},
    ].map(clientOrderIdOf);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('gives no two of 100,000 orders one id', () => {
    const ids = new Set<string>();
    for (let plan = 0; plan < 10_000; plan++) {
      for (let attempt = 1; attempt <= 10; attempt++)
        ids.add(clientOrderIdOf({...KEY, planId: `p-${plan}`, attempt}));
    }
    expect(ids.size).toBe(100_000);
  });
});
