import {describe, expect, it} from 'vitest';
import type {Condition} from '../../src/condition/condition-kind.ts';
import {aPlan, MonitorWorld, START_MS} from './monitor-world.ts';

const plan = (id: string, when: Condition, symbol = 'XAUUSD') => aPlan({id, when, symbol});

/** What is told of each, in order: the plan, its distance, and what is missing. */
async function nearestOf(world: MonitorWorld, limit = 10) {
  const {nearest} = await world.monitor.nearest(limit);
  return nearest.map(({planId, distance, missing}) => [planId, distance, missing.map(({path}) => path)]);
}

describe('nearest plans', () => {
  it('come in the order of their distance as a share of the price, over instruments', async () => {
    const world = await MonitorWorld.open();
    await world.add(
      plan('gold-1', {price: {above: 1313}}),
      plan('gold-2', {price: {below: 1299}}),
      plan('euro', {price: {above: 1.1}}, 'EURUSD'),
    );
    await world.quote(1300, 1300.5);
    await world.quote(1.0999, 1.0999, {symbol: 'EURUSD'});
    const {nearest, waiting} = await world.monitor.nearest(10);
    expect(waiting).toBe(3);
    // Ask to 1.1: 0.009 %; ask to 1299: 0.12 %; ask to 1313: 0.96 %.
    expect(nearest).toMatchObject([
      {planId: 'euro', price: 1.0999, distance: 0.0001, distancePoints: 10, digits: 5},
      {planId: 'gold-2', price: 1300.5, distance: 1.5, distancePoints: 150, digits: 2},
      {planId: 'gold-1', price: 1300.5, distance: 12.5, distanceShare: 12.5 / 1300},
    ]);
  });

  it('tell of several prices the furthest, since all of them have to come', async () => {
    const world = await MonitorWorld.open();
    await world.add(plan('both', {all: [{price: {above: 1310}}, {price: {above: 1305, of: 'bid'}}]}));
    await world.quote(1300, 1300.5);
    expect(await nearestOf(world)).toEqual([['both', 9.5, ['when.all[0].price', 'when.all[1].price']]]);
  });

  it('put what lacks no price before what does, and what has none last', async () => {
    const world = await MonitorWorld.open();
    await world.add(
      plan('near', {price: {above: 1301}}),
      plan('at-price', {all: [{price: {above: 1}}, {spread: {atMost: 0.1}}]}),
      plan('no-price', {spread: {atMost: 0.1}}),
    );
    await world.quote(1300, 1300.5);
    expect(await nearestOf(world)).toEqual([
      ['at-price', 0, ['when.all[1].spread']],
      ['near', 0.5, ['when.price']],
      ['no-price', null, ['when.spread']],
    ]);
  });

  it('give a plan that sleeps on a time window the distance of its price all the same', async () => {
    const world = await MonitorWorld.open();
    await world.add(
      plan('later', {all: [{price: {above: 1310}}, {time: {between: ['20:00', '21:00'], zone: 'UTC'}}]}),
    );
    await world.quote(1300, 1300.5);
    expect(await nearestOf(world)).toEqual([['later', 9.5, ['when.all[0].price', 'when.all[1].time']]]);
  });

  it('are so many at most, and those are the nearest of all', async () => {
    const world = await MonitorWorld.open();
    const levels = Array.from({length: 700}, (_, index) => 1301 + ((index * 389) % 700));
    await world.add(...levels.map((above) => plan(`p-${above}`, {price: {above}})));
    await world.quote(1300, 1300.5);
    const asked = nearestOf(world, 3);
    // Between two slices it waits for a turn of the loop.
    for (let turn = 0; turn < 5; turn += 1) await world.clock.advance(0);
    expect(await asked).toEqual([
      ['p-1301', 0.5, ['when.price']],
      ['p-1302', 1.5, ['when.price']],
      ['p-1303', 2.5, ['when.price']],
    ]);
  });

  it('name each level of a plan, with what keeps it from being asked', async () => {
    const world = await MonitorWorld.open();
    await world.add(
      aPlan({
        id: 'ladder',
        volumeLots: 0.02,
        entry: {type: 'market', tolerance: 0.5},
        levels: [{price: 1305}, {price: 1303}],
        createdAtMs: START_MS + 60_000,
      }),
    );
    await world.quote(1300, 1300.5);
    const {nearest} = await world.monitor.nearest(10);
    expect(nearest).toMatchObject([
      {planId: 'ladder', level: 2, isOneOfMany: true, distance: 2},
      {planId: 'ladder', level: 1, isOneOfMany: true, distance: 4},
    ]);
    expect(nearest[0]?.missing.map(({reason}) => reason)).toEqual(['unmet', 'notCreatedYet']);
  });

  it('say of an instrument without a quote that there is none, and of a plan that has ended nothing', async () => {
    const world = await MonitorWorld.open();
    await world.add(plan('blind', {price: {above: 1301}}));
    expect((await world.monitor.nearest(10)).nearest).toMatchObject([
      {planId: 'blind', price: null, distance: null, verdict: 'unknown', missing: [{reason: 'noQuote'}]},
    ]);
    await world.store.cancel('blind', 'enough', world.clock.now());
    await world.monitor.sync();
    expect(await world.monitor.nearest(10)).toEqual({nearest: [], waiting: 0});
  });
});
