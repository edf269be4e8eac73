import {Validator} from '@seriousme/openapi-schema-validator';
import Fastify, {type InjectOptions} from 'fastify';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {openApiText} from '../../../scripts/generate/open-api.ts';
import {MonitorSocket, socketPathOf} from '../../../src/app/monitor-socket.ts';
import {BusyError} from '../../../src/errors.ts';
import type {ApiHost} from '../../../src/http/api/api-host.ts';
import {ROUTES} from '../../../src/http/api/routes.ts';
import {overridden} from '../../../src/overridden.ts';
import {
  ACCEPTED,
  anIntent,
  aPlan,
  aPlanOfLevels,
  claimTerms,
  CLOSED_REPORT,
  NOW_MS,
  REJECTED,
  takeLease,
} from '../../ports/stored-values.ts';
import {ApiWorld, bearer, JSON_TYPE, writtenPlan} from './api-world.ts';
import {differences, DOCUMENT, DOCUMENT_TEXT} from './document.ts';

/** Statuses of each operation that some answer below had. */
const seen = new Map<string, Set<number>>();
const worlds: ApiWorld[] = [];
let world: ApiWorld;
/** What every call of the host throws, as long as it is set. */
let thrown: Error | undefined;

/** A database with plans in every way of life, over the host that the product has. */
beforeAll(async () => {
  world = await ApiWorld.open({
    around: (host) =>
      overridden<ApiHost>(
        host,
        Object.fromEntries(
          ['listPlans', 'addPlans', 'showPlan', 'cancelPlan', 'explainPlan', 'planHistory', 'halt', 'resume']
            .concat(['status', 'metrics', 'readiness', 'eventRange'])
            .map((name) => [
              name,
              (...args: unknown[]) => {
                if (thrown !== undefined) return Promise.reject(thrown);
                return (host[name as keyof ApiHost] as (...all: unknown[]) => unknown)(...args);
              },
            ]),
        ),
      ),
  });
  worlds.push(world);
  const {store} = world;
  await world.token({id: '00000001', scopes: ['read', 'plan', 'operate']});
  await world.token({id: '00000002', scopes: []});
  const epoch = await takeLease(store);
  const later = Date.now() + 86_400_000;
  const plans = ['waits', 'executed', 'closed', 'rejected', 'cancelled'].map((id) =>
    aPlan({id, expiresAtMs: later, group: id === 'waits' ? 'metals' : null}),
  );
  await store.add([...plans, aPlanOfLevels(3, {id: 'levels', expiresAtMs: later})], NOW_MS);
  for (const planId of ['executed', 'closed', 'rejected']) {
    const clientOrderId = `order-${planId}`.padEnd(16, '0');
    await store.claim(anIntent({clientOrderId, planId}), claimTerms({epoch}), NOW_MS + 1000);
    await store.settle(clientOrderId, planId === 'rejected' ? REJECTED : ACCEPTED, NOW_MS + 1200);
    if (planId === 'closed') await store.report(clientOrderId, CLOSED_REPORT, NOW_MS + 6000);
  }
  await store.cancel('cancelled', 'enough', NOW_MS + 2000);
  const conditions = (verdict: 'met' | 'unmet') => [
    {
      ...{path: 'when.price', kind: 'price', verdict, observed: 1301.4, threshold: '1301.5 ± 0.5'},
      ...{ageMs: 12, reason: 'inside', distance: 0},
    },
  ];
  for (const state of ['unmet', 'met'] as const) {
    await store.saveVerdicts([
      {planId: 'waits', version: 1, state, asOfMs: NOW_MS + 1, conditions: conditions(state)},
    ]);
  }
});

afterAll(async () => {
  for (const one of worlds.splice(0)) await one.close();
});

type Asked = Readonly<{
  /** As the document has it. */
  path: string;
  method?: string;
  url?: string;
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
}>;

function requestOf({path, method = 'GET', url = path, body, headers = {}}: Asked): InjectOptions {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    method,
    url,
    headers: {authorization: bearer('00000001'), ...(body === undefined ? {} : JSON_TYPE), ...headers},
    ...(body === undefined ? {} : {payload: text}),
  };
}

/** Asks, holds the answer against the document, and gives it. */
async function ask(asked: Asked, {app} = world) {
  const {method = 'GET', path} = asked;
  const response = await app.inject(requestOf(asked));
  const {statusCode: status, body, headers} = response;
  const contentType = String(headers['content-type']);
  expect(differences(method, path, {status, contentType, body})).toEqual([]);
  const name = `${method} ${path}`;
  seen.set(name, (seen.get(name) ?? new Set()).add(status));
  return {status, body, json: () => JSON.parse(body) as Record<string, unknown>};
}

describe('the document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const {valid, errors} = await validator.validate(DOCUMENT_TEXT);
    expect(errors ?? []).toEqual([]);
    expect([valid, validator.version]).toEqual([true, '3.1']);
  });

  it('is the one that the routes make', () => {
    expect(DOCUMENT_TEXT).toBe(openApiText());
  });

  it('has no reference that leads nowhere, and no operation twice', () => {
    const references = [...DOCUMENT_TEXT.matchAll(/"\$ref": "(#[^"]+)"/g)].map(([, to = '']) => to);
    expect(references.length).toBeGreaterThan(20);
    for (const reference of new Set(references)) {
      const found = reference
        .slice(2)
        .split('/')
        .reduce<unknown>((inner, key) => (inner as Record<string, unknown>)?.[key], DOCUMENT);
      expect(found, reference).toBeDefined();
    }
    expect(new Set(ROUTES.map(({operationId}) => operationId)).size).toBe(ROUTES.length);
  });
});

describe('good answers are as the document says', () => {
  const id = '/v1/plans/{id}';

  it.each([
    ['health', {path: '/healthz'}, 200],
    ['readiness without a monitor', {path: '/readyz'}, 503],
    ['metrics without a monitor', {path: '/metrics'}, 200],
    ['status without a monitor', {path: '/v1/status'}, 200],
    ['all plans', {path: '/v1/plans'}, 200],
    ['a page', {path: '/v1/plans', url: '/v1/plans?limit=2&sort=-created'}, 200],
    ['some plans', {path: '/v1/plans', url: '/v1/plans?status=closed,executed&symbol=XAUUSD'}, 200],
    ...['waits', 'executed', 'closed', 'rejected', 'cancelled', 'levels'].flatMap(
      (plan) =>
        [
          [`plan ${plan}`, {path: id, url: `/v1/plans/${plan}`}, 200],
          [`explanation of ${plan}`, {path: `${id}/explain`, url: `/v1/plans/${plan}/explain`}, 200],
          [`history of ${plan}`, {path: `${id}/history`, url: `/v1/plans/${plan}/history`}, 200],
        ] as const,
    ),
    ['added', {method: 'POST', path: '/v1/plans', body: writtenPlan('a')}, 201],
    [
      'added, with warnings and levels',
      {
        ...{method: 'POST', path: '/v1/plans', headers: {'idempotency-key': 'k'}},
        body: [
          writtenPlan('b', {expiresIn: undefined, when: {always: true}, volume: 0.0123}),
          writtenPlan('c', {
            entry: {type: 'limit'},
            levels: [{price: 10}, {price: 9}],
            cancelWhen: {price: {below: 1}},
          }),
        ],
      },
      201,
    ],
    ['cancelled', {method: 'POST', path: `${id}/cancel`, url: '/v1/plans/a/cancel'}, 200],
    [
      'cancelled again',
      {method: 'POST', path: `${id}/cancel`, url: '/v1/plans/a/cancel', body: {reason: 'r'}},
      200,
    ],
    ['halted', {method: 'POST', path: '/v1/halt', body: {reason: 'news', flatten: true}}, 200],
    ['resumed', {method: 'DELETE', path: '/v1/halt'}, 200],
  ] as const)('%s', async (_what, asked, status) => {
    expect((await ask(asked)).status).toBe(status);
  });

  it('the same request again', async () => {
    const asked = {
      method: 'POST',
      path: '/v1/plans',
      body: writtenPlan('twice'),
      headers: {'idempotency-key': 't'},
    };
    expect((await ask(asked)).status).toBe(201);
    expect((await ask(asked)).status).toBe(200);
  });

  it('a stream of events', async () => {
    await world.listen();
    const text = await new Promise<string>((resolve) => {
      const socket = world.connection();
      let all = '';
      socket.setEncoding('utf8').on('data', (part: string) => {
        all += part;
        if (!all.includes('plan.added')) return;
        socket.destroy();
        resolve(all);
      });
      const head = `GET /v1/events?after=0 HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${bearer('00000001')}`;
      socket.write(`${head}\r\n\r\n`);
    });
    const contentType = /content-type: (.*)\r\n/.exec(text)?.[1] ?? '';
    expect(differences('GET', '/v1/events', {status: 200, contentType, body: ''})).toEqual([]);
    seen.set('GET /v1/events', (seen.get('GET /v1/events') ?? new Set()).add(200));
  });

  it('what a monitor says', async () => {
    const app = Fastify();
    app.get('/v1/status', () => ({state: 'running', plans: {pending: 1}}));
    app.get('/readyz', () => ({ready: true, checks: [{name: 'lease', ok: true, message: 'held'}]}));
    app.get('/metrics', (_request, reply) => reply.type('text/plain').send('# HELP x y\nx 1\n'));
    const socket = await MonitorSocket.listen(socketPathOf(world.settings.db), app);
    socket.publish();
    // Answers of before are kept for a second.
    await expect.poll(async () => (await ask({path: '/readyz'})).status, {timeout: 10_000}).toBe(200);
    await expect
      .poll(async () => (await ask({path: '/metrics'})).body)
      .toContain('vigil_up 1\n# HELP x y\nx 1\n');
    await expect.poll(async () => (await ask({path: '/v1/status'})).body).toContain('"state":"running"');
    await socket.close();
  });
});

describe('bad answers are as the document says', () => {
  it.each(ROUTES.map((one) => [`${one.method} ${one.path}`, one] as const))('%s', async (_name, one) => {
    const {method, path, access} = one;
    const url = path.replace('{id}', 'waits');
    const body = method === 'POST' ? {reason: 'because'} : undefined;
    const good = {method, path, url, ...(body === undefined ? {} : {body})};
    const isOpen = access === 'public' || access === 'publicOnLoopback';
    const foreign = await ask({...good, headers: {host: 'evil.example'}});
    expect(foreign.status).toBe(421);
    expect((await ask({...good, url: `${url}?zzz=1`})).status).toBe(400);
    if (!isOpen) {
      expect((await ask({...good, headers: {authorization: 'Bearer x'}})).status).toBe(401);
      expect((await ask({...good, headers: {authorization: bearer('00000002')}})).status).toBe(403);
    }
    if (method !== 'GET') {
      const large = 'x'.repeat(1_048_577);
      expect((await ask({...good, body: large})).status).toBe(413);
      expect((await ask({...good, body: 'a', headers: {'content-type': 'text/plain'}})).status).toBe(415);
    }
    if (url.includes('waits')) {
      expect((await ask({...good, url: url.replace('waits', 'no body')})).status).toBe(400);
      expect((await ask({...good, url: url.replace('waits', 'nobody')})).status).toBe(404);
    }
    if (access !== 'public') {
      thrown = new BusyError('STORE_BUSY', 'locked');
      expect((await ask({...good, body: method === 'POST' ? {...body} : undefined})).status).toBe(503);
      thrown = new TypeError('broken');
      expect((await ask(good)).status).toBe(500);
      thrown = undefined;
    }
  });

  it('of a request that is too many', async () => {
    const slow = await ApiWorld.open({options: {requestsPerSecond: 1}});
    worlds.push(slow);
    for (const {method, path} of ROUTES) {
      const good = {method, path, url: path.replace('{id}', 'a'), headers: {authorization: 'x'}};
      let status = 0;
      for (let tries = 0; tries < 100 && status !== 429; tries += 1) ({status} = await ask(good, slow));
      expect(status).toBe(429);
    }
  });

  it('at an address that other machines reach', async () => {
    const far = await ApiWorld.open({options: {address: '0.0.0.0'}});
    worlds.push(far);
    await far.token({id: '00000002', scopes: []});
    for (const path of ['/readyz', '/metrics']) {
      expect((await ask({path, headers: {authorization: 'x'}}, far)).status).toBe(401);
      expect((await ask({path, headers: {authorization: bearer('00000002')}}, far)).status).toBe(403);
    }
  });

  it.each([
    [
      'a plan that breaks a rule',
      {method: 'POST', path: '/v1/plans', body: writtenPlan('x', {side: 'up'})},
      422,
    ],
    ['text that is no JSON', {method: 'POST', path: '/v1/plans', body: '{"id":'}, 422],
    ['nothing', {method: 'POST', path: '/v1/plans', body: ''}, 422],
    ['an id that is taken', {method: 'POST', path: '/v1/plans', body: writtenPlan('waits')}, 409],
    [
      'a key that was used',
      {method: 'POST', path: '/v1/plans', body: writtenPlan('x'), headers: {'idempotency-key': 'k'}},
      409,
    ],
    [
      'a key that is none',
      {method: 'POST', path: '/v1/plans', body: writtenPlan('x'), headers: {'idempotency-key': 'a b'}},
      400,
    ],
    [
      'a plan that is past cancelling',
      {method: 'POST', path: '/v1/plans/{id}/cancel', url: '/v1/plans/closed/cancel'},
      409,
    ],
    ['no reason', {method: 'POST', path: '/v1/halt', body: {}}, 400],
    ['a place that is none', {path: '/v1/events', headers: {'last-event-id': 'x'}}, 400],
    ['kinds that are none', {path: '/v1/events', url: '/v1/events?kind=plan'}, 400],
    ['a status that is none', {path: '/v1/plans', url: '/v1/plans?status=open'}, 400],
  ] as const)('%s', async (_what, asked, status) => {
    expect((await ask(asked)).status).toBe(status);
  });
});

describe('of the document', () => {
  it('no answer has gone unseen but those that come before a route is known, and defects of what has none', () => {
    const unseen = Object.entries(DOCUMENT.paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, {responses}]) => {
        const name = `${method.toUpperCase()} ${path}`;
        return Object.keys(responses)
          .map(Number)
          .filter((status) => status !== 408 && status !== 431 && seen.get(name)?.has(status) !== true)
          .map((status) => `${name} ${status}`);
      }),
    );
    expect(unseen).toEqual(['GET /healthz 500']);
  });
});
