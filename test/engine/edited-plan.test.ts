import {describe, expect, it, vi} from 'vitest';
import {MONITOR_DEFAULTS} from '../../src/engine/monitor-options.ts';
import {clientOrderIdOf} from '../../src/plan/identity.ts';
import type {Plan} from '../../src/plan/plan.ts';
import {rest} from '../../src/system/virtual-clock.ts';
import {aPlan, aReport, MonitorWorld, START_MS} from './monitor-world.ts';

const HOLDING_NOTHING = {plans: 0, desks: 0, wakes: 0, studies: 0, expiries: 0, busy: 0, heldMutexes: 0};

const NEVER: Plan['when'] = {price: {above: 9000}};

/** Edits a plan as another process would; the monitor has not noticed yet. */
async function edit(world: MonitorWorld, changes: Partial<Plan>, version = 1): Promise<void> {
  const {done} = await world.store.edit(aPlan(changes), version, world.clock.now());
  expect(done).toBe(true);
}

async function editAndSync(world: MonitorWorld, changes: Partial<Plan>, version = 1): Promise<void> {
  await edit(world, changes, version);
  await world.monitor.sync();
}

function keyOf(version: number, attempt: number): string {
  return clientOrderIdOf({databaseId: 'test', planId: 'plan', version, level: 1, attempt});
}

describe('a plan that is edited while it waits', () => {
  it('fires on its new terms, not on its old ones, with a key of its new version', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({when: {price: {above: 1300}}}));
    await world.quote(1290);
    await editAndSync(world, {when: {price: {above: 1310}}, stopLoss: 1305, volumeLots: 0.02});
    await world.quote(1305);
    await world.quote(1309);
    expect(world.broker.submitted).toEqual([]);
    await world.quote(1310);
    expect(world.broker.submitted).toMatchObject([
      {clientOrderId: keyOf(2, 1), attempt: 1, volumeLots: 0.02, stopLoss: 1305, firedPrice: 1310.5},
    ]);
    expect(await world.row()).toMatchObject({status: 'executed', version: 2, levels: [{attempts: 1}]});
    expect(world.kinds()).toEqual(['fired', 'executed']);
  });

  it('waits once, however often it is edited', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({when: NEVER, expiresAtMs: START_MS + 60_000}));
    await world.quote(1300);
    for (const version of [1, 2, 3]) {
      const expiresAtMs = START_MS + 60_000 + version;
      await editAndSync(world, {when: {price: {below: version}}, expiresAtMs}, version);
      expect(world.monitor.census()).toMatchObject({plans: 1, desks: 1, wakes: 1, studies: 0, expiries: 1});
    }
  });

  it('is explained by its new terms at once, and its stored verdict follows', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({when: {price: {above: 9000}}}));
    await world.quote(1300);
    await world.monitor.remember();
    await editAndSync(world, {when: {price: {above: 9100}}});
    expect(world.monitor.explain('plan')?.conditions[0]?.threshold).toContain('9100');
    expect(await world.store.verdict('plan')).toBeUndefined();
    await world.quote(1300);
    await world.monitor.remember();
    const stored = await world.store.verdict('plan');
    expect(stored?.conditions[0]?.threshold).toContain('9100');
  });

  it('never fires on a quote that was received before the edit', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({id: 'other', when: NEVER}), aPlan({when: NEVER}));
    await world.quote(1300);
    world.clock.set(world.clock.now() + 500);
    await editAndSync(world, {when: {always: true}});
    // It stood in a queue meanwhile.
    const editedMs = world.clock.now();
    await world.quote(1300, 1300.5, {timeMs: editedMs - 1, receivedAtMs: editedMs - 1});
    expect(await world.monitor.sweep()).toMatchObject({missedByEvents: 0, skipped: {notReady: 1}});
    await rest();
    expect(world.broker.submitted).toEqual([]);
    await world.quote(1300, 1300.5, {receivedAtMs: editedMs});
    expect(world.broker.submitted).toHaveLength(1);
  });

  it('has all its attempts again, none of them with a key that was used', async () => {
    const world = await MonitorWorld.open();
    world.broker.answer = () =>
      Promise.resolve({status: 'rejected', code: 'REQUOTE', message: 'price moved', retry: 'later'});
    await world.add(aPlan());
    for (let count = 0; count < 7; count += 1) await world.quote(1300);
    expect(world.broker.submitted.map(({attempt}) => attempt)).toEqual([1, 2]);
    expect((await world.row()).levels[0]?.retryAtMs).toBeGreaterThan(world.clock.now() + 1000);
    await editAndSync(world, {takeProfit: 1310});
    await world.quote(1300);
    expect(world.broker.submitted).toHaveLength(3);
    for (let count = 0; count < 40; count += 1) await world.quote(1300);
    expect(world.broker.submitted.map(({clientOrderId}) => clientOrderId)).toEqual([
      keyOf(1, 1),
      keyOf(1, 2),
      keyOf(2, 1),
      keyOf(2, 2),
      keyOf(2, 3),
    ]);
    expect(await world.status()).toBe('failed');
    expect(await world.store.check()).toEqual([]);
  });
});

describe('a plan that was edited, of which the monitor has not heard', () => {
  it('does not fire on its old terms, and goes on with the new ones at once', async () => {
    const world = await MonitorWorld.open({failurePauseMs: 3_600_000});
    await world.add(aPlan({when: {price: {above: 1300}}}));
    await edit(world, {when: {price: {above: 1310}}});
    await world.quote(1305);
    expect(world.kinds()).toEqual(['claimRefused']);
    expect(world.broker.submitted).toEqual([]);
    expect(world.monitor.census()).toMatchObject({plans: 1, wakes: 1, busy: 0, heldMutexes: 0});
    await world.quote(1309);
    await world.quote(1310);
    expect(world.broker.submitted.map(({clientOrderId}) => clientOrderId)).toEqual([keyOf(2, 1)]);
  });

  it('goes to its new symbol when a claim on the old one is lost to the edit', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan());
    await edit(world, {symbol: 'XAGUSD'});
    await world.quote(1300);
    expect(world.broker.submitted).toEqual([]);
    expect([...world.subscribed]).toEqual(['XAGUSD']);
    expect(world.monitor.census()).toMatchObject({plans: 1, desks: 1, wakes: 1});
    await world.monitor.sync();
    await world.quote(25, 25.1, {symbol: 'XAGUSD'});
    expect(world.broker.submitted).toMatchObject([{symbol: 'XAGUSD', clientOrderId: keyOf(2, 1)}]);
    const close = {price: 26, timeMs: START_MS, reason: 'manual' as const, profit: 1};
    world.broker.emit({type: 'order', clientOrderId: keyOf(2, 1), report: aReport({close})});
    await rest();
    expect(world.monitor.census()).toEqual(HOLDING_NOTHING);
    expect([...world.subscribed]).toEqual([]);
  });

  it('does not end at its old expiry when it has a later one', async () => {
    const world = await MonitorWorld.open({failurePauseMs: 3_600_000});
    await world.add(aPlan({when: NEVER, expiresAtMs: START_MS + 1000}));
    await edit(world, {when: NEVER, expiresAtMs: START_MS + 3000});
    await world.quote(1300);
    await world.quote(1300);
    expect(await world.status()).toBe('pending');
    await world.quote(1300);
    expect(await world.status()).toBe('expired');
    expect(world.monitor.census()).toEqual(HOLDING_NOTHING);
  });
});

describe('an edit while the plan is being moved', () => {
  it('is refused while its order is on its way', async () => {
    const world = await MonitorWorld.open({
      executor: {...MONITOR_DEFAULTS.executor, submitDeadlineMs: 3_600_000},
    });
    world.broker.answer = () => new Promise(() => {});
    await world.add(aPlan());
    await world.quote(1300);
    const swap = await world.store.edit(aPlan({volumeLots: 5}), 1, world.clock.now());
    expect(swap).toMatchObject({done: false, row: {status: 'executing', version: 1}});
  });

  it.each(['XAUUSD', 'XAGUSD'])('is taken over when that is done; its symbol is then %s', async (symbol) => {
    const world = await MonitorWorld.open({failurePauseMs: 3_600_000});
    const returning: (() => void)[] = [];
    const settle = world.store.settle.bind(world.store);
    vi.spyOn(world.store, 'settle').mockImplementationOnce(async (...call) => {
      const swap = await settle(...call);
      await new Promise<void>((resolve) => returning.push(resolve));
      return swap;
    });
    world.broker.answer = () => Promise.resolve({status: 'notSent', reason: 'not now'});
    await world.add(aPlan());
    await world.quote(1300);
    await editAndSync(world, {symbol, when: NEVER, expiresAtMs: START_MS + 60_000});
    expect(world.monitor.census()).toMatchObject({plans: 1, busy: 1, heldMutexes: 1, wakes: 0});
    returning[0]?.();
    await rest();
    expect(world.monitor.census()).toEqual({
      ...HOLDING_NOTHING,
      plans: 1,
      desks: 1,
      wakes: 1,
      studies: 0,
      expiries: 1,
    });
    expect([...world.subscribed]).toEqual([symbol]);
    expect([...world.monitor.rows()]).toEqual([await world.row()]);
    await editAndSync(world, {symbol, when: {always: true}}, 2);
    await world.quote(1300, 1300.5, {symbol});
    expect(world.broker.submitted.at(-1)).toMatchObject({symbol, clientOrderId: keyOf(3, 1)});
  });
});

describe('an edit of the symbol', () => {
  it('takes the plan to the desk of the other symbol, and leaves its neighbours', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({when: NEVER}), aPlan({id: 'neighbour', when: {price: {above: 1302}}}));
    await world.quote(1300);
    await editAndSync(world, {symbol: 'XAGUSD', when: {price: {above: 25}}});
    expect([...world.subscribed].sort()).toEqual(['XAGUSD', 'XAUUSD']);
    expect(world.monitor.census()).toMatchObject({plans: 2, desks: 2, wakes: 2});
    await world.quote(1302);
    await world.quote(25, 25.1, {symbol: 'XAGUSD'});
    expect(world.broker.submitted.map(({planId, symbol}) => [planId, symbol])).toEqual([
      ['neighbour', 'XAUUSD'],
      ['plan', 'XAGUSD'],
    ]);
  });

  it('closes the desk of the old symbol when nobody else is there', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({when: NEVER}));
    await editAndSync(world, {symbol: 'XAGUSD', when: NEVER});
    expect([...world.subscribed]).toEqual(['XAGUSD']);
    await editAndSync(world, {when: NEVER}, 2);
    expect([...world.subscribed]).toEqual(['XAUUSD']);
    await world.store.cancel('plan', 'test', START_MS);
    await world.monitor.sync();
    expect(world.monitor.census()).toEqual(HOLDING_NOTHING);
  });
});

describe('an edit of the expiry', () => {
  it.each<[string, number | null, number | null, number | null]>([
    ['an earlier one', 60_000, 3000, 3000],
    ['a later one', 3000, 5000, 5000],
    ['none', 3000, null, null],
    ['one where there was none', null, 3000, 3000],
    ['one that has passed', 60_000, 500, 2000],
  ])('to %s holds from then on', async (_, before, after, expiredMs) => {
    const world = await MonitorWorld.open();
    const expiry = (ms: number | null) => ({when: NEVER, expiresAtMs: ms === null ? null : START_MS + ms});
    await world.add(aPlan(expiry(before)));
    await world.quote(1300);
    await editAndSync(world, expiry(after));
    let seenMs: number | null = null;
    for (let count = 0; count < 6 && seenMs === null; count += 1) {
      await world.quote(1300);
      if ((await world.status()) === 'expired') seenMs = world.clock.now() - START_MS;
    }
    expect(seenMs).toBe(expiredMs);
    expect(world.monitor.census().expiries).toBe(0);
  });

  it('is waited for by the loops, which hear of it', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({when: NEVER, expiresAtMs: START_MS + 60_000}));
    const changed = vi.fn();
    world.monitor.onExpiryChange(changed);
    await editAndSync(world, {when: NEVER, expiresAtMs: START_MS + 3000});
    expect(changed).toHaveBeenCalled();
    expect(world.monitor.nextExpiryMs).toBe(START_MS + 3000);
  });
});
