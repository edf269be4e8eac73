import {createHash} from 'node:crypto';
import {isDeepStrictEqual} from 'node:util';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {clientOrderIdOf, newPlanId, type OrderKey} from '../../src/plan/identity.ts';
import {PLAN_ID_FORM} from '../../src/plan/plan.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';

describe('newPlanId', () => {
  it('makes ids that plans may have, and none twice', () => {
    const random = new SeededRandom(1);
    const ids = new Set<string>();
    for (let count = 0; count < 5_000; count++) {
      const id = newPlanId(random);
      expect(id).toMatch(/^p-[0-9a-hjkmnp-tv-z]{10}$/);
      expect(id).toMatch(PLAN_ID_FORM);
      ids.add(id);
    }
    expect(ids.size).toBe(5_000);
  });
});

/** An id in another way of writing the rule: the hash as a number, its digits from the right. */
function idOfText(text: string): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const hash = BigInt(`0x${createHash('sha256').update(text).digest('hex')}`);
  const digits = (hash / 26n).toString(36).slice(-15);
  return letters.charAt(Number(hash % 26n)) + digits.split('').reverse().join('');
}

describe('clientOrderIdOf', () => {
  const keyParts = {
    databaseId: fc.constantFrom('', 'd1', '1'),
    planId: fc.constantFrom('', 'd1', '1', '1,1'),
    version: fc.integer({min: 1, max: 12}),
    level: fc.integer({min: 1, max: 12}),
    attempt: fc.integer({min: 1, max: 12}),
  };
  // Two records of the same parts are not equal when one alone has a prototype.
  const aKey: fc.Arbitrary<OrderKey> = fc.record(keyParts, {noNullPrototype: true});
  const KEY = {databaseId: 'd1', planId: 'gold-dip', version: 1, level: 1, attempt: 1};

  it('never changes: orders of yesterday are looked up by it', () => {
    expect(clientOrderIdOf(KEY)).toBe('o3k39dvymasgyg67');
  });

  it('is as it was before plans had levels, for a first level', () => {
    const parts = fc.tuple(fc.string(), fc.string(), fc.nat(), fc.nat());
    fc.assert(
      fc.property(parts, ([databaseId, planId, version, attempt]) => {
        const id = clientOrderIdOf({databaseId, planId, version, level: 1, attempt});
        expect(id).toBe(idOfText(JSON.stringify([databaseId, planId, version, attempt])));
      }),
    );
  });

  it('is 16 letters and digits, a letter first', () => {
    fc.assert(
      fc.property(aKey, (key) => {
        expect(clientOrderIdOf(key)).toMatch(/^[a-z][a-z0-9]{15}$/);
      }),
    );
  });

  it('differs with every part of its key, and keeps the parts apart', () => {
    const ids = [
      KEY,
      {...KEY, databaseId: 'd2'},
      {...KEY, planId: 'gold-top'},
      {...KEY, version: 2},
      {...KEY, level: 2},
      {...KEY, attempt: 2},
      {...KEY, level: 2, attempt: 2},
      {...KEY, version: 2, level: 2},
      {...KEY, level: 11, attempt: 1},
      {...KEY, level: 1, attempt: 111},
      {...KEY, version: 11, attempt: 1},
      {...KEY, version: 1, attempt: 11},
      {...KEY, databaseId: 'd1g', planId: 'old-dip'},
    ].map(clientOrderIdOf);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('differs between any two keys that differ', () => {
    // Few values for each part, so that most parts of two keys are equal.
    fc.assert(
      fc.property(aKey, aKey, (one, other) => {
        expect(clientOrderIdOf(one) === clientOrderIdOf(other)).toBe(isDeepStrictEqual(one, other));
      }),
      {numRuns: 2000},
    );
  });

  it('gives no two of 20,000 orders one id', () => {
    const ids = new Set<string>();
    for (let plan = 0; plan < 400; plan++) {
      for (let level = 1; level <= 10; level++) {
        for (let attempt = 1; attempt <= 5; attempt++) {
          ids.add(clientOrderIdOf({...KEY, planId: `p-${plan}`, level, attempt}));
        }
      }
    }
    expect(ids.size).toBe(20_000);
  });
});
