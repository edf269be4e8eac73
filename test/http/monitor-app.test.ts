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
    top: (limit) => world.monitor.nearest(limit),
    reconcile: () => world.monitor.reconcile(),
  });
  opened.push(app);
  return {world, app};
}

function probed({ready}: {ready: boolean}) {
  const app = monitorApp(
    {
      status: () => ({}),
      explain: () => undefined,
      top: () => Promise.resolve({}),
      reconcile: () => Promise.resolve(undefined),
    },
    {
      readiness: () => ({ready, checks: []}),
      metrics: () =>
        Promise.resolve({
          contentType: 'text/plain; version=0.0.4; charset=utf-8',
          body: `vigil_ready ${ready ? 1 : 0}\n`,
        }),
    },
  );
  opened.push(app);
  return {app};
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

  it('tells the nearest plans, so many as are asked for', async () => {
    const {world, app} = await served();
    await world.add(...[1310, 1305, 1320].map((above) => aPlan({id: `p-${above}`, when: {price: {above}}})));
    await world.quote(1300);
    const ids = async (query: string) => {
      const {json} = await app.inject(`/v1/top${query}`);
      return json<{nearest: {planId: string}[]}>().nearest.map(({planId}) => planId);
    };
    expect(await ids('')).toEqual(['p-1305', 'p-1310', 'p-1320']);
    expect(await ids('?limit=2')).toEqual(['p-1305', 'p-1310']);
  });

  it.each(['0', '501', '-1', '1.5', 'many', ''])('refuses limit=%s', async (limit) => {
    const {app} = await served();
    const {statusCode, json} = await app.inject(`/v1/top?limit=${limit}`);
    expect(statusCode).toBe(400);
    expect(json()).toMatchObject({error: {code: 'USAGE_INVALID', message: expect.stringContaining(limit)}});
  });

  it('turns a defect into a 500 without its stack', async () => {
    const app = monitorApp({
      status: () => {
        throw new Error('broken');
      },
      explain: () => undefined,
      top: () => Promise.resolve(undefined),
      reconcile: () => Promise.resolve(undefined),
    });
    opened.push(app);
    const {statusCode, body} = await app.inject('/v1/status');
    expect(statusCode).toBe(500);
    expect(JSON.parse(body)).toEqual({error: {code: 'INTERNAL', message: 'broken'}});
  });

  it.each([
    [true, 200],
    [false, 503],
  ])('says by its status whether the monitor is ready: %s', async (ready, status) => {
    const {app} = probed({ready});
    const {statusCode, json} = await app.inject('/readyz');
    expect(statusCode).toBe(status);
    expect(json()).toEqual({ready, checks: []});
  });

  it('is alive whether it is ready or not', async () => {
    const {app} = probed({ready: false});
    const {statusCode, json} = await app.inject('/healthz');
    expect([statusCode, json()]).toEqual([200, {alive: true}]);
  });

  it('gives the metrics as they are, under their own type', async () => {
    const {app} = probed({ready: true});
    const {statusCode, body, headers} = await app.inject('/metrics');
    expect([statusCode, body]).toEqual([200, 'vigil_ready 1\n']);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  it('knows nothing of probes where nobody measures', async () => {
    const {app} = await served();
    for (const path of ['/healthz', '/readyz', '/metrics'])
      expect((await app.inject(path)).statusCode).toBe(404);
  });
});
