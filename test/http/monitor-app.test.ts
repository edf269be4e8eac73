import {afterEach, describe, expect, it} from 'vitest';
import {monitorApp} from '../../src/http/monitor-app.ts';
import {aPlan, MonitorWorld} from '../engine/monitor-world.ts';

const opened: {close(): Promise<unknown>}[] = [];

afterEach(async () => {
  for (const app of opened.splice(0)) await app.close();
});

async function served() {
  const world = await MonitorWorld.open();
  const app = monitorApp({
    status: () => ({pid: 1, census: world.monitor.census()}),
    explain: (planId) => world.monitor.explain(planId),
    reconcile: () => world.monitor.reconcile(),
  });
  opened.push(app);
  return {world, app};
}

describe('monitorApp', () => {
  it('explains a plan that the monitor holds, from what it sees now', async () => {
    const {world, app} = await served();
    await world.add(aPlan({id: 'a_B-1', when: {price: {above: 9000}}}));
    await world.quote(1300);
    const {statusCode, json} = await app.inject('/v1/plans/a_B-1/explain');
    expect(statusCode).toBe(200);
    expect(json()).toMatchObject({
      verdict: 'unmet',
      row: {status: 'pending'},
      conditions: [{path: 'when.price', observed: 1300.5, distance: 7699.5}],
    });
  });

  it('answers 404 with a code for a plan that it does not hold', async () => {
    const {app} = await served();
    const {statusCode, json} = await app.inject('/v1/plans/nobody/explain');
    expect(statusCode).toBe(404);
    expect(json()).toEqual({
      error: {code: 'PLAN_NOT_FOUND', message: 'The monitor does not hold a plan "nobody"'},
    });
  });

  it('answers while a plan is being moved: it reads memory only', async () => {
    const {world, app} = await served();
    world.broker.answer = () => new Promise(() => {});
    await world.add(aPlan());
    await world.quote(1300);
    const {json} = await app.inject('/v1/status');
    expect(json()).toMatchObject({census: {plans: 1, busy: 1, heldMutexes: 1}});
  });

  it('turns a defect into a 500 without its stack', async () => {
    const app = monitorApp({
      status: () => {
        throw new Error('broken');
      },
      explain: () => undefined,
      reconcile: () => Promise.resolve(undefined),
    });
    opened.push(app);
    const {statusCode, body} = await app.inject('/v1/status');
    expect(statusCode).toBe(500);
    expect(JSON.parse(body)).toEqual({error: {code: 'INTERNAL', message: 'broken'}});
  });
});
