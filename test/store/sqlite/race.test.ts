import {describe, expect, it} from 'vitest';
import {LATEST_VERSION} from '../../../src/store/sqlite/migrations.ts';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {aPlan, NOW_MS, takeLease} from '../../ports/stored-values.ts';
import {Child} from './child.ts';
import {REAL, temporaryDatabase} from './temporary-database.ts';

const PLANS = 40;

describe('several processes on one database', () => {
  it('let one of them claim or cancel each plan, edited or not, and forget no cancel that came second', async () => {
    const path = temporaryDatabase();
    const store = await SqliteStore.open({path, ...REAL});
    await takeLease(store);
    await store.add(
      Array.from({length: PLANS}, (_, index) => aPlan({id: `plan-${index}`})),
      NOW_MS,
    );
    const racers = [
      ['direct', 'claim'],
      ['worker', 'claim'],
      ['direct', 'cancel'],
      ['direct', 'edit'],
    ].map(([kind = '', what = '']) => ({
      what,
      child: new Child('race', path, kind, what, String(PLANS), String(NOW_MS)),
    }));
    await Promise.all(racers.map(({child}) => child.line(0)));
    for (const {child} of racers) child.say('go');
    const wins = new Map<string, string[]>();
    for (const {what, child} of racers) {
      for (const planId of JSON.parse(await child.line(1)) as string[]) {
        wins.set(planId, [...(wins.get(planId) ?? []), what]);
      }
    }
    expect(wins.size).toBe(PLANS);
    for (const [planId, winners] of wins) {
      // Claims were all made of the first version; a cancel does not mind which version it ends, and is noted
      // with an order that is on its way.
      expect(['claim,cancel', 'cancel', 'cancel,edit'], planId).toContain(winners.join());
      const isClaimed = winners[0] === 'claim';
      expect(await store.get(planId)).toMatchObject({
        status: isClaimed ? 'executing' : 'cancelled',
        version: isClaimed ? 1 : winners.length,
        levels: [{withdrawal: isClaimed ? 'enough' : null}],
      });
      expect(await store.history(planId)).toHaveLength(1 + winners.length);
    }
    expect(await store.check()).toEqual([]);
    await store.close();
  });

  it('give the lease to one of those that ask for it at once', async () => {
    const path = temporaryDatabase();
    const store = await SqliteStore.open({path, ...REAL});
    const racers = ['direct', 'worker', 'direct'].map(
      (kind) => new Child('race', path, kind, 'acquire', '0', String(NOW_MS)),
    );
    await Promise.all(racers.map((child) => child.line(0)));
    for (const child of racers) child.say('go');
    const said = await Promise.all(racers.map((child) => child.line(1)));
    expect(said.sort()).toEqual(['["1"]', '[]', '[]']);
    expect((await store.lease())?.epoch).toBe(1);
    await store.close();
  });

  it('make one database when they create it together', async () => {
    const path = temporaryDatabase();
    const racers = ['direct', 'worker', 'direct'].map(
      (kind) => new Child('race', path, kind, 'claim', '0', '0'),
    );
    await Promise.all(racers.map((child) => child.line(0)));
    for (const child of racers) child.say('go');
    expect(await Promise.all(racers.map((child) => child.line(1)))).toEqual(['[]', '[]', '[]']);
    const store = await SqliteStore.open({path, ...REAL});
    expect(store.migration).toEqual({from: LATEST_VERSION, to: LATEST_VERSION});
    expect(await store.check()).toEqual([]);
    await store.close();
  });
});
