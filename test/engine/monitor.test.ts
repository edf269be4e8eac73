import {describe, expect, it, vi} from 'vitest';
import {LIMITS_OFF, MONITOR_DEFAULTS} from '../../src/engine/monitor-options.ts';
import {WakeIndex} from '../../src/engine/wake-index.ts';
import {BusyError} from '../../src/errors.ts';
import type {Store} from '../../src/ports/store.ts';
import {rest} from '../../src/system/virtual-clock.ts';
import {aPlan, aReport, filled, MonitorWorld, START_MS} from './monitor-world.ts';

/** The store with some of its methods replaced. */
function withFaults(faults: (store: Store) => Partial<Store>): (store: Store) => Store {
  return (store) => {
    const replaced = faults(store);
    return new Proxy(store, {
      get: (target, property): unknown => {
        const own: unknown = Reflect.get(replaced, property);
        if (own !== undefined) return own;
        const value: unknown = Reflect.get(target, property, target);
        return typeof value === 'function'
          ? (...call: unknown[]): unknown => value.apply(target, call)
          : value;
      },
    });
  };
}

const HOLDING_NOTHING = {
  plans: 0,
  desks: 0,
  wakes: 0,
  studies: 0,
  expiries: 0,
  busy: 0,
  heldMutexes: 0,
};

describe('Monitor, firing', () => {
  it('places one order for a plan whose condition is met, and keeps the proof', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({when: {price: {above: 1300}}, stopLoss: 1290, takeProfit: 1310}));
    await world.quote(1299);
    expect(world.broker.submitted).toEqual([]);
    await world.quote(1300);
    await world.quote(1301);
    expect(world.broker.submitted).toHaveLength(1);
    expect(world.broker.submitted[0]).toMatchObject({
      planId: 'plan',
      attempt: 1,
      side: 'buy',
      volumeLots: 0.01,
      stopLoss: 1290,
      takeProfit: 1310,
      firedPrice: 1300.5,
      firedAtMs: START_MS + 2000,
      notAfterMs: START_MS + 2000 + MONITOR_DEFAULTS.executor.notAfterMs,
    });
    expect(await world.row()).toMatchObject({
      status: 'executed',
      levels: [{status: 'executed', attempts: 1, fill: {price: 1300.5, volumeLots: 0.01}}],
    });
    expect(world.kinds()).toEqual(['fired', 'executed']);
  });

  it('has the claim and the intent in the database before the order leaves', async () => {
    const world = await MonitorWorld.open();
    let seen: unknown;
    world.broker.answer = async (intent) => {
      const open = await world.store.openIntents();
      seen = {status: await world.status(), open: open.map((row) => [row.intent.clientOrderId, row.outcome])};
      return filled(intent);
    };
    await world.add(aPlan());
    await world.quote(1300);
    expect(seen).toEqual({status: 'executing', open: [[world.broker.submitted[0]?.clientOrderId, null]]});
  });

  it('fires only within the entry gate, whose edges belong to it', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({entry: {type: 'market', price: 1301.5, tolerance: 0.5}}));
    for (const ask of [1300.99, 1302.01, 1300.9]) await world.quote(ask - 0.2, ask);
    expect(world.broker.submitted).toEqual([]);
    await world.quote(1300.8, 1301);
    expect(world.broker.submitted).toHaveLength(1);
  });

  it('never fires on a quote that was received before the plan was created', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({createdAtMs: START_MS + 2500}));
    await world.quote(1300);
    await world.quote(1300);
    expect(world.broker.submitted).toEqual([]);
    await world.quote(1300);
    expect(world.broker.submitted).toHaveLength(1);
  });

  it('never fires on a quote that waited somewhere since before the plan was created', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({createdAtMs: START_MS + 500}));
    await world.quote(1300, 1300.5, {timeMs: START_MS + 400, receivedAtMs: START_MS + 499});
    expect(world.broker.submitted).toEqual([]);
    await world.quote(1300, 1300.5, {timeMs: START_MS + 400, receivedAtMs: START_MS + 500});
    expect(world.broker.submitted).toHaveLength(1);
  });

  it('never fires on a quote that the filter refuses, or that is old when it arrives', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({when: {price: {above: 1000}}}));
    await world.quote(1301, 1300);
    await world.quote(1300, 1301, {timeMs: START_MS - MONITOR_DEFAULTS.quoteAgeMaxMs - 60_000});
    expect(world.broker.submitted).toEqual([]);
    expect(world.monitor.quoteCounts).toMatchObject({accepted: 0, crossed: 1, stale: 1});
  });

  it('expires instead of firing when both are due on one quote', async () => {
    const world = await MonitorWorld.open();
    await world.add(
      aPlan({expiresAtMs: START_MS + 1000}),
      aPlan({id: 'later', expiresAtMs: START_MS + 1001}),
    );
    await world.quote(1300);
    expect(await world.status()).toBe('expired');
    expect(await world.status('later')).toBe('executed');
  });

  it('fires plans of one quote in the order of their ids', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({id: 'c'}), aPlan({id: 'a'}), aPlan({id: 'b'}));
    await world.quote(1300);
    expect(world.broker.submitted.map(({planId}) => planId)).toEqual(['a', 'b', 'c']);
  });

  it('contains an error in one plan: the others of the same quote are evaluated', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({id: 'a'}), aPlan({id: 'b'}));
    for (const row of world.monitor.rows()) expect(row.status).toBe('pending');
    const broken = world.store.claim.bind(world.store);
    vi.spyOn(world.store, 'claim').mockImplementation((intent, version, nowMs) =>
      intent.planId === 'a' ? Promise.reject(new Error('boom')) : broken(intent, version, nowMs),
    );
    await world.quote(1300);
    expect(await world.status('b')).toBe('executed');
    expect(await world.status('a')).toBe('pending');
    expect(world.journal).toContainEqual({
      ...{kind: 'failure', planId: 'a', symbol: 'XAUUSD', level: 1, reasonCode: 'unforeseen'},
      ...{doing: 'execute', message: 'boom'},
    });
  });
});

describe('Monitor, outcomes', () => {
  it('tries a rejected order again after the pause, and fails the plan after the last attempt', async () => {
    const world = await MonitorWorld.open();
    world.broker.answer = () =>
      Promise.resolve({status: 'rejected', code: 'REQUOTE', message: 'price moved', retry: 'later'});
    await world.add(aPlan());
    await world.quote(1300);
    expect(await world.row()).toMatchObject({status: 'pending', levels: [{attempts: 1}]});
    await world.quote(1300);
    expect(world.broker.submitted).toHaveLength(1);
    for (let count = 0; count < 40; count += 1) await world.quote(1300);
    expect(world.broker.submitted.map(({attempt}) => attempt)).toEqual([1, 2, 3]);
    expect(new Set(world.broker.submitted.map(({clientOrderId}) => clientOrderId)).size).toBe(3);
    expect(await world.status()).toBe('failed');
    expect(world.monitor.census()).toEqual(HOLDING_NOTHING);
  });

  it('fails a plan at once when the rejection says never', async () => {
    const world = await MonitorWorld.open();
    world.broker.answer = () =>
      Promise.resolve({status: 'rejected', code: 'VOLUME', message: 'wrong step', retry: 'never'});
    await world.add(aPlan());
    await world.quote(1300);
    expect(await world.status()).toBe('failed');
  });

  it('takes an exception of the broker for unknown, looks, and finds the order', async () => {
    const world = await MonitorWorld.open();
    world.broker.answer = () => Promise.reject(new TypeError('socket hang up'));
    world.broker.found = () =>
      Promise.resolve({
        status: 'found',
        report: aReport({fill: {positionId: '7', price: 1300.4, volumeLots: 0.01, timeMs: START_MS + 1000}}),
      });
    await world.add(aPlan());
    await world.quote(1300);
    expect(world.broker.submitted).toHaveLength(1);
    expect(await world.row()).toMatchObject({status: 'executed', levels: [{fill: {price: 1300.4}}]});
  });

  it('takes silence for unknown after the deadline', async () => {
    const world = await MonitorWorld.open();
    world.broker.answer = () => new Promise(() => {});
    world.broker.found = () =>
      Promise.resolve({
        status: 'found',
        report: aReport({fill: {positionId: '7', price: 1300.5, volumeLots: 0.01, timeMs: START_MS + 1000}}),
      });
    await world.add(aPlan());
    await world.quote(1300);
    expect(await world.status()).toBe('executing');
    await world.clock.advance(MONITOR_DEFAULTS.executor.submitDeadlineMs);
    expect(await world.status()).toBe('executed');
  });

  it('parks a plan with its evidence when nobody can say what became of the order', async () => {
    const world = await MonitorWorld.open();
    world.broker.answer = () => Promise.resolve({status: 'unknown', reason: 'connection lost'});
    world.broker.found = () => Promise.resolve({status: 'undecided', reason: 'history is slow'});
    await world.add(aPlan());
    await world.quote(1300);
    await world.clock.advance(60_000);
    expect(await world.status()).toBe('unresolved');
    for (let count = 0; count < 5; count += 1) await world.quote(1300);
    expect(world.broker.submitted).toHaveLength(1);
    const events = await world.store.history('plan');
    expect(events.at(-1)?.to).toBe('unresolved');
    expect(JSON.stringify(events.at(-1)?.details)).toContain('history is slow');
  });

  it('believes an absence only when the order can no longer be sent', async () => {
    const world = await MonitorWorld.open();
    world.broker.answer = () => Promise.resolve({status: 'unknown', reason: 'connection lost'});
    await world.add(aPlan());
    await world.quote(1300);
    await world.clock.advance(MONITOR_DEFAULTS.executor.notAfterMs - 1500);
    expect(await world.status()).toBe('executing');
    world.broker.answer = (intent) => Promise.resolve(filled(intent));
    await world.clock.advance(30_000);
    expect(await world.status()).toBe('pending');
    await world.quote(1300);
    expect(world.broker.submitted).toHaveLength(2);
    expect(await world.status()).toBe('executed');
  });

  it('fences an absent order where the broker can, and is certain at once', async () => {
    const world = await MonitorWorld.open();
    world.broker.capabilities = {lookup: true, fence: true, restingOrders: true};
    world.broker.answer = () => Promise.resolve({status: 'unknown', reason: 'connection lost'});
    await world.add(aPlan());
    await world.quote(1300);
    expect(world.broker.fenced).toEqual([world.broker.submitted[0]?.clientOrderId]);
    expect(await world.status()).toBe('pending');
  });

  it('does not send an order whose claim came too late', async () => {
    const world = await MonitorWorld.open(
      {},
      withFaults((store) => ({
        claim: async (...call) => {
          const swap = await store.claim(...call);
          world.clock.set(world.clock.now() + MONITOR_DEFAULTS.executor.notAfterMs + 1);
          return swap;
        },
      })),
    );
    await world.add(aPlan());
    await world.quote(1300);
    expect(world.broker.submitted).toEqual([]);
    expect(await world.status()).toBe('pending');
    expect(world.kinds()).toEqual(['fired', 'notSent']);
  });

  it('does not send it either where the clock was set back meanwhile', async () => {
    const waitsMs = MONITOR_DEFAULTS.executor.notAfterMs;
    const claimsIn = async (tookMs: number) => {
      const world = await MonitorWorld.open(
        {},
        withFaults((store) => ({
          claim: async (...call) => {
            const swap = await store.claim(...call);
            world.clock.set(world.clock.now() + tookMs);
            const now = world.clock.now.bind(world.clock);
            world.clock.now = () => now() - 60_000;
            return swap;
          },
        })),
      );
      await world.add(aPlan());
      await world.quote(1300);
      return world;
    };
    const late = await claimsIn(waitsMs + 1);
    expect(late.broker.submitted).toEqual([]);
    const inTime = await claimsIn(waitsMs - 1);
    expect(inTime.broker.submitted).toMatchObject([{notAfterMs: inTime.clock.now() + 1}]);
  });

  it('pauses longer and longer while orders cannot be sent, instead of claiming at every quote', async () => {
    const world = await MonitorWorld.open();
    world.broker.answer = () => Promise.resolve({status: 'notSent', reason: 'book is locked'});
    await world.add(aPlan());
    for (let count = 0; count < 100; count += 1) await world.quote(1300);
    expect(world.broker.submitted.length).toBeLessThan(10);
    expect(world.broker.submitted.length).toBeGreaterThan(4);
  });
});

describe('Monitor, other processes', () => {
  it('never fires a plan that was cancelled before its claim, even when it has not heard of it', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan());
    await world.store.cancel('plan', 'changed my mind', START_MS);
    await world.quote(1300);
    expect(world.broker.submitted).toEqual([]);
    expect(world.kinds()).toEqual(['claimRefused']);
    expect(world.monitor.census()).toEqual(HOLDING_NOTHING);
  });

  it('lets a cancelled plan go at the next look, and its desk with it', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({when: {price: {above: 9000}}, expiresAtMs: START_MS + 60_000}));
    await world.quote(1300);
    expect(world.monitor.census()).toMatchObject({plans: 1, desks: 1, wakes: 1, studies: 0, expiries: 1});
    expect([...world.subscribed]).toEqual(['XAUUSD']);
    await world.store.cancel('plan', 'test', START_MS);
    await world.monitor.sync();
    expect(world.monitor.census()).toEqual(HOLDING_NOTHING);
    expect([...world.subscribed]).toEqual([]);
  });

  it('does not let a change that it reads while an order is on its way overwrite the execution', async () => {
    const world = await MonitorWorld.open();
    const answers: (() => void)[] = [];
    world.broker.answer = (intent) => new Promise((resolve) => answers.push(() => resolve(filled(intent))));
    await world.add(aPlan());
    await world.quote(1300);
    await world.monitor.sync();
    expect(world.monitor.census()).toMatchObject({plans: 1, busy: 1, heldMutexes: 1});
    answers[0]?.();
    await rest();
    expect(await world.status()).toBe('executed');
    expect(world.monitor.census()).toMatchObject({plans: 1, busy: 0, heldMutexes: 0, wakes: 0});
  });

  it('looks at a change that it read while the plan was being moved when that is done', async () => {
    const returning: (() => void)[] = [];
    const world = await MonitorWorld.open(
      {},
      withFaults((store) => ({
        settle: async (...call) => {
          const swap = await store.settle(...call);
          await new Promise<void>((resolve) => returning.push(resolve));
          return swap;
        },
      })),
    );
    world.broker.answer = () => Promise.resolve({status: 'notSent', reason: 'not now'});
    await world.add(aPlan());
    await world.quote(1300);
    await world.store.cancel('plan', 'never mind', START_MS);
    await world.monitor.sync();
    expect(world.monitor.census()).toMatchObject({plans: 1, busy: 1});
    returning[0]?.();
    await rest();
    expect(world.monitor.census()).toEqual(HOLDING_NOTHING);
  });

  it('takes the wakes of a plan with it, and leaves those of its neighbours', async () => {
    const world = await MonitorWorld.open();
    await world.add(
      aPlan({id: 'a', when: {price: {near: 9000, within: 1}}}),
      aPlan({id: 'b', when: {price: {above: 9000}}, expiresAtMs: START_MS + 60_000}),
    );
    await world.quote(1300);
    await world.store.cancel('b', 'test', START_MS);
    await world.monitor.sync();
    expect(world.monitor.census()).toMatchObject({plans: 1, desks: 1, wakes: 1, studies: 0, expiries: 0});
  });

  it('reports a stored row that breaks a rule, and watches the others', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({id: 'good', when: {price: {above: 9000}}}));
    const changes = world.store.changesSince.bind(world.store);
    vi.spyOn(world.store, 'changesSince').mockImplementation(async (revision) => ({
      ...(await changes(revision)),
      broken: [{id: 'bad', status: 'pending', problems: [{message: 'volume is missing'}]}],
    }));
    await world.monitor.sync();
    expect(world.monitor.brokenRows.map(({id}) => id)).toEqual(['bad']);
    expect(world.monitor.census().plans).toBe(1);
  });

  it('retries a claim that met a locked database, on a later quote', async () => {
    let isLocked = true;
    const world = await MonitorWorld.open(
      {},
      withFaults((store) => ({
        claim: (...call) =>
          isLocked
            ? Promise.reject(new BusyError('STORE_BUSY', 'the database is locked'))
            : store.claim(...call),
      })),
    );
    await world.add(aPlan());
    await world.quote(1300);
    expect(world.kinds()).toEqual(['failure']);
    isLocked = false;
    await world.quote(1300);
    await world.quote(1300);
    expect(world.broker.submitted).toHaveLength(1);
  });
});

describe('Monitor, starting again', () => {
  it('finds out about an intent without outcome before anything may fire', async () => {
    const world = await MonitorWorld.open();
    world.broker.answer = () => new Promise(() => {});
    await world.add(aPlan());
    await world.quote(1300);
    expect(await world.status()).toBe('executing');
    world.broker.found = () =>
      Promise.resolve({
        status: 'found',
        report: aReport({fill: {positionId: '3', price: 1300.5, volumeLots: 0.01, timeMs: START_MS + 1000}}),
      });
    await world.restart();
    expect(await world.status()).toBe('executed');
    expect(world.broker.lookups).toHaveLength(1);
    await world.quote(1300);
    expect(world.broker.submitted).toHaveLength(1);
  });

  it('takes note of a position that was closed while it was down', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan());
    await world.quote(1300);
    const fill = {positionId: '1', price: 1300.5, volumeLots: 0.01, timeMs: START_MS + 1000};
    const close = {price: 1310, timeMs: START_MS + 5000, reason: 'takeProfit' as const, profit: 9.5};
    world.broker.found = () => Promise.resolve({status: 'found', report: aReport({fill, close})});
    await world.restart();
    expect(await world.row()).toMatchObject({status: 'closed', levels: [{close}]});
    expect(world.monitor.census()).toEqual(HOLDING_NOTHING);
  });

  it('remembers the last quote, so that a crossing over a restart is seen', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({when: {price: {crossesAbove: 1300}}}));
    await world.quote(1299, 1299.5);
    await world.monitor.close();
    await world.restart();
    await world.quote(1300, 1300.5);
    expect(world.broker.submitted).toHaveLength(1);
  });

  it('begins anew on a desk that was closed in between: its last quote is not the previous one', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({id: 'first', when: {price: {above: 9000}}}));
    await world.quote(1299, 1299.5);
    await world.monitor.close();
    await world.restart();
    await world.store.cancel('first', 'test', START_MS);
    await world.monitor.sync();
    await world.add(aPlan({id: 'second', when: {price: {crossesAbove: 1300}}}));
    await world.quote(1300, 1300.5);
    expect(world.broker.submitted).toEqual([]);
    expect(world.monitor.explain('second')?.conditions[0]?.reason).toBe('noPreviousQuote');
  });

  it('leaves an intent alone that somebody may still be sending', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({when: {price: {above: 9000}}}));
    const notAfterMs = START_MS + 5000;
    await world.store.claim(
      {
        clientOrderId: 'aaaaaaaaaaaaaaaa',
        planId: 'plan',
        level: 1,
        attempt: 1,
        symbol: 'XAUUSD',
        side: 'buy',
        type: 'market',
        price: null,
        volumeLots: 0.01,
        stopLoss: null,
        takeProfit: null,
        expiresAtMs: null,
        firedPrice: 1300,
        firedAtMs: START_MS,
        notAfterMs,
      },
      {version: 1, epoch: world.tenure.epoch, limits: LIMITS_OFF, dayStartMs: 0},
      START_MS,
    );
    await world.monitor.sync();
    world.clock.set(notAfterMs + 500);
    await world.monitor.reconcile();
    expect(world.broker.lookups).toEqual([]);
    world.broker.capabilities = {lookup: true, fence: true, restingOrders: true};
    world.clock.set(notAfterMs + 1500);
    await world.monitor.reconcile();
    expect(world.broker.lookups).toEqual(['aaaaaaaaaaaaaaaa']);
    expect(await world.status()).toBe('pending');
  });

  it('does not ask about an order that it is placing itself', async () => {
    const world = await MonitorWorld.open({
      executor: {...MONITOR_DEFAULTS.executor, submitDeadlineMs: 3_600_000},
    });
    world.broker.answer = () => new Promise(() => {});
    await world.add(aPlan());
    await world.quote(1300);
    world.clock.set(world.clock.now() + 60_000);
    await world.monitor.reconcile();
    expect(world.broker.lookups).toEqual([]);
  });

  it('forgets nothing that the filter knows: an old quote after a restart is out of order', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({when: {price: {above: 9000}}}));
    await world.quote(1300);
    await world.monitor.close();
    await world.restart();
    await world.quote(1300, 1300.5, {timeMs: START_MS + 500});
    expect(world.monitor.quoteCounts).toMatchObject({accepted: 0, outOfOrder: 1});
  });
});

describe('Monitor, closes', () => {
  it('closes the plan whose position the broker closed, and lets it go', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan());
    await world.quote(1300);
    const close = {price: 1290, timeMs: START_MS + 3000, reason: 'stopLoss' as const, profit: -10.5};
    world.broker.emit({
      type: 'order',
      clientOrderId: world.broker.submitted[0]?.clientOrderId ?? '',
      report: aReport({close}),
    });
    await rest();
    expect(await world.row()).toMatchObject({status: 'closed', levels: [{close}]});
    expect(world.monitor.census()).toEqual(HOLDING_NOTHING);
  });

  it('records a close that comes before its fill was settled', async () => {
    const settling: (() => void)[] = [];
    const world = await MonitorWorld.open(
      {},
      withFaults((store) => ({
        settle: async (...call) => {
          await new Promise<void>((resolve) => settling.push(resolve));
          return store.settle(...call);
        },
      })),
    );
    await world.add(aPlan());
    await world.quote(1300);
    const close = {price: 1310, timeMs: START_MS + 1500, reason: 'takeProfit' as const, profit: 9.5};
    world.broker.emit({
      type: 'order',
      clientOrderId: world.broker.submitted[0]?.clientOrderId ?? '',
      report: aReport({close}),
    });
    await rest();
    expect(await world.status()).toBe('executing');
    settling[0]?.();
    await rest();
    expect(await world.row()).toMatchObject({status: 'closed', levels: [{close}]});
    expect(world.monitor.census()).toEqual(HOLDING_NOTHING);
  });
});

describe('Monitor, sweep', () => {
  it('finds nothing that events missed, and accounts for every plan', async () => {
    const world = await MonitorWorld.open();
    await world.add(
      aPlan({id: 'a', when: {price: {above: 1300}}}),
      aPlan({id: 'b', when: {all: [{price: {near: 1302, within: 1}}, {spread: {atMost: 0.1}}]}}),
      aPlan({id: 'c'}),
      aPlan({id: 'd', createdAtMs: START_MS + 3_600_000}),
    );
    for (let count = 0; count < 200; count += 1) {
      await world.quote(1295 + 5 * Math.sin(count / 7));
      const {due, evaluated, skipped, failed, missedByEvents} = await world.monitor.sweep();
      expect(missedByEvents).toBe(0);
      expect(evaluated + failed + Object.values(skipped).reduce((sum, some) => sum + some, 0)).toBe(due);
    }
    expect(world.monitor.missedByEvents).toBe(0);
  });

  it('judges a plan by quotes that came since it was armed', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({id: 'other', when: {price: {above: 9000}}}));
    await world.quote(1300);
    await world.add(aPlan({createdAtMs: START_MS}));
    expect(await world.monitor.sweep()).toMatchObject({missedByEvents: 0, skipped: {armedSince: 1}});
    expect(world.broker.submitted).toEqual([]);
  });

  it('counts and fires a plan that events have missed', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({when: {price: {above: 1300}}}));
    await world.quote(1290);
    // A wake that never comes, as with a wrong boundary.
    vi.spyOn(WakeIndex.prototype, 'wake').mockReturnValue([]);
    await world.quote(1305);
    const sweep = await world.monitor.sweep();
    await rest();
    expect(sweep.missedByEvents).toBe(1);
    expect(world.kinds()).toContain('missedByEvents');
    expect(await world.status()).toBe('executed');
  });
});

describe('Monitor, explain', () => {
  it('shows the gate and every condition with what was seen and what is wanted', async () => {
    const world = await MonitorWorld.open();
    await world.add(
      aPlan({entry: {type: 'market', price: 1301.5, tolerance: 0.5}, when: {all: [{spread: {atMost: 0.6}}]}}),
    );
    await world.quote(1299);
    const explained = world.monitor.explain('plan');
    expect(explained?.verdict).toBe('unmet');
    expect(explained?.conditions.map(({path, verdict, observed}) => [path, verdict, observed])).toEqual([
      ['entry.price', 'unmet', 1299.5],
      ['when.all', 'met', null],
      ['when.all[0].spread', 'met', 0.5],
    ]);
  });

  it('stores verdicts for other processes, each when it changed only', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({when: {price: {above: 9000}}}));
    await world.quote(1300);
    const save = vi.spyOn(world.store, 'saveVerdicts');
    await world.monitor.remember();
    await world.quote(1301);
    await world.monitor.remember();
    expect(save).toHaveBeenCalledTimes(1);
    expect(await world.store.verdict('plan')).toMatchObject({planId: 'plan', state: 'unmet'});
  });
});
