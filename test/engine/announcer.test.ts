import {describe, expect, it} from 'vitest';
import {Announcer, WAITING_MAX} from '../../src/engine/announcer.ts';
import type {JournalEntry} from '../../src/ports/journal.ts';
import type {LinkState} from '../../src/ports/link.ts';
import {SqliteStore} from '../../src/store/sqlite/sqlite-store.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {rest, VirtualClock} from '../../src/system/virtual-clock.ts';
import {START_MS} from './monitor-world.ts';

const ABOUT = {planId: 'plan', symbol: 'XAUUSD', level: 2};
const STARTED: JournalEntry = {kind: 'started', plans: 3, symbols: 2, feed: 'simulated', broker: 'paper'};

function aLink(
  state: LinkState,
  lastError: string | null = null,
  link: 'feed' | 'broker' = 'broker',
): JournalEntry {
  return {kind: 'link', link, state, downForMs: null, attempts: 1, lastError, retryInMs: null};
}

/** An announcer on a real database in memory, which can be locked. */
async function opened(announcesRun = true) {
  const clock = new VirtualClock(START_MS);
  const store = await SqliteStore.open({
    path: ':memory:',
    clock,
    random: new SeededRandom(1),
    databaseId: 'test',
  });
  const journal: JournalEntry[] = [];
  const database = {isLocked: false, asked: 0};
  const announcer = new Announcer(
    {
      clock,
      journal: {record: (entry) => journal.push(entry)},
      outbox: {
        announce: (...args) => {
          database.asked += 1;
          return database.isLocked
            ? Promise.reject(new Error('database is locked'))
            : store.announce(...args);
        },
      },
    },
    announcesRun,
  );
  const told = async () =>
    (await store.eventsAfter(0, 5000)).map(({kind, planId, atMs, details}) => ({
      kind,
      planId,
      atS: (atMs - START_MS) / 1000,
      details,
    }));
  const kinds = async () => (await told()).map(({kind}) => kind);
  return {clock, journal, database, announcer, told, kinds};
}

describe('the announcer', () => {
  it.each<[JournalEntry, string, string | null, object]>([
    [STARTED, 'monitor.started', null, {plans: 3, symbols: 2, feed: 'simulated', broker: 'paper'}],
    [
      {kind: 'clock', state: 'unsure', offsetMs: 5, message: 'it moved'},
      'clock.unsure',
      null,
      {offsetMs: 5, message: 'it moved'},
    ],
    [
      {kind: 'quarantined', ...ABOUT, failures: 5, untilMs: 9, message: 'threw'},
      'plan.quarantined',
      'plan',
      {level: 2, failures: 5, untilMs: 9, message: 'threw'},
    ],
    [
      {kind: 'unprotected', ...ABOUT, repaired: false, message: 'none'},
      'plan.unprotected',
      'plan',
      {level: 2, repaired: false, message: 'none'},
    ],
    [{kind: 'missedByEvents', ...ABOUT}, 'plan.missedByEvents', 'plan', {level: 2}],
    [
      {kind: 'orphan', clientOrderId: 'A1', symbol: 'XAUUSD', ticket: '7', message: 'whose?'},
      'order.orphan',
      null,
      {clientOrderId: 'A1', symbol: 'XAUUSD', ticket: '7', message: 'whose?'},
    ],
  ])('writes %j to the outbox as %s, and to the journal as it is', async (entry, kind, planId, details) => {
    const {announcer, journal, told} = await opened();
    announcer.record(entry);
    await rest();
    expect(await told()).toEqual([{kind, planId, atS: 0, details}]);
    expect(journal).toEqual([entry]);
  });

  it('writes nothing of what the history of a plan says, or nobody outside needs', async () => {
    const {announcer, journal, kinds} = await opened();
    const entries: JournalEntry[] = [
      {kind: 'watching', planId: 'plan', symbol: 'XAUUSD'},
      {kind: 'fired', ...ABOUT, price: 1300, clientOrderId: 'A1'},
      {kind: 'clock', state: 'sure', offsetMs: 5, message: 'measured'},
      {kind: 'halt', state: 'halted', reason: 'news'},
      {kind: 'supervised', loop: 'notify', state: 'restarted', message: 'it died'},
      {kind: 'failure', planId: null, reasonCode: 'unforeseen', doing: 'sweep', message: 'it threw'},
    ];
    for (const entry of entries) announcer.record(entry);
    await rest();
    expect(await kinds()).toEqual([]);
    expect(journal).toEqual(entries);
  });

  it('tells of a link that is down for 30 s, and that it is up again', async () => {
    const {announcer, clock, told} = await opened();
    announcer.record(aLink('down', 'refused'));
    await clock.advance(10_000);
    // Tries in vain do not begin the time anew.
    announcer.record(aLink('connecting'));
    announcer.record(aLink('down', 'timed out'));
    await clock.advance(19_999);
    expect(await told()).toEqual([]);
    await clock.advance(1);
    await clock.advance(60_000);
    announcer.record(aLink('up'));
    await rest();
    expect(await told()).toMatchObject([
      {kind: 'link.down', atS: 30, details: {link: 'broker', sinceMs: START_MS, lastError: 'timed out'}},
      {kind: 'link.up', atS: 90, details: {link: 'broker', forMs: 90_000}},
    ]);
  });

  it('says nothing of a link that comes back sooner, each link by itself', async () => {
    const {announcer, clock, told} = await opened();
    announcer.record(aLink('down', null, 'feed'));
    announcer.record(aLink('degraded', null, 'broker'));
    await clock.advance(29_000);
    announcer.record(aLink('up', null, 'feed'));
    await clock.advance(120_000);
    expect(await told()).toMatchObject([{kind: 'link.down', details: {link: 'broker'}}]);
    expect(clock.timers).toBe(0);
  });

  it('says once an hour that a position has no stop loss, though it is found each minute', async () => {
    const {announcer, clock, told} = await opened();
    for (let minute = 0; minute < 125; minute += 1) {
      announcer.record({kind: 'unprotected', ...ABOUT, repaired: false, message: 'none'});
      await clock.advance(60_000);
    }
    announcer.record({kind: 'unprotected', ...ABOUT, repaired: true, message: 'set again'});
    announcer.record({kind: 'unprotected', ...ABOUT, level: 3, repaired: false, message: 'none'});
    await rest();
    expect((await told()).map(({atS, details}) => [atS / 60, details['repaired']])).toEqual([
      [0, false],
      [60, false],
      [120, false],
      [125, true],
      [125, false],
    ]);
  });

  it('keeps what a locked database does not take, with the time at which it happened, and tells that once', async () => {
    const {announcer, clock, database, journal, told} = await opened();
    database.isLocked = true;
    announcer.record({kind: 'missedByEvents', ...ABOUT});
    await clock.advance(5000);
    announcer.record({kind: 'missedByEvents', ...ABOUT, level: 3});
    await clock.advance(60_000);
    expect(announcer.waiting).toBe(2);
    expect(journal.filter(({kind}) => kind === 'failure')).toHaveLength(1);
    database.isLocked = false;
    await clock.advance(2000);
    expect((await told()).map(({atS, details}) => [atS, details['level']])).toEqual([
      [0, 2],
      [5, 3],
    ]);
    expect(announcer.waiting).toBe(0);
  });

  it('has a bound: of more than 1,000 that wait the oldest go, and it says how many', async () => {
    const {announcer, clock, database, journal, told} = await opened();
    database.isLocked = true;
    for (let level = 0; level < WAITING_MAX + 50; level += 1) {
      announcer.record({kind: 'missedByEvents', ...ABOUT, level});
    }
    expect(announcer.waiting).toBeLessThanOrEqual(WAITING_MAX);
    await clock.advance(60_000);
    expect(announcer.waiting).toBe(WAITING_MAX);
    database.isLocked = false;
    await clock.advance(2000);
    const levels = (await told()).map(({details}) => details['level']);
    expect(levels).toHaveLength(WAITING_MAX);
    expect(levels.at(-1)).toBe(WAITING_MAX + 49);
    expect(journal.at(-1)).toMatchObject({
      kind: 'failure',
      message: expect.stringMatching(/^50 announcements/),
    });
  });

  it('tells of the end where it has told of the start, with the reason', async () => {
    const {announcer, told} = await opened();
    announcer.record(STARTED);
    await announcer.close('the lease is lost');
    expect((await told()).at(-1)).toMatchObject({
      kind: 'monitor.stopped',
      details: {reason: 'the lease is lost'},
    });
  });

  it('tells nothing of a single pass, nor of a monitor that did not get so far', async () => {
    const pass = await opened(false);
    pass.announcer.record(STARTED);
    await pass.announcer.close(null);
    expect(await pass.kinds()).toEqual([]);
    const failed = await opened();
    await failed.announcer.close('no broker');
    expect(await failed.kinds()).toEqual([]);
  });

  it('ends within a second while the database is locked, and asks it no more', async () => {
    const {announcer, clock, database} = await opened();
    database.isLocked = true;
    announcer.record(STARTED);
    announcer.record(aLink('down'));
    await rest();
    const closing = announcer.close(null);
    await clock.advance(1000);
    await closing;
    const {asked} = database;
    await clock.advance(120_000);
    expect(database.asked).toBe(asked);
    expect(clock.timers).toBe(0);
  });
});
