import {describe, expect, it} from 'vitest';
import type {Store} from '../../src/ports/store.ts';
import {ACCEPTED, anIntent, aPlan, claimTerms, NOW_MS} from './stored-values.ts';

/** What the store has to do while trading is halted. */
export function haltContract(storeNow: () => Store): void {
  describe('halt', () => {
    const HALT = {reason: 'the feed is wrong', atMs: NOW_MS, flatten: false};
    const claim = (planId: string) =>
      storeNow().claim(anIntent({planId, clientOrderId: `order-${planId}`}), claimTerms(), NOW_MS);

    it('refuses every claim until trading is resumed', async () => {
      const [row] = await storeNow().add([aPlan()], NOW_MS);
      expect(await storeNow().halted()).toBeUndefined();
      await storeNow().halt(HALT);
      expect(await claim('gold-dip')).toEqual({
        done: false,
        row,
        refusal: {code: 'halted', message: expect.stringContaining('the feed is wrong') as string},
      });
      expect(await storeNow().halted()).toEqual({...HALT, byFile: false});
      expect(await storeNow().resume(NOW_MS)).toBe(true);
      expect(await storeNow().halted()).toBeUndefined();
      expect(await storeNow().resume(NOW_MS)).toBe(false);
      expect((await claim('gold-dip')).done).toBe(true);
    });

    it('is replaced by a second one', async () => {
      await storeNow().halt(HALT);
      const second = {reason: 'all out', atMs: NOW_MS + 1, flatten: true};
      await storeNow().halt(second);
      expect(await storeNow().halted()).toEqual({...second, byFile: false});
    });

    it('stops claims only: what became of an order is recorded, and a repeated claim is answered', async () => {
      await storeNow().add([aPlan(), aPlan({id: 'other'})], NOW_MS);
      const claimed = await claim('gold-dip');
      await storeNow().halt(HALT);
      expect(await claim('gold-dip')).toEqual(claimed);
      expect((await storeNow().settle('order-gold-dip', ACCEPTED, NOW_MS)).done).toBe(true);
      expect((await storeNow().cancel('other', 'enough', NOW_MS)).done).toBe(true);
    });
  });
}
