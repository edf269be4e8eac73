import {describe, expect, it, vi} from 'vitest';
import {overridden} from '../../src/overridden.ts';
import type {Store, StoredVerdict} from '../../src/ports/store.ts';
import {aPlan, filled, MonitorWorld, START_MS} from './monitor-world.ts';

const ABOVE = {price: {above: 1300}} as const;

/** What its history says was thought of the plan: seconds since the start, version, and the states. */
async function toldOf(world: MonitorWorld, planId = 'plan') {
  const changes = await world.store.verdictChanges(planId);
  return changes.map(({atMs, version, from, to}) => [(atMs - START_MS) / 1000, version, from, to]);
}

/** A world whose store is asked in between, and what it and the broker were asked for, in order. */
async function listening(save: (store: Store) => Store['saveVerdicts'] = (store) => store.saveVerdicts) {
  const calls: string[] = [];
  const world = await MonitorWorld.open({}, (store) =>
    overridden(store, {
      claim: (...request) => {
        calls.push('claim');
        return store.claim(...request);
      },
      settle: (...settlement) => {
        calls.push('settle');
        return store.settle(...settlement);
      },
      saveVerdicts: (verdicts) => {
        calls.push(`save ${verdicts.map(({planId, state}) => `${planId} ${state}`).join()}`);
        return save(store).call(store, verdicts);
      },
    }),
  );
  world.broker.answer = (intent) => {
    calls.push('submit');
    return Promise.resolve(filled(intent));
  };
  return {world, calls};
}

describe('a plan that fires between two looks', () => {
  it('was met then, by its history', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({when: ABOVE}));
    await world.quote(1299);
    await world.monitor.remember();
    await world.quote(1301);
    expect(await world.status()).toBe('executed');
    expect(await toldOf(world)).toEqual([
      [1, 1, null, 'unmet'],
      [2, 1, 'unmet', 'met'],
    ]);
    const changes = await world.store.verdictChanges('plan');
    expect(changes.at(-1)?.conditions).toMatchObject([
      {path: 'when.price', from: {verdict: 'unmet'}, to: {verdict: 'met', observed: 1301.5}},
    ]);
    const claimed = (await world.store.history('plan')).find(({kind}) => kind === 'claimed');
    expect(changes.at(-1)?.atMs).toBe(claimed?.atMs);
  });

  it('and was never looked at before, too', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan());
    await world.quote(1300);
    expect(await toldOf(world)).toEqual([[1, 1, null, 'met']]);
  });

  it('has its verdict stored when the order is with the broker, and waits for it nowhere before', async () => {
    const {world, calls} = await listening();
    await world.add(aPlan());
    await world.quote(1300);
    expect(calls).toEqual(['claim', 'submit', 'save plan met', 'settle']);
  });

  it('is executed all the same when its verdict cannot be stored', async () => {
    const {world, calls} = await listening(() => () => Promise.reject(new Error('no room')));
    await world.add(aPlan());
    await world.quote(1300);
    await world.monitor.settled();
    expect(await world.status()).toBe('executed');
    expect(calls.filter((call) => call === 'submit')).toHaveLength(1);
    expect(world.journal).toContainEqual({
      ...{kind: 'failure', planId: 'plan', symbol: 'XAUUSD', reasonCode: 'unforeseen'},
      ...{doing: 'store its verdict', message: 'no room'},
    });
  });

  it('and whose claim is refused was not stored as met: nothing came of it', async () => {
    const {world, calls} = await listening();
    await world.add(aPlan({group: 'pair'}), aPlan({id: 'sibling', group: 'pair'}));
    await world.quote(1300);
    expect(calls.filter((call) => call.startsWith('save'))).toEqual(['save plan met']);
    expect(await toldOf(world, 'sibling')).toEqual([]);
  });

  it('says with several levels which of them is met, each time', async () => {
    const world = await MonitorWorld.open();
    await world.add(
      aPlan({
        when: {always: true},
        entry: {type: 'market', tolerance: 0.5},
        levels: [{price: 1300.5}, {price: 1310.5}],
        volumeLots: 0.1,
      }),
    );
    await world.quote(1300);
    await world.quote(1305);
    await world.monitor.remember();
    await world.quote(1310);
    expect(await toldOf(world)).toEqual([
      [1, 1, null, 'met'],
      [2, 1, 'met', 'unmet'],
      [3, 1, 'unmet', 'met'],
    ]);
  });
});

describe('the verdicts of waiting plans', () => {
  it('are stored at each look when they changed, also after a restart, and not when only prices moved', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({when: {all: [{price: {above: 9000}}, {spread: {atMost: 0.6}}]}}));
    for (const [bid, ask] of [
      [1300, 1300.5],
      [1301, 1301.4],
      [1302, 1303],
      [1303, 1304],
    ]) {
      await world.quote(bid ?? 0, ask);
      await world.monitor.remember();
      await world.restart();
    }
    expect(await toldOf(world)).toEqual([
      [1, 1, null, 'unmet'],
      [3, 1, 'unmet', 'unmet'],
    ]);
    expect((await world.store.verdictChanges('plan')).at(-1)?.conditions).toMatchObject([
      {path: 'when.all[1].spread', from: {verdict: 'met'}, to: {verdict: 'unmet', observed: 1}},
    ]);
    // The last look is kept with what was seen then.
    expect(await world.store.verdict('plan')).toMatchObject({asOfMs: START_MS + 4000});
  });

  it('are told of each version apart', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({when: {price: {above: 9000}}}));
    await world.quote(1300);
    await world.monitor.remember();
    await world.store.edit(aPlan({when: {price: {above: 9100}}}), 1, world.clock.now());
    // The monitor has not heard of the edit yet: what it thinks of the old version is let go.
    await world.monitor.remember();
    await world.monitor.sync();
    await world.quote(1300);
    await world.monitor.remember();
    expect(await toldOf(world)).toEqual([
      [1, 1, null, 'unmet'],
      [2, 2, null, 'unmet'],
    ]);
  });

  it('of an older look than the one that was stored are let go: a plan fires while others are stored', async () => {
    let fire = async () => {};
    const {world} = await listening((store) => async (verdicts) => {
      const isFirst = verdicts.length > 1;
      await store.saveVerdicts(verdicts);
      if (isFirst) await fire();
    });
    const others = Array.from({length: 128}, (_, index) => `o${index}`);
    await world.add(...others.map((id) => aPlan({id, when: {price: {above: 9000}}})), aPlan({when: ABOVE}));
    await world.quote(1299);
    fire = async () => {
      fire = async () => {};
      await world.quote(1301);
    };
    await world.monitor.remember();
    expect(await world.status()).toBe('executed');
    expect(await toldOf(world)).toEqual([[2, 1, null, 'met']]);
  });

  it('of a version that says what the one before said are stored, though that was looked at last', async () => {
    let meanwhile = async () => {};
    const {world} = await listening((store) => async (verdicts) => {
      await store.saveVerdicts(verdicts);
      await meanwhile();
    });
    const others = Array.from({length: 128}, (_, index) => `o${index}`);
    const plan = aPlan({when: {price: {above: 9000}}});
    await world.add(...others.map((id) => ({...plan, id})), plan);
    await world.quote(1300);
    // The look at the plan waits behind those at the others, while the plan is edited.
    meanwhile = async () => {
      meanwhile = async () => {};
      await world.store.edit({...plan, stopLoss: 1200}, 1, world.clock.now());
      await world.monitor.sync();
    };
    await world.monitor.remember();
    expect(await toldOf(world)).toEqual([]);
    await world.quote(1300);
    await world.monitor.remember();
    expect(await toldOf(world)).toEqual([[2, 2, null, 'unmet']]);
  });

  it('that could not be stored are stored at the next look', async () => {
    let isFull = true;
    const {world} = await listening((store) =>
      isFull ? () => Promise.reject(new Error('no room')) : store.saveVerdicts,
    );
    await world.add(aPlan({when: {price: {above: 9000}}}));
    await world.quote(1300);
    await expect(world.monitor.remember()).rejects.toThrow('no room');
    isFull = false;
    await world.monitor.remember();
    expect(await toldOf(world)).toEqual([[1, 1, null, 'unmet']]);
  });

  it('are stored some at a time, so that a claim does not wait for those of all plans', async () => {
    const world = await MonitorWorld.open();
    const ids = Array.from({length: 600}, (_, index) => `p${index}`);
    await world.add(...ids.map((id) => aPlan({id, when: {price: {above: 9000}}})));
    await world.quote(1300);
    const save = vi.spyOn(world.store, 'saveVerdicts');
    await Promise.all([world.monitor.remember(), world.clock.advance(10)]);
    const saved = save.mock.calls.map(([verdicts]: readonly [readonly StoredVerdict[]]) => verdicts.length);
    expect(saved).toEqual([128, 128, 128, 128, 88]);
    for (const id of ids) expect(await toldOf(world, id)).toHaveLength(1);
  });
});
