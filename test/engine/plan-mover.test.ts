import {describe, expect, it} from 'vitest';
import {MONITOR_DEFAULTS} from '../../src/engine/monitor-options.ts';
import type {Plan} from '../../src/plan/plan.ts';
import {aPlan, MonitorWorld, START_MS} from './monitor-world.ts';

const {notAfterMs: WAITS_MS} = MONITOR_DEFAULTS.executor;
/** When the first quote comes. */
const FIRED_MS = START_MS + 1000;
const LIMIT: Plan['entry'] = {type: 'limit', price: 1290};

describe('an order', () => {
  it.each<[string, Partial<Plan>, number]>([
    ['of a plan without an expiry', {}, FIRED_MS + WAITS_MS],
    ['of a plan that expires later', {expiresAtMs: FIRED_MS + WAITS_MS + 1}, FIRED_MS + WAITS_MS],
    ['of a plan that expires before', {expiresAtMs: FIRED_MS + WAITS_MS - 1}, FIRED_MS + WAITS_MS - 1],
    ['of a plan that expires at once', {expiresAtMs: FIRED_MS + 1}, FIRED_MS + 1],
    ['that rests, of a plan that expires before', {entry: LIMIT, expiresAtMs: FIRED_MS + 10}, FIRED_MS + 10],
  ])('%s leaves in its time and never after the expiry', async (_, changes, notAfterMs) => {
    const world = await MonitorWorld.open();
    await world.add(aPlan(changes));
    await world.quote(1300);
    expect(world.broker.submitted).toMatchObject([{firedAtMs: FIRED_MS, notAfterMs}]);
  });

  it('is not sent when its plan expired while it was claimed, and the plan then expires', async () => {
    const world = await MonitorWorld.open();
    const expiresAtMs = FIRED_MS + 500;
    const claim = world.store.claim.bind(world.store);
    world.store.claim = async (...request) => {
      const claimed = await claim(...request);
      world.clock.set(expiresAtMs + 1);
      return claimed;
    };
    await world.add(aPlan({expiresAtMs}));
    await world.quote(1300);
    expect(world.broker.submitted).toEqual([]);
    expect(world.kinds()).toContain('notSent');
    await world.quote(1300);
    expect(world.broker.submitted).toEqual([]);
    expect(await world.status()).toBe('expired');
  });
});
