import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {Hand} from '../../../src/diagnose/concurrency/hand.ts';
import {Ledger, LedgerReader} from '../../../src/diagnose/concurrency/ledger.ts';
import {type Deed, Timetable} from '../../../src/diagnose/concurrency/timetable.ts';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';
import {NOW_MS} from '../../ports/stored-values.ts';
import {REAL, temporaryDirectory} from '../../store/sqlite/temporary-database.ts';
import {someOptions} from './runs.ts';

const PLAN = 'edit-0-3';
const ADD: Deed = {hand: 0, does: 'add', planIds: [PLAN], atMs: NOW_MS};

async function world() {
  const path = join(temporaryDirectory(), 'ledger.jsonl');
  const clock = new VirtualClock(NOW_MS);
  const store = await SqliteStore.open({path: ':memory:', ...REAL});
  const ledger = new Ledger(path);
  const timetable = new Timetable(someOptions(), 1, NOW_MS);
  const hands = [0, 1].map(
    (index) => new Hand({store, ledger, clock, random: new SeededRandom(index)}, `hand ${index}`, timetable),
  );
  /** Lets each hand do its deeds, and time pass. */
  const done = async (...deeds: readonly Deed[]) => {
    const doing = Promise.all(
      hands.map((hand, index) => hand.do(deeds.filter((deed) => deed.hand === index))),
    );
    await clock.advance(1000);
    await doing;
  };
  const [first, second] = hands;
  if (first === undefined || second === undefined) throw new Error('there are two hands');
  return {store, done, first, second, clock, lines: new LedgerReader(path)};
}

function edit(hand: number, atMs: number): Deed {
  return {hand, does: 'edit', planId: PLAN, atMs};
}

describe('Hand', () => {
  it('writes down what was acknowledged: an add, each edit with what it made of the plan, a cancel', async () => {
    const {done, lines, store} = await world();
    await done(ADD, edit(0, NOW_MS + 100), edit(1, NOW_MS + 200), {
      hand: 1,
      does: 'cancel',
      planId: PLAN,
      atMs: NOW_MS + 300,
    });
    expect(lines.read()).toEqual([
      {is: 'added', by: 'hand 0', planIds: [PLAN]},
      {is: 'edited', by: 'hand 0', planId: PLAN, version: 2, volumeLots: 0.02},
      {is: 'edited', by: 'hand 1', planId: PLAN, version: 3, volumeLots: 0.03},
      {is: 'cancelled', by: 'hand 1', planId: PLAN},
    ]);
    await store.close();
  });

  it('writes down one of two edits of the same version, and counts the other', async () => {
    const {done, lines, first, second, store} = await world();
    await done(ADD);
    await done(edit(0, NOW_MS + 1500), edit(1, NOW_MS + 1500));
    expect(lines.read().filter(({is}) => is === 'edited')).toHaveLength(1);
    expect(first.counts.edited + second.counts.edited).toBe(1);
    expect(first.counts.conflicts + second.counts.conflicts).toBe(1);
    expect(await store.get(PLAN)).toMatchObject({version: 2, plan: {volumeLots: 0.02}});
    await store.close();
  });

  it('does not write down a cancel that came too late, and leaves a plan alone that is not pending', async () => {
    const {done, lines, first, store} = await world();
    await done({hand: 0, does: 'cancel', planId: PLAN, atMs: NOW_MS}, edit(0, NOW_MS));
    expect(lines.read()).toEqual([]);
    expect(first.counts).toMatchObject({
      cancelled: 0,
      cancelsRefused: 1,
      edited: 0,
      conflicts: 0,
      failures: 0,
    });
    await store.close();
  });

  it('goes on after a call that failed, and says what it was', async () => {
    const {done, first, store} = await world();
    await done(ADD, ADD, edit(0, NOW_MS + 100));
    expect(first.counts).toMatchObject({edited: 1, failures: 1});
    expect(first.counts.firstFailure).toContain(`plan "${PLAN}" exists already`);
    await store.close();
  });

  it('edits plans until a time', async () => {
    const {done, first, clock, store} = await world();
    await done(ADD);
    const editing = first.editUntil(clock.now() + 5000, [PLAN], 20);
    await clock.advance(6000);
    await editing;
    expect(first.counts.edited).toBeGreaterThan(60);
    expect(first.counts.edited).toBeLessThan(140);
    await store.close();
  });
});
