import {join} from 'node:path';
import Database from 'better-sqlite3';
import {describe, expect, it} from 'vitest';
import {keepRetention, keepRetentionOnce} from '../../src/app/retention.ts';
import {type Settings, settingsSchema} from '../../src/app/settings.ts';
import {closing} from '../../src/closers.ts';
import type {JournalEntry} from '../../src/ports/journal.ts';
import {overridden} from '../../src/overridden.ts';
import {SqliteStore} from '../../src/store/sqlite/sqlite-store.ts';
import {VirtualClock} from '../../src/system/virtual-clock.ts';
import {aPlan, NOW_MS} from '../ports/stored-values.ts';
import {REAL, temporaryDirectory} from '../store/sqlite/temporary-database.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A monitor's retention over a database with two plans that ended, the second a day after the first. */
async function world(retention: Partial<Settings['retention']>) {
  const db = join(temporaryDirectory(), 'plans.db');
  const settings: Settings = {...settingsSchema.parse({retention}), db};
  const store = await SqliteStore.open({path: db, ...REAL});
  for (const [index, id] of ['first', 'second'].entries()) {
    await store.add([aPlan({id})], NOW_MS);
    await store.cancel(id, 'enough', NOW_MS + index * DAY_MS);
  }
  const entries: JournalEntry[] = [];
  const journal = {record: (entry: JournalEntry) => void entries.push(entry)};
  const clock = new VirtualClock(NOW_MS + 90 * DAY_MS);
  const ids = async () => (await store.archived()).map(({id}) => id);
  /** Files are written by real threads: goes on when the archive has done what is due. */
  const until = async (count: number) => {
    while (entries.length < count) await REAL.clock.sleep(2);
  };
  return {settings, store, clock, journal, entries, ids, until};
}

describe('keepRetention', () => {
  it('archives ten minutes after the start, then once a day, and tells where plans went', async () => {
    const {settings, store, clock, journal, entries, ids, until} = await world({});
    await closing(async (closers) => {
      keepRetention({settings, store, clock, journal}, closers);
      await clock.advance(10 * MINUTE_MS - 1);
      expect(await ids()).toEqual([]);
      await clock.advance(1);
      await until(1);
      expect(await ids()).toEqual(['first']);
      await clock.advance(DAY_MS - 1);
      expect(await ids()).toEqual(['first']);
      await clock.advance(1);
      await until(2);
      expect(await ids()).toEqual(['first', 'second']);
    });
    const file = 'plans.db.archive/plans-2026-11.jsonl';
    expect(entries).toEqual([1, 2].map(() => ({kind: 'archived', plans: 1, files: [file]})));
    await store.close();
  });

  it('keeps plans for as long as it is told, in the folder that it is told', async () => {
    const folder = temporaryDirectory();
    const {settings, store, clock, journal, entries, until} = await world({keepMs: 2 * DAY_MS, folder});
    await closing(async (closers) => {
      keepRetention({settings, store, clock, journal}, closers);
      await clock.advance(10 * MINUTE_MS);
      await until(1);
    });
    const [entry] = entries;
    expect(entry).toEqual({kind: 'archived', plans: 2, files: [join(folder, 'plans-2026-11.jsonl')]});
    await store.close();
  });

  it('archives nothing when plans are to be kept for ever', async () => {
    const {settings, store, clock, journal, ids} = await world({keepMs: null});
    await closing(async (closers) => {
      keepRetention({settings, store, clock, journal}, closers);
      await clock.advance(20 * DAY_MS);
    });
    expect(await ids()).toEqual([]);
    await store.close();
  });

  it('forgets what happened long ago, but for what a channel of notifications waits for', async () => {
    const {settings, store, clock, journal} = await world({keepMs: null, eventsMs: 5 * DAY_MS});
    const [first] = await store.eventsAfter(0, 1);
    const told = {attempts: 0, nextAtMs: null, failingSinceMs: null, lastError: null, deliveredAtMs: null};
    await store.saveChannel({name: 'ops', cursor: first?.id ?? 0, delivered: 1, ...told});
    await store.add([aPlan({id: 'new'})], clock.now());
    const kept = async () => (await store.eventsAfter(0, 9)).map(({planId, kind}) => `${planId} ${kind}`);
    await closing(async (closers) => {
      keepRetention({settings, store, clock, journal}, closers);
      await clock.advance(10 * MINUTE_MS);
      expect(await kept()).toEqual([
        'first plan.cancelled',
        'second plan.added',
        'second plan.cancelled',
        'new plan.added',
      ]);
      await store.keepChannels([]);
      await clock.advance(DAY_MS);
      expect(await kept()).toEqual(['new plan.added']);
    });
    await store.close();
  });

  it('tells of a failure, and tries again the next day', async () => {
    const {settings, store, clock, journal, entries, ids, until} = await world({});
    let failures = 1;
    const failing = overridden(store, {
      archivable: (terms, nowMs) => {
        failures -= 1;
        return failures < 0 ? store.archivable(terms, nowMs) : Promise.reject(new Error('no room'));
      },
    });
    await closing(async (closers) => {
      keepRetention({settings, store: failing, clock, journal}, closers);
      await clock.advance(10 * MINUTE_MS);
      await until(1);
      await clock.advance(DAY_MS);
      await until(2);
    });
    expect(entries[0]).toEqual({
      ...{kind: 'failure', planId: null, reasonCode: 'unforeseen', doing: 'keep to the retention'},
      message: 'no room',
    });
    expect(await ids()).toEqual(['first', 'second']);
    await store.close();
  });
});

describe('keepRetentionOnce', () => {
  it('archives a few plans at a time, forgets some events, and is silent about what cannot go', async () => {
    const {settings, store, clock, journal, entries, ids} = await world({eventsMs: 5 * DAY_MS});
    const many = Array.from({length: 12}, (_, index) => `plan-${index}`);
    await store.add(
      many.map((id) => aPlan({id})),
      NOW_MS,
    );
    for (const id of many) await store.cancel(id, 'enough', NOW_MS);
    const database = new Database(settings.db);
    database.exec(
      `DROP TRIGGER plan_events_unchanged; UPDATE plan_events SET at_ms = 1 WHERE plan_id = 'plan-0'`,
    );
    database.close();
    const parts = {settings, store, clock, journal};
    await keepRetentionOnce(parts);
    expect(await ids()).toHaveLength(10);
    expect(await store.eventsAfter(0, 99)).toEqual([]);
    await keepRetentionOnce(parts);
    await keepRetentionOnce(parts);
    expect((await ids()).toSorted()).toEqual(['first', ...many.slice(1)].toSorted());
    expect(entries.map((entry) => entry.kind === 'archived' && entry.plans)).toEqual([10, 2]);
    await store.close();
  });

  it('tells of a failure, and throws none: the pass has done its work', async () => {
    const {settings, store, clock, journal, entries} = await world({});
    const failing = overridden(store, {archivable: () => Promise.reject(new Error('no room'))});
    await keepRetentionOnce({settings, store: failing, clock, journal});
    expect(entries).toMatchObject([{kind: 'failure', doing: 'keep to the retention', message: 'no room'}]);
    await store.close();
  });

  it('keeps everything when plans are to be kept for ever', async () => {
    const {settings, store, clock, journal, entries, ids} = await world({keepMs: null});
    await keepRetentionOnce({settings, store, clock, journal});
    expect([await ids(), entries]).toEqual([[], []]);
    await store.close();
  });
});
