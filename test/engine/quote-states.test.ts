import {describe, expect, it} from 'vitest';
import {FOREX_WEEK, MarketHours, minuteOfWeek} from '../../src/market/session/market-hours.ts';
import {Zone} from '../../src/market/zone.ts';
import {aPlan, MonitorWorld, START_MS} from './monitor-world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const ALWAYS = aPlan();
const NOT_YET = aPlan({when: {price: {below: 1000}}});

function stateOf(world: MonitorWorld) {
  const [desk] = world.monitor.desks();
  return desk?.quoteState;
}

function reasonOf(world: MonitorWorld) {
  return world.monitor.explain('plan')?.conditions.find(({path}) => path === 'quotes')?.reason;
}

describe('data that nothing may rest on', () => {
  it('is that of a feed that has stalled: there is no quote to fire on, and it shows', async () => {
    const world = await MonitorWorld.open();
    await world.add(NOT_YET);
    await world.quote(1300);
    expect([stateOf(world), reasonOf(world)]).toEqual(['fresh', undefined]);
    await world.clock.advance(30_000);
    expect([stateOf(world), reasonOf(world)]).toEqual(['late', 'quoteLate']);
    await world.clock.advance(5 * MINUTE_MS);
    expect([stateOf(world), reasonOf(world)]).toEqual(['stale', 'quoteStale']);
    expect(world.monitor.explain('plan')?.verdict).toBe('unknown');
    await world.monitor.sweep();
    expect(world.broker.submitted).toEqual([]);
  });

  it('is that of a feed frozen at one price, until it moves', async () => {
    const world = await MonitorWorld.open();
    await world.quote(1300);
    await world.add(NOT_YET);
    for (let minute = 0; minute <= 16; minute++) {
      await world.clock.advance(MINUTE_MS - 1000);
      await world.quote(1300);
    }
    expect([stateOf(world), reasonOf(world)]).toEqual(['frozen', 'quoteFrozen']);
    await world.store.edit(ALWAYS, 1, world.clock.now());
    await world.monitor.sync();
    await world.quote(1300);
    expect(world.broker.submitted).toEqual([]);
    await world.quote(1300.01);
    expect(world.broker.submitted).toHaveLength(1);
  });

  it('is what is quoted at a weekend, where the market’s hours are known', async () => {
    const world = await MonitorWorld.open({hoursOf: () => FOREX_WEEK});
    await world.clock.advance(5 * 24 * HOUR_MS);
    await world.add(ALWAYS);
    await world.quote(1300);
    await world.quote(1301);
    expect([stateOf(world), reasonOf(world)]).toEqual(['marketClosed', 'marketClosed']);
    await world.monitor.sweep();
    expect(world.broker.submitted).toEqual([]);
    await world.clock.advance(2 * 24 * HOUR_MS);
    await world.quote(1302);
    expect(world.broker.submitted).toHaveLength(1);
  });

  it.each([
    ['XAUUSD', 'marketClosed'],
    ['EURUSD.pro', 'marketClosed'],
    ['XAGUSDm', 'marketClosed'],
    ['BTCUSD', 'fresh'],
    ['US30', 'fresh'],
  ])('%s is %s at a weekend, of which nothing is configured', async (symbol, state) => {
    const world = await MonitorWorld.open();
    world.neverCloses = false;
    await world.restart();
    await world.clock.advance(5 * 24 * HOUR_MS);
    await world.add(aPlan({symbol}));
    await world.quote(1300, 1300.5, {symbol});
    expect(stateOf(world)).toBe(state);
    expect(world.broker.submitted).toHaveLength(state === 'fresh' ? 1 : 0);
  });

  it('is not what a feed says that is made up or recorded, and says so of itself', async () => {
    const world = await MonitorWorld.open();
    await world.clock.advance(5 * 24 * HOUR_MS);
    await world.add(ALWAYS);
    await world.quote(1300);
    expect(stateOf(world)).toBe('fresh');
    expect(world.broker.submitted).toHaveLength(1);
  });

  it('is what is quoted on a holiday of the configured market', async () => {
    const week = [{from: minuteOfWeek(1, 0), to: minuteOfWeek(5, 24)}];
    const hours = new MarketHours(new Zone('UTC'), week, ['2026-01-05']);
    const world = await MonitorWorld.open({hoursOf: (symbol) => (symbol === 'XAUUSD' ? hours : undefined)});
    await world.add(ALWAYS);
    await world.quote(1300);
    expect(stateOf(world)).toBe('marketClosed');
    expect(world.broker.submitted).toEqual([]);
    await world.clock.advance(12 * HOUR_MS);
    await world.quote(1300);
    expect(world.broker.submitted).toHaveLength(1);
  });

  it('is not made of a source whose clock is 90 s ahead or behind, nor is old data made fresh by it', async () => {
    for (const aheadMs of [90_000, -90_000]) {
      const offsetMs = -aheadMs;
      const world = await MonitorWorld.open({
        sourceClock: {offsetMs, offsetMaxMs: HOUR_MS, stepMaxMs: 2000, errorMaxMs: 1000, jumpMaxMs: 1000},
      });
      await world.add(ALWAYS);
      const sourceMs = () => world.clock.now() + 1000 + aheadMs;
      // Stamped 11 s ago by the source's own clock.
      await world.quote(1300, 1300.5, {timeMs: sourceMs() - 11_000});
      expect(world.broker.submitted).toEqual([]);
      expect(world.monitor.quoteCounts.stale).toBe(1);
      await world.quote(1300, 1300.5, {timeMs: sourceMs() - 100});
      expect(stateOf(world)).toBe('fresh');
      expect(world.broker.submitted).toHaveLength(1);
    }
  });
});

it('starts on a Monday', () => expect(new Date(START_MS).getUTCDay()).toBe(1));
