import Database from 'better-sqlite3';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Explained, VerdictState} from '../../../src/condition/verdict.ts';
import type {StoredVerdict} from '../../../src/ports/store.ts';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {aPlan, NOW_MS} from '../../ports/stored-values.ts';
import {REAL, temporaryDatabase} from './temporary-database.ts';

const STATES = ['met', 'unmet', 'unknown'] as const;

function row(path: string, verdict: VerdictState, observed: number): Explained {
  return {path, kind: 'price', verdict, observed, threshold: 'ask > 1300', ageMs: 12, reason: verdict};
}

function aVerdict(overrides: Partial<StoredVerdict> = {}): StoredVerdict {
  return {planId: 'gold-dip', version: 1, asOfMs: NOW_MS, state: 'unmet', conditions: [], ...overrides};
}

describe('verdict changes', () => {
  it('lead, whatever is thought and edited, to what was last thought of the version', async () => {
    const step = fc.record({
      edits: fc.constantFrom(true, false, false, false),
      // A monitor that has not heard of an edit goes on for a while.
      versionsOff: fc.constantFrom(0, 0, 0, -1),
      state: fc.constantFrom(...STATES),
      verdicts: fc.array(fc.constantFrom(...STATES), {maxLength: 3}),
      observed: fc.nat(9),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, {maxLength: 20, size: 'max'}), async (steps) => {
        const store = await SqliteStore.open({path: ':memory:', ...REAL});
        await store.add([aPlan()], NOW_MS);
        let version = 1;
        let told: Pick<StoredVerdict, 'version' | 'state' | 'conditions'> | undefined;
        let changes = 0;
        for (const [index, {edits, versionsOff, state, verdicts, observed}] of steps.entries()) {
          if (edits) {
            await store.edit(aPlan({stopLoss: 1298 - version}), version, NOW_MS);
            version += 1;
            told = undefined;
          }
          const conditions = verdicts.map((verdict, place) => row(`when.all[${place}]`, verdict, observed));
          const verdict = aVerdict({
            version: version + versionsOff,
            asOfMs: NOW_MS + index,
            state,
            conditions,
          });
          await store.saveVerdicts([verdict]);
          if (versionsOff !== 0) continue;
          if (wordsOf(verdict) !== wordsOf(told)) changes += 1;
          told = {version, state, conditions};
        }
        const last = await store.verdict('gold-dip');
        const kept = await store.verdictChanges('gold-dip');
        expect(last === undefined ? undefined : wordsOf(last)).toBe(told && wordsOf(told));
        expect(kept.map(({number}) => number)).toEqual(
          Array.from({length: changes}, (_, index) => index + 1),
        );
        expect(await store.check()).toEqual([]);
        await store.close();
      }),
      {numRuns: 40},
    );
  });

  it('and the last verdict are written together or not at all', async () => {
    const path = temporaryDatabase();
    const store = await SqliteStore.open({path, ...REAL});
    await store.add([aPlan(), aPlan({id: 'other'})], NOW_MS);
    await store.saveVerdicts([aVerdict(), aVerdict({planId: 'other'})]);
    const database = new Database(path);
    database.exec(`CREATE TRIGGER full BEFORE UPDATE ON verdicts WHEN NEW.plan_id = 'other'
      BEGIN SELECT RAISE(ABORT, 'no room'); END`);
    database.close();
    const met = {state: 'met', asOfMs: NOW_MS + 1} as const;
    await expect(store.saveVerdicts([aVerdict(met), aVerdict({planId: 'other', ...met})])).rejects.toThrow();
    for (const planId of ['gold-dip', 'other']) {
      expect(await store.verdict(planId)).toEqual(aVerdict({planId}));
      expect(await store.verdictChanges(planId)).toHaveLength(1);
    }
    expect(await store.check()).toEqual([]);
    await store.close();
  });

  it('are never changed, and numbered by whoever writes them', async () => {
    const path = temporaryDatabase();
    const store = await SqliteStore.open({path, ...REAL});
    await store.add([aPlan()], NOW_MS);
    await store.saveVerdicts([aVerdict()]);
    await store.close();
    const database = new Database(path);
    expect(() => database.exec(`UPDATE verdict_changes SET to_state = 'met'`)).toThrow(/never changed/);
    expect(() =>
      database.exec(`INSERT INTO verdict_changes VALUES ('gold-dip', 3, 0, 1, 'unmet', 'met', '[]')`),
    ).toThrow(/without a hole/);
    database.close();
  });
});

/** All that makes a change. */
function wordsOf(verdict: Pick<StoredVerdict, 'version' | 'state' | 'conditions'> | undefined): string {
  if (verdict === undefined) return '';
  const rows = verdict.conditions.map(({path, verdict: state, reason}) => `${path} ${state} ${reason}`);
  return [verdict.version, verdict.state, ...rows].join();
}
