import {describe, expect, it} from 'vitest';
import type {Token} from '../../src/ports/access.ts';
import type {RequestKey, Store} from '../../src/ports/store.ts';
import {aPlan, NOW_MS} from './stored-values.ts';

const TOKEN: Token = {
  id: '0a1b2c3d',
  name: 'desk',
  hash: 'ab'.repeat(32),
  scopes: ['read', 'plan'],
  createdAtMs: NOW_MS,
  expiresAtMs: NOW_MS + 86_400_000,
  revokedAtMs: null,
};

const KEY: RequestKey = {caller: '0a1b2c3d', key: 'k-1', digest: 'cd'.repeat(32)};
const OTHER: RequestKey = {...KEY, digest: 'ef'.repeat(32)};
const REMARKS = [{planId: 'gold-dip', message: 'odd'}];

const add = (store: Store, key = KEY, plans = [aPlan()], nowMs = NOW_MS) =>
  store.addKeyed(key, plans, REMARKS, nowMs);

/** What the store has to do for callers from outside. */
export function accessContract(storeNow: () => Store, open: () => Promise<Store>): void {
  describe('tokens', () => {
    it('are kept, found by id, and the same one is added once', async () => {
      const store = storeNow();
      await store.addToken(TOKEN);
      await store.addToken(TOKEN);
      const later = {...TOKEN, id: 'ffffffff', name: 'web', createdAtMs: NOW_MS + 1, expiresAtMs: null};
      await store.addToken(later);
      expect(await (await open()).tokens()).toEqual([TOKEN, later]);
      expect(await store.token('0a1b2c3d')).toEqual(TOKEN);
      expect(await store.token('00000000')).toBeUndefined();
    });

    it('are revoked once and for good, and free their name', async () => {
      const store = storeNow();
      await store.addToken(TOKEN);
      const namesake = {...TOKEN, id: '11111111'};
      await expect(store.addToken(namesake)).rejects.toMatchObject({code: 'TOKEN_DUPLICATE', field: 'name'});
      expect(await store.revokeToken(TOKEN.id, NOW_MS + 5)).toBe(true);
      expect(await store.revokeToken(TOKEN.id, NOW_MS + 6)).toBe(false);
      expect(await store.token(TOKEN.id)).toEqual({...TOKEN, revokedAtMs: NOW_MS + 5});
      await store.addToken(namesake);
      expect(await store.revokeToken('22222222', NOW_MS)).toBe(false);
    });
  });

  describe('plans that are added under a key', () => {
    it('are added once, and the answer is the first one whatever has become of them', async () => {
      const store = storeNow();
      expect(await store.keyedAnswer(KEY)).toBeUndefined();
      const first = await add(store);
      expect(first).toEqual({as: 'added', rows: [await store.get('gold-dip')], remarks: REMARKS});
      await store.cancel('gold-dip', 'enough', NOW_MS + 1);
      const again = await open();
      expect(await add(again, KEY, [aPlan()], NOW_MS + 2)).toEqual({...first, as: 'repeated'});
      expect(await again.keyedAnswer(KEY)).toEqual({...first, as: 'repeated'});
      expect((await store.list()).rows).toHaveLength(1);
    });

    it('are refused when the key was used for another request, and not when another caller used it', async () => {
      const store = storeNow();
      await add(store);
      expect(await add(store, OTHER, [aPlan({id: 'other'})])).toEqual({as: 'otherRequest'});
      expect(await store.keyedAnswer(OTHER)).toEqual({as: 'otherRequest'});
      expect(await store.get('other')).toBeUndefined();
      const anothers = {...OTHER, caller: 'ffffffff'};
      expect(await add(store, anothers, [aPlan({id: 'other'})])).toMatchObject({as: 'added'});
    });

    it('leave the key free when nothing was added', async () => {
      const store = storeNow();
      await store.add([aPlan()], NOW_MS);
      await expect(add(store)).rejects.toMatchObject({code: 'PLAN_DUPLICATE'});
      expect(await add(store, OTHER, [aPlan({id: 'other'})])).toMatchObject({as: 'added'});
    });

    it('are added once by two that ask at the same time', async () => {
      const second = await open();
      const answers = await Promise.all([add(storeNow()), add(second)]);
      expect(answers.map(({as}) => as).sort()).toEqual(['added', 'repeated']);
    });

    it('may be asked for anew when their key is forgotten', async () => {
      const store = storeNow();
      await add(store);
      expect(await store.pruneKeys(NOW_MS)).toBe(0);
      expect(await store.pruneKeys(NOW_MS + 1)).toBe(1);
      await expect(add(store)).rejects.toMatchObject({code: 'PLAN_DUPLICATE'});
    });
  });
}
