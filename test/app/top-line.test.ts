import {expect, it} from 'vitest';
import {Pulse} from '../../src/app/pulse.ts';
import {RecentEntries} from '../../src/app/recent-entries.ts';
import {settingsSchema} from '../../src/app/settings.ts';
import {TopLine} from '../../src/app/top-line.ts';
import type {Monitor} from '../../src/engine/monitor.ts';
import {SILENT} from '../../src/ports/journal.ts';
import {aPlan, MonitorWorld} from '../engine/monitor-world.ts';

async function lineOf(monitorOf: (world: MonitorWorld) => Monitor | undefined = ({monitor}) => monitor) {
  const world = await MonitorWorld.open();
  const {clock} = world;
  const recent = new RecentEntries(SILENT, clock);
  const settings = {...settingsSchema.parse({}), db: 'p.db'};
  const line = new TopLine({
    settings,
    clock,
    startedAtMs: clock.now(),
    monitor: () => monitorOf(world),
    tenure: () => undefined,
    pulse: new Pulse(clock, () => 0),
    recent,
  });
  return {world, line, recent};
}

it('tells the nearest plans, how the monitor fares, and what happened, newest last', async () => {
  const {world, line, recent} = await lineOf();
  await world.add(aPlan({id: 'near', when: {price: {above: 1301}}}));
  await world.quote(1300, 1300.5);
  recent.record({kind: 'expired', planId: 'old', symbol: 'XAUUSD'});
  expect(await line.answer(10)).toMatchObject({
    state: 'running',
    plans: {pending: 1},
    desks: {count: 1, states: {fresh: 1}},
    waiting: 1,
    nearest: [{planId: 'near', distance: 0.5}],
    events: [{at: '2026-01-05T12:00:01.000Z', kind: 'expired', planId: 'old'}],
  });
});

it('works it out once a second, however many ask', async () => {
  const {world, line} = await lineOf();
  await world.add(aPlan({id: 'near', when: {price: {above: 1301}}}));
  await world.quote(1300, 1300.5);
  const first = await line.answer(10);
  await world.store.cancel('near', 'enough', world.clock.now());
  await world.monitor.sync();
  expect(await line.answer(10)).toBe(first);
  // Another question, and a later one, are asked anew.
  expect((await line.answer(5)).nearest).toEqual([]);
  world.clock.set(world.clock.now() + 1000);
  expect((await line.answer(5)).asOf).not.toBe(first.asOf);
});

it('answers while the monitor is starting', async () => {
  const {line} = await lineOf(() => undefined);
  expect(await line.answer(10)).toMatchObject({state: 'starting', links: null, nearest: [], plans: {}});
});
