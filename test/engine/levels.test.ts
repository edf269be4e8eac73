import {describe, expect, it} from 'vitest';
import type {Plan} from '../../src/plan/plan.ts';
import type {Intent} from '../../src/ports/broker.ts';
import {aPlan, filledReport, MonitorWorld, restingReport, START_MS} from './monitor-world.ts';

/** Three limit buys below the market, half of the volume at the lowest. */
const LADDER = aPlan({
  volumeLots: 0.04,
  entry: {type: 'limit'},
  levels: [{price: 1295}, {price: 1290, stopLoss: 1280}, {price: 1285, weight: 2}],
  stopLoss: 1270,
  takeProfit: 1320,
  expiresAtMs: START_MS + 3_600_000,
});

async function openWith(...plans: readonly Plan[]): Promise<MonitorWorld> {
  const world = await MonitorWorld.open();
  world.broker.answer = (intent) => Promise.resolve({status: 'accepted', report: restingReport(intent)});
  await world.add(...plans);
  return world;
}

function submittedAt(world: MonitorWorld, level: number): Intent {
  const intent = world.broker.submitted.find((one) => one.level === level);
  if (intent === undefined) throw new Error(`level ${level} was not submitted`);
  return intent;
}

async function statuses(world: MonitorWorld, id = 'plan'): Promise<string[]> {
  const {status, levels} = await world.row(id);
  return [status, ...levels.map((level) => level.status)];
}

describe('a plan with levels', () => {
  it('places one resting order a level, each with its own key, volume, stop and the plan’s expiry', async () => {
    const world = await openWith(LADDER);
    await world.quote(1300);
    await world.quote(1300);
    expect(world.broker.submitted).toMatchObject([
      {level: 1, type: 'limit', price: 1295, volumeLots: 0.01, stopLoss: 1270, takeProfit: 1320},
      {level: 2, type: 'limit', price: 1290, volumeLots: 0.01, stopLoss: 1280, takeProfit: 1320},
      {level: 3, type: 'limit', price: 1285, volumeLots: 0.02, stopLoss: 1270, takeProfit: 1320},
    ]);
    expect(new Set(world.broker.submitted.map(({clientOrderId}) => clientOrderId)).size).toBe(3);
    expect(world.broker.submitted.map(({expiresAtMs}) => expiresAtMs)).toEqual(
      Array.from({length: 3}, () => START_MS + 3_600_000),
    );
    expect(await statuses(world)).toEqual(['working', 'working', 'working', 'working']);
    expect(await world.store.check()).toEqual([]);
  });

  it('follows each order by itself: filled, expired, withdrawn, closed', async () => {
    const world = await openWith(LADDER);
    await world.quote(1300);
    const say = async (level: number, report: Parameters<typeof filledReport>[1]) => {
      const intent = submittedAt(world, level);
      world.broker.emit({
        type: 'order',
        clientOrderId: intent.clientOrderId,
        report: filledReport(intent, report),
      });
      await world.monitor.settled();
    };
    await say(1, {});
    expect(await statuses(world)).toEqual(['working', 'executed', 'working', 'working']);
    await say(2, {state: 'expired', fill: null});
    await say(3, {state: 'cancelled', fill: null});
    expect(await statuses(world)).toEqual(['executed', 'executed', 'expired', 'cancelled']);
    await say(1, {close: {price: 1320, timeMs: START_MS + 5000, reason: 'takeProfit', profit: 25}});
    expect(await statuses(world)).toEqual(['closed', 'closed', 'expired', 'cancelled']);
    expect(world.monitor.census()).toMatchObject({plans: 0, desks: 0, wakes: 0, expiries: 0});
    expect(await world.store.check()).toEqual([]);
  });

  it('keeps what was filled of an order whose rest is withdrawn', async () => {
    const world = await openWith(aPlan({entry: {type: 'limit', price: 1295}, volumeLots: 0.05}));
    await world.quote(1300);
    const intent = submittedAt(world, 1);
    const fill = {positionId: '1', price: 1295, volumeLots: 0.02, timeMs: START_MS + 1500};
    const part = restingReport(intent, {fill});
    world.broker.emit({type: 'order', clientOrderId: intent.clientOrderId, report: part});
    await world.monitor.settled();
    expect(await world.row()).toMatchObject({status: 'working', levels: [{fill: {volumeLots: 0.02}}]});
    const report = filledReport(intent, {state: 'cancelled', fill});
    world.broker.emit({type: 'order', clientOrderId: intent.clientOrderId, report});
    await world.monitor.settled();
    expect(await world.row()).toMatchObject({status: 'executed', levels: [{fill: {volumeLots: 0.02}}]});
  });

  it('fires market levels one by one, as the price comes to each', async () => {
    const world = await MonitorWorld.open();
    await world.add(
      aPlan({
        volumeLots: 0.02,
        entry: {type: 'market', tolerance: 0.5},
        levels: [{price: 1300}, {price: 1290}],
      }),
    );
    await world.quote(1310);
    await world.quote(1299.5);
    expect(world.broker.submitted.map(({level}) => level)).toEqual([1]);
    expect(await statuses(world)).toEqual(['pending', 'executed', 'pending']);
    await world.quote(1295);
    await world.quote(1289.5);
    expect(world.broker.submitted.map(({level, type}) => [level, type])).toEqual([
      [1, 'market'],
      [2, 'market'],
    ]);
    expect(await statuses(world)).toEqual(['executed', 'executed', 'executed']);
  });

  it('lets the levels that have not fired expire, and keeps the one that has', async () => {
    const world = await MonitorWorld.open();
    await world.add(
      aPlan({
        volumeLots: 0.02,
        entry: {type: 'market', tolerance: 0.5},
        levels: [{price: 1300}, {price: 1290}],
        expiresAtMs: START_MS + 2500,
      }),
    );
    await world.quote(1299.5);
    await world.quote(1299.5);
    await world.quote(1289.5);
    expect(world.broker.submitted.map(({level}) => level)).toEqual([1]);
    expect(await statuses(world)).toEqual(['executed', 'executed', 'expired']);
    expect(world.monitor.census()).toMatchObject({plans: 1, wakes: 0, expiries: 0});
  });

  it('never fires a level whose part of the volume is less than a step of the instrument', async () => {
    const world = await openWith(aPlan({...LADDER, volumeLots: 0.02}));
    await world.quote(1300);
    expect(world.broker.submitted.map(({level, volumeLots}) => [level, volumeLots])).toEqual([
      [1, 0.01],
      [3, 0.01],
    ]);
    const rows = world.monitor.explain('plan')?.conditions ?? [];
    expect(rows.find(({path}) => path === 'levels[1].guards.volume')).toMatchObject({verdict: 'unmet'});
  });
});

describe('a resting order', () => {
  it('is withdrawn by the monitor when the user cancels, and the broker decides whether in time', async () => {
    const world = await openWith(aPlan({entry: {type: 'stop', price: 1310}}));
    await world.quote(1300);
    const intent = submittedAt(world, 1);
    await world.store.cancel('plan', 'changed my mind', START_MS + 2000);
    expect(await world.row()).toMatchObject({status: 'working', levels: [{withdrawal: 'changed my mind'}]});
    world.broker.found = () =>
      Promise.resolve({status: 'found', report: restingReport(intent, {state: 'cancelled'})});
    await world.monitor.sync();
    await world.monitor.settled();
    expect(world.broker.actions).toEqual([`cancel ${intent.clientOrderId}`]);
    expect(await world.status()).toBe('cancelled');
  });

  it('that filled before its withdrawal came is executed', async () => {
    const world = await openWith(aPlan({entry: {type: 'stop', price: 1310}}));
    await world.quote(1300);
    const intent = submittedAt(world, 1);
    await world.store.cancel('plan', 'changed my mind', START_MS + 2000);
    world.broker.acted = () =>
      Promise.resolve({status: 'rejected', code: 'FILLED', message: 'it has filled', retry: 'never'});
    world.broker.found = () => Promise.resolve({status: 'found', report: filledReport(intent)});
    await world.monitor.sync();
    await world.monitor.settled();
    expect(await world.status()).toBe('executed');
  });

  it('whose withdrawal is not answered is asked about again, and withdrawn again only with a pause', async () => {
    const world = await openWith(aPlan({entry: {type: 'stop', price: 1310}}));
    await world.quote(1300);
    const intent = submittedAt(world, 1);
    await world.store.cancel('plan', 'changed my mind', START_MS + 2000);
    world.broker.acted = () => Promise.resolve({status: 'unknown', reason: 'no answer'});
    world.broker.found = () => Promise.resolve({status: 'undecided', reason: 'history is slow'});
    for (let count = 0; count < 20; count += 1) {
      await world.monitor.sync();
      await world.monitor.settled();
      world.clock.set(world.clock.now() + 100);
    }
    expect(world.broker.actions.length).toBeGreaterThan(1);
    expect(world.broker.actions.length).toBeLessThan(8);
    expect(await world.status()).toBe('working');
    world.broker.found = () =>
      Promise.resolve({status: 'found', report: restingReport(intent, {state: 'cancelled'})});
    world.clock.set(world.clock.now() + 60_000);
    await world.monitor.sync();
    await world.monitor.settled();
    expect(await world.status()).toBe('cancelled');
  });

  it('that was closed out while the monitor was down is found closed', async () => {
    const world = await openWith(aPlan({entry: {type: 'limit', price: 1290}}));
    await world.quote(1300);
    const intent = submittedAt(world, 1);
    const close = {price: 1280, timeMs: START_MS + 9000, reason: 'stopLoss' as const, profit: -10};
    world.broker.found = () => Promise.resolve({status: 'found', report: filledReport(intent, {close})});
    await world.restart();
    expect(await world.row()).toMatchObject({status: 'closed', levels: [{close}]});
    expect((await world.store.history('plan')).map(({to}) => to)).toEqual([
      'pending',
      'executing',
      'working',
      'executed',
      'closed',
    ]);
  });
});

describe('a plan with cancelWhen', () => {
  it('is cancelled by it and does not fire, also when both are met by one quote', async () => {
    const world = await MonitorWorld.open();
    await world.add(
      aPlan({when: {price: {above: 1310}}, cancelWhen: {price: {above: 1310}}}),
      aPlan({id: 'other', when: {price: {above: 1310}}, cancelWhen: {price: {below: 1290}}}),
    );
    await world.quote(1300);
    await world.quote(1311);
    expect(await statuses(world)).toEqual(['cancelled', 'cancelled']);
    expect(world.broker.submitted.map(({planId}) => planId)).toEqual(['other']);
  });

  it('has its resting order withdrawn', async () => {
    const world = await openWith(
      aPlan({entry: {type: 'limit', price: 1290}, cancelWhen: {price: {above: 1310}}}),
    );
    await world.quote(1300);
    const intent = submittedAt(world, 1);
    world.broker.found = () =>
      Promise.resolve({status: 'found', report: restingReport(intent, {state: 'cancelled'})});
    await world.quote(1311);
    await world.monitor.sync();
    await world.monitor.settled();
    expect(await statuses(world)).toEqual(['cancelled', 'cancelled']);
    expect(world.monitor.census()).toMatchObject({plans: 0, wakes: 0});
  });
});

describe('plans of one group', () => {
  it('send one order when both trigger on one quote, and the other is cancelled when it is accepted', async () => {
    const world = await MonitorWorld.open();
    const answers: (() => void)[] = [];
    world.broker.answer = (intent) =>
      new Promise((resolve) =>
        answers.push(() => resolve({status: 'accepted', report: filledReport(intent)})),
      );
    await world.add(aPlan({id: 'a', group: 'pair'}), aPlan({id: 'b', group: 'pair', side: 'sell'}));
    for (let count = 0; count < 5; count += 1) await world.quote(1300);
    expect(world.broker.submitted.map(({planId}) => planId)).toEqual(['a']);
    expect(await world.status('b')).toBe('pending');
    expect(world.monitor.explain('b')?.conditions.map(({reason}) => reason)).toContain('groupTaken');
    answers[0]?.();
    await world.monitor.settled();
    expect(await world.status('a')).toBe('executed');
    expect(await world.row('b')).toMatchObject({status: 'cancelled', reason: expect.stringContaining('a')});
    await world.monitor.sync();
    expect(world.monitor.census()).toMatchObject({plans: 1, wakes: 0});
  });

  it('lose nothing when the first is refused: the other may fire', async () => {
    const world = await MonitorWorld.open();
    world.broker.answer = (intent) =>
      Promise.resolve(
        intent.planId === 'a'
          ? {status: 'rejected', code: 'NO_MONEY', message: 'not enough margin', retry: 'never'}
          : {status: 'accepted', report: filledReport(intent)},
      );
    await world.add(aPlan({id: 'a', group: 'pair'}), aPlan({id: 'b', group: 'pair'}));
    for (let count = 0; count < 5; count += 1) await world.quote(1300);
    expect(world.broker.submitted.map(({planId}) => planId)).toEqual(['a', 'b']);
    expect([await world.status('a'), await world.status('b')]).toEqual(['failed', 'executed']);
  });

  it('wait while the first is in doubt', async () => {
    const world = await MonitorWorld.open();
    world.broker.answer = () => Promise.resolve({status: 'unknown', reason: 'connection lost'});
    world.broker.found = () => Promise.resolve({status: 'undecided', reason: 'history is slow'});
    await world.add(aPlan({id: 'a', group: 'pair'}), aPlan({id: 'b', group: 'pair'}));
    await world.quote(1300);
    await world.clock.advance(60_000);
    for (let count = 0; count < 5; count += 1) await world.quote(1300);
    expect(world.broker.submitted.map(({planId}) => planId)).toEqual(['a']);
    expect([await world.status('a'), await world.status('b')]).toEqual(['unresolved', 'pending']);
  });
});
