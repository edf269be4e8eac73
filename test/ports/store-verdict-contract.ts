import {describe, expect, it} from 'vitest';
import type {Explained} from '../../src/condition/verdict.ts';
import type {Store, StoredVerdict, VerdictChange} from '../../src/ports/store.ts';
import {aPlan, NOW_MS} from './stored-values.ts';

const PRICE: Explained = {
  path: 'when.all[0]',
  kind: 'price',
  verdict: 'unknown',
  observed: null,
  threshold: '|ask − 1301.5| ≤ 0.5',
  ageMs: null,
  reason: 'noQuote',
};
const SPREAD: Explained = {
  path: 'when.all[1]',
  kind: 'spread',
  verdict: 'met',
  observed: 0.1,
  threshold: 'spread ≤ 0.6',
  ageMs: 12,
  reason: 'met',
  distance: 0.5,
};

const FIRST: StoredVerdict = {
  planId: 'gold-dip',
  version: 1,
  asOfMs: NOW_MS,
  state: 'unknown',
  conditions: [PRICE, SPREAD],
};

/** The verdict so long after the first one, with what the price said then. */
function later(ms: number, state: StoredVerdict['state'], price: Partial<Explained> = {}): StoredVerdict {
  return {...FIRST, asOfMs: NOW_MS + ms, state, conditions: [{...PRICE, ...price}, SPREAD]};
}

const UNMET = later(1, 'unmet', {verdict: 'unmet', reason: 'unmet', observed: 1299});

/** The change by which everything is said for the first time. */
function firstChange({planId, version, asOfMs: atMs, state, conditions}: StoredVerdict, number: number) {
  const said = conditions.map(({path, kind, ...to}) => ({path, kind, from: null, to}));
  return {planId, number, atMs, version, from: null, to: state, conditions: said} satisfies VerdictChange;
}

/** What `Store.saveVerdicts`, `verdict` and `verdictChanges` have to do. */
export function verdictContract(storeNow: () => Store): void {
  describe('verdicts', () => {
    const add = (...ids: string[]) =>
      storeNow().add(
        (ids.length === 0 ? ['gold-dip'] : ids).map((id) => aPlan({id})),
        NOW_MS,
      );
    const save = (...verdicts: StoredVerdict[]) => storeNow().saveVerdicts(verdicts);
    const edit = (version: number) =>
      storeNow().edit(aPlan({stopLoss: 1298 - version}), version, NOW_MS + version);

    it('are kept: the last one of each plan, and each change', async () => {
      await add();
      await save(FIRST);
      expect(await storeNow().verdict('gold-dip')).toEqual(FIRST);
      await save(UNMET);
      expect(await storeNow().verdict('gold-dip')).toEqual(UNMET);
      const {path, kind, ...to} = {...PRICE, verdict: 'unmet', reason: 'unmet', observed: 1299} as const;
      const from = {verdict: 'unknown', reason: 'noQuote'} as const;
      expect(await storeNow().verdictChanges('gold-dip')).toEqual([
        firstChange(FIRST, 1),
        {
          ...{planId: 'gold-dip', number: 2, atMs: NOW_MS + 1, version: 1},
          ...{from: 'unknown', to: 'unmet', conditions: [{path, kind, from, to}]},
        },
      ]);
      expect(await storeNow().check()).toEqual([]);
    });

    it.each<[string, StoredVerdict, number]>([
      [
        'what was observed',
        later(2, 'unmet', {...UNMET.conditions[0], observed: 1300, distance: 1, ageMs: 5}),
        0,
      ],
      ['the state of the plan alone', {...UNMET, state: 'unknown'}, 1],
      ['the verdict of a condition alone', later(2, 'unmet', {verdict: 'met', reason: 'unmet'}), 1],
      ['the reason of a condition alone', later(2, 'unmet', {verdict: 'unmet', reason: 'quoteStale'}), 1],
      ['the conditions that there are', {...UNMET, conditions: [SPREAD]}, 1],
    ])('are another one when it changes: %s', async (_, next, changes) => {
      await add();
      await save(UNMET);
      await save(next);
      expect(await storeNow().verdictChanges('gold-dip')).toHaveLength(1 + changes);
      expect(await storeNow().verdict('gold-dip')).toEqual(next);
    });

    it('have no effect on the row, and are let go for an unknown plan', async () => {
      const [row] = await add();
      const {revision} = await storeNow().changesSince(0);
      await save({...FIRST, planId: 'nobody'}, FIRST);
      expect(await storeNow().get('gold-dip')).toEqual(row);
      expect(await storeNow().changesSince(revision)).toEqual({rows: [], broken: [], revision});
      expect(await storeNow().verdict('nobody')).toBeUndefined();
      expect(await storeNow().verdictChanges('nobody')).toEqual([]);
      expect(await storeNow().history('gold-dip')).toHaveLength(1);
    });

    it('on the version before an edit are forgotten, and how they changed is not', async () => {
      await add('gold-dip', 'kept');
      await save(FIRST, {...FIRST, planId: 'kept'});
      await edit(1);
      expect(await storeNow().verdict('gold-dip')).toBeUndefined();
      expect(await storeNow().verdict('kept')).toBeDefined();
      expect(await storeNow().check()).toEqual([]);
      const second = {...UNMET, version: 2};
      await save(second);
      expect(await storeNow().verdict('gold-dip')).toEqual(second);
      expect(await storeNow().verdictChanges('gold-dip')).toEqual([
        firstChange(FIRST, 1),
        firstChange(second, 2),
      ]);
      expect(await storeNow().check()).toEqual([]);
    });

    it.each([1, 3])('on version %i of a plan that has version 2 are let go', async (version) => {
      await add();
      await edit(1);
      await save({...FIRST, version});
      expect(await storeNow().verdict('gold-dip')).toBeUndefined();
      expect(await storeNow().verdictChanges('gold-dip')).toEqual([]);
    });

    it('keep the newest 200 changes of each plan, whose numbers go on', async () => {
      await add('gold-dip', 'kept');
      await save({...FIRST, planId: 'kept'});
      const turns = Array.from({length: 450}, (_, turn) => later(turn, turn % 2 === 0 ? 'unmet' : 'unknown'));
      await save(...turns.slice(0, 430));
      for (const turn of turns.slice(430)) await save(turn);
      const changes = await storeNow().verdictChanges('gold-dip');
      expect(changes.map(({number}) => number)).toEqual(Array.from({length: 200}, (_, index) => 251 + index));
      expect(changes.map(({atMs}) => atMs - NOW_MS)).toEqual(turns.slice(250).map((_, index) => 250 + index));
      expect(await storeNow().verdictChanges('kept')).toHaveLength(1);
      expect(await storeNow().check()).toEqual([]);
    });
  });
}
