import {describe, expect, it} from 'vitest';
import {RESOLVER_DEFAULTS} from '../../src/engine/order-resolver.ts';
import type {Standing} from '../../src/ports/broker.ts';
import {aPlan, aReport, filledReport, MonitorWorld, restingReport, START_MS} from './monitor-world.ts';

function standing(overrides: Partial<Standing>): Standing {
  return {
    clientOrderId: null,
    symbol: 'XAUUSD',
    side: 'buy',
    volumeLots: 0.01,
    report: aReport(),
    ...overrides,
  };
}

async function withOneOpen(stopLoss: number | null = 1290) {
  const world = await MonitorWorld.open();
  await world.add(aPlan({stopLoss}));
  await world.quote(1300);
  const [intent] = world.broker.submitted;
  if (intent === undefined) throw new Error('nothing was submitted');
  return {world, intent};
}

describe('a pass of the reconciler', () => {
  it('reports what carries our key and belongs to no plan, once in the journal and as long as it stands', async () => {
    const {world, intent} = await withOneOpen();
    const own = standing({clientOrderId: intent.clientOrderId, report: filledReport(intent)});
    const orphan = standing({clientOrderId: 'zzzzzzzzzzzzzzzz', report: aReport({ticket: '77'})});
    const others = standing({});
    world.broker.standing = () => Promise.resolve({atMs: START_MS, standing: [own, orphan, others]});
    const report = await world.monitor.reconcile();
    expect(report).toMatchObject({
      isComplete: true,
      intents: 1,
      orphans: [{clientOrderId: 'zzzzzzzzzzzzzzzz', ticket: '77'}],
    });
    expect((await world.monitor.reconcile())?.orphans).toHaveLength(1);
    expect(world.journal.filter(({kind}) => kind === 'orphan')).toHaveLength(1);
    expect(await world.status()).toBe('executed');
  });

  it('is not complete when anything could not be read, and changes nothing then', async () => {
    const {world} = await withOneOpen();
    world.broker.standing = () => Promise.reject(new Error('positions: no answer'));
    expect(await world.monitor.reconcile()).toMatchObject({
      isComplete: false,
      failures: ['positions: no answer'],
    });
    world.broker.standing = () => Promise.resolve({atMs: START_MS, standing: []});
    world.broker.found = () => Promise.resolve({status: 'undecided', reason: 'history: no answer'});
    const report = await world.monitor.reconcile();
    expect(report?.isComplete).toBe(false);
    expect(report?.failures[0]).toContain('history: no answer');
    expect(await world.status()).toBe('executed');
  });

  it('sets a stop loss again that the position has lost, and tells when it cannot', async () => {
    const {world, intent} = await withOneOpen();
    const bare = standing({
      clientOrderId: intent.clientOrderId,
      report: filledReport(intent, {stopLoss: null}),
    });
    world.broker.standing = () => Promise.resolve({atMs: START_MS, standing: [bare]});
    expect(await world.monitor.reconcile()).toMatchObject({repaired: 1, unprotected: 0});
    expect(world.broker.actions).toEqual([`amend ${intent.clientOrderId}`]);
    world.broker.acted = () =>
      Promise.resolve({status: 'rejected', code: 'FROZEN', message: 'too near', retry: 'later'});
    expect(await world.monitor.reconcile()).toMatchObject({repaired: 0, unprotected: 1});
    expect(world.journal.filter(({kind}) => kind === 'unprotected')).toMatchObject([
      {repaired: true},
      {repaired: false, message: expect.stringContaining('too near')},
    ]);
  });

  it('leaves a position alone that has its stop, or whose plan wants none', async () => {
    for (const stopLoss of [1290, null]) {
      const {world, intent} = await withOneOpen(stopLoss);
      const one = standing({clientOrderId: intent.clientOrderId, report: filledReport(intent)});
      world.broker.standing = () => Promise.resolve({atMs: START_MS, standing: [one]});
      expect(await world.monitor.reconcile()).toMatchObject({repaired: 0, unprotected: 0});
      expect(world.broker.actions).toEqual([]);
    }
  });

  it('settles a parked order when the broker has found it after all, and counts it until then', async () => {
    const world = await MonitorWorld.open();
    world.broker.answer = () => Promise.resolve({status: 'unknown', reason: 'connection lost'});
    world.broker.found = () => Promise.resolve({status: 'undecided', reason: 'history is slow'});
    await world.add(aPlan({entry: {type: 'limit', price: 1290}}));
    await world.quote(1300);
    await world.clock.advance(120_000);
    expect(await world.status()).toBe('unresolved');
    expect(await world.monitor.reconcile()).toMatchObject({isComplete: true, unresolved: 1});
    const [intent] = world.broker.submitted;
    if (intent === undefined) throw new Error('nothing was submitted');
    world.broker.found = () => Promise.resolve({status: 'found', report: restingReport(intent)});
    expect(await world.monitor.reconcile()).toMatchObject({unresolved: 0});
    expect(await world.status()).toBe('working');
    expect(await world.store.check()).toEqual([]);
  });

  it('finds out what became of all orders in doubt at once, and not of one after the other', async () => {
    const world = await MonitorWorld.open();
    world.broker.answer = () => new Promise(() => undefined);
    world.broker.found = () => Promise.resolve({status: 'undecided', reason: 'history is slow'});
    const ids = ['one', 'two', 'three', 'four'];
    await world.add(...ids.map((id) => aPlan({id})));
    await world.quote(1300);
    expect(world.broker.submitted).toHaveLength(4);
    void world.restart();
    const {lookupDelaysMs} = RESOLVER_DEFAULTS;
    await world.clock.advance(lookupDelaysMs.reduce((sum, delayMs) => sum + delayMs, 0));
    for (const id of ids) expect(await world.status(id)).toBe('unresolved');
    expect(world.monitor.lastReconciliation).toMatchObject({isComplete: true, settled: 4});
  });

  it('does not take the absence of a parked order for proof: a person has to say it', async () => {
    const world = await MonitorWorld.open();
    world.broker.answer = () => Promise.resolve({status: 'unknown', reason: 'connection lost'});
    world.broker.found = () => Promise.resolve({status: 'undecided', reason: 'history is slow'});
    await world.add(aPlan());
    await world.quote(1300);
    await world.clock.advance(120_000);
    world.broker.found = () =>
      Promise.resolve({
        status: 'absent',
        evidence: {sources: ['orders'], fromMs: 0, toMs: 1, looks: 1, note: 'not there'},
      });
    await world.monitor.reconcile();
    expect(await world.status()).toBe('unresolved');
    const {done} = await world.store.resolve('plan', 1, {as: 'notPlaced'}, world.clock.now());
    expect(done).toBe(true);
    await world.monitor.sync();
    expect(await world.status()).toBe('failed');
    expect(world.monitor.census()).toMatchObject({plans: 0});
  });
});
