import {describe, expect, it} from 'vitest';
import {aPlan, MonitorWorld, START_MS} from './monitor-world.ts';

describe('the verdicts of waiting plans, counted', () => {
  it('are those of each condition of each plan that waits, by kind, and nothing else', async () => {
    const world = await MonitorWorld.open();
    await world.add(
      aPlan({id: 'a', when: {all: [{price: {above: 9000}}, {spread: {atMost: 1}}]}}),
      aPlan({id: 'b', when: {not: {price: {below: 9000}}}, cancelWhen: {price: {above: 8000}}}),
      // It is not asked yet, and its condition is told all the same.
      aPlan({id: 'c', when: {price: {above: 1000}}, createdAtMs: START_MS + 60_000}),
      aPlan({id: 'fires'}),
      aPlan({id: 'noQuotes', symbol: 'EURUSD', when: {price: {above: 2}}}),
    );
    expect(world.monitor.verdictCounts.size).toBe(0);
    await world.quote(1300);
    await world.monitor.remember();
    expect(Object.fromEntries(world.monitor.verdictCounts)).toEqual({
      all: {met: 0, unmet: 1, unknown: 0},
      not: {met: 0, unmet: 1, unknown: 0},
      spread: {met: 1, unmet: 0, unknown: 0},
      price: {met: 2, unmet: 2, unknown: 0},
    });
  });

  it('are counted anew at each look', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({when: {price: {above: 1305}}, expiresAtMs: START_MS + 60_000}));
    await world.quote(1300);
    await world.monitor.remember();
    await world.monitor.remember();
    expect(Object.fromEntries(world.monitor.verdictCounts)).toEqual({price: {met: 0, unmet: 1, unknown: 0}});
    world.clock.set(START_MS + 60_000);
    await world.quote(1300);
    await world.monitor.remember();
    expect(world.monitor.verdictCounts.size).toBe(0);
  });
});
