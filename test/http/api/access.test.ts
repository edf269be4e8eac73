import type {InjectOptions} from 'fastify';
import {afterEach, describe, expect, it} from 'vitest';
import {callerWith, scopeAt} from '../../../src/http/api/access.ts';
import type {ApiHost} from '../../../src/http/api/api-host.ts';
import {ROUTES} from '../../../src/http/api/routes.ts';
import type {Scope} from '../../../src/ports/access.ts';
import {ApiWorld, bearer, JSON_TYPE, saidIn, SECRET} from './api-world.ts';

const SCOPES: readonly Scope[] = ['read', 'plan', 'operate'];

/** Who may do what, written down a second time: a route that is not here, or is open to others, fails. */
const WHO_MAY: Readonly<Record<string, 'anybody' | 'this machine' | Scope>> = {
  'GET /healthz': 'anybody',
  'GET /readyz': 'this machine',
  'GET /metrics': 'this machine',
  'GET /openapi.json': 'this machine',
  'GET /v1/status': 'read',
  'GET /v1/plans': 'read',
  'POST /v1/plans': 'plan',
  'GET /v1/plans/{id}': 'read',
  'POST /v1/plans/{id}/cancel': 'plan',
  'GET /v1/plans/{id}/explain': 'read',
  'GET /v1/plans/{id}/history': 'read',
  'GET /v1/events': 'read',
  'POST /v1/halt': 'operate',
  'DELETE /v1/halt': 'operate',
};

const OF_THE_TABLE = ROUTES.map(({method, path}) => `${method} ${path}`);
const ALL = [...OF_THE_TABLE, 'GET /openapi.json'];
const GUARDED = ALL.filter((name) => name.includes(' /v1/'));
const UNKNOWN = [
  'GET /v1/',
  'GET /v1/orders',
  'POST /v1/orders',
  'PUT /v1/plans/a',
  'DELETE /v1/plans/a/cancel',
];

const worlds: ApiWorld[] = [];

afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

/** A server whose tokens are real ones, and whose handlers are never to be reached. */
async function guarded(options: Parameters<typeof ApiWorld.open>[0] = {}) {
  const reached: string[] = [];
  const around = (host: ApiHost): ApiHost =>
    new Proxy(host, {
      get: (_target, key) => {
        if (key === 'caller') return host.caller.bind(host);
        return () => {
          reached.push(String(key));
          throw new Error(`Reached: ${String(key)}`);
        };
      },
    });
  const world = await ApiWorld.open({...options, around});
  worlds.push(world);
  return {world, reached};
}

/** A request that would be a good one for the route of that name. */
function requestFor(name: string, headers: Readonly<Record<string, string>> = {}): InjectOptions {
  const [method = '', path = ''] = name.split(' ');
  const hasBody = method === 'POST';
  return {
    method,
    url: path.replace('{id}', 'gold-dip'),
    headers: {host: '127.0.0.1:8420', ...(hasBody ? JSON_TYPE : {}), ...headers},
    ...(hasBody ? {payload: '{"reason":"because"}'} : {}),
  };
}

/** Shown tokens that open nothing. */
const BAD: Readonly<Record<string, string>> = {
  empty: '',
  'without a scheme': `vigil_00000001_${SECRET}`,
  'of another scheme': `Basic vigil_00000001_${SECRET}`,
  'with a space too many': `Bearer  vigil_00000001_${SECRET}`,
  'with something after it': `Bearer vigil_00000001_${SECRET} x`,
  'with another before it': `Bearer x, Bearer vigil_00000001_${SECRET}`,
  'too short': `Bearer vigil_00000001_${SECRET.slice(1)}`,
  'too long': `Bearer vigil_00000001_${SECRET}A`,
  unknown: bearer('0000000f'),
  'with a wrong secret': bearer('00000001', `${SECRET.slice(0, -2)}AA`),
  'with the hash as its secret': bearer('00000001', 'a'.repeat(43)),
  revoked: bearer('00000002'),
  expired: bearer('00000003'),
};

async function addTokens(world: ApiWorld): Promise<void> {
  await world.token({id: '00000001', scopes: SCOPES});
  await world.token({id: '00000002', scopes: SCOPES, revokedAtMs: 2});
  await world.token({id: '00000003', scopes: SCOPES, expiresAtMs: 2});
}

describe('the table of routes', () => {
  it('has a row here for every route, and no other', () => {
    expect(Object.keys(WHO_MAY).sort()).toEqual([...ALL].sort());
  });

  it('is all that the server has', async () => {
    const {world} = await guarded();
    await world.app.ready();
    const served = routesOf(world.app.printRoutes({commonPrefix: false}));
    expect(served.sort()).toEqual(ALL.map((name) => name.replace(/\{(\w+)\}/, ':$1')).sort());
  });

  it.each(ROUTES.map((one) => [`${one.method} ${one.path}`, one] as const))(
    'gives %s the access that is written down here',
    (name, {access}) => {
      const wanted = {anybody: 'public', 'this machine': 'publicOnLoopback'} as Record<string, string>;
      const who = WHO_MAY[name] ?? '';
      expect(access).toBe(wanted[who] ?? who);
    },
  );
});

describe.each(GUARDED)('%s', (name) => {
  it('is refused without a token', async () => {
    const {world, reached} = await guarded();
    const answer = await world.app.inject(requestFor(name));
    expect([answer.statusCode, saidIn(answer).code, answer.headers['www-authenticate']]).toEqual([
      401,
      'TOKEN_MISSING',
      'Bearer realm="vigil"',
    ]);
    expect(reached).toEqual([]);
  });

  it('is refused with a token that is none, or no good, and says nothing of what was shown', async () => {
    const {world, reached} = await guarded();
    await addTokens(world);
    for (const [which, authorization] of Object.entries(BAD)) {
      const {statusCode, body} = await world.app.inject(requestFor(name, {authorization}));
      expect([which, statusCode, saidIn({body}).code]).toEqual([which, 401, 'TOKEN_INVALID']);
      expect(body).not.toContain(SECRET.slice(0, 8));
    }
    expect(reached).toEqual([]);
    expect(world.served.every(({caller}) => caller === null)).toBe(true);
  });

  it('is refused with every scope but its own, and reached with it', async () => {
    const {world, reached} = await guarded();
    const scope = WHO_MAY[name] as Scope;
    const others = await world.token({id: '0000000a', scopes: SCOPES.filter((one) => one !== scope)});
    const refused = await world.app.inject(requestFor(name, {authorization: others}));
    expect([refused.statusCode, saidIn(refused).code]).toEqual([403, 'SCOPE_MISSING']);
    expect(reached).toEqual([]);
    const own = await world.token({id: '0000000b', scopes: [scope]});
    await world.app.inject(requestFor(name, {authorization: own}));
    expect(reached).toHaveLength(1);
  });
});

describe('a Host header of another server', () => {
  it.each([...ALL, ...UNKNOWN, 'GET /v1/plans/%zz', `GET /v1/plans/${'a'.repeat(300)}`])(
    'is refused at %s, whatever the token',
    async (name) => {
      const {world, reached} = await guarded();
      await addTokens(world);
      for (const host of ['evil.example', '127.0.0.1.evil.example', 'evil.example:8420', 'localhost.']) {
        const answer = await world.app.inject(requestFor(name, {host, authorization: bearer('00000001')}));
        expect([host, answer.statusCode, saidIn(answer).code]).toEqual([host, 421, 'HOST_FOREIGN']);
      }
      expect(reached).toEqual([]);
    },
  );
});

describe('a path that is none', () => {
  it.each(UNKNOWN)('reaches nothing: %s', async (name) => {
    const {world, reached} = await guarded();
    await addTokens(world);
    for (const headers of [{}, {authorization: bearer('00000001')}]) {
      const answer = await world.app.inject(requestFor(name, headers));
      expect([answer.statusCode, saidIn(answer).code]).toEqual([404, 'ROUTE_NOT_FOUND']);
      expect(answer.headers['content-type']).toContain('application/problem+json');
    }
    expect(reached).toEqual([]);
  });
});

describe('at an address that other machines reach', () => {
  it.each(ALL)('needs a token: %s', async (name) => {
    const {world, reached} = await guarded({options: {address: '0.0.0.0'}});
    const {statusCode} = await world.app.inject(requestFor(name, {host: 'vigil.example'}));
    expect(statusCode).toBe(name === 'GET /healthz' ? 200 : 401);
    expect(reached).toEqual([]);
  });

  it.each(ALL.filter((name) => WHO_MAY[name] === 'this machine'))(
    'asks for the scope read, and nobody on loopback: %s',
    async (name) => {
      const far = await guarded({options: {address: '0.0.0.0'}});
      const plan = await far.world.token({id: '0000000a', scopes: ['plan', 'operate']});
      const read = await far.world.token({id: '0000000b', scopes: ['read']});
      const ask = (authorization: string) => far.world.app.inject(requestFor(name, {authorization}));
      expect(saidIn(await ask(plan)).code).toBe('SCOPE_MISSING');
      expect((await ask(read)).statusCode).not.toBe(403);
      const near = await guarded();
      expect((await near.world.app.inject(requestFor(name))).statusCode).not.toBe(401);
    },
  );
});

describe('callerWith', () => {
  it('knows a token by an id in capitals, and asks for nobody where the form is wrong', async () => {
    const asked: string[] = [];
    const host = {
      caller: (tokenId: string) => {
        asked.push(tokenId);
        return Promise.resolve({tokenId, name: 'n', scopes: SCOPES});
      },
    };
    await callerWith(host, bearer('ABCDEF01'), 'read');
    await expect(callerWith(host, 'Bearer vigil_x', 'read')).rejects.toMatchObject({code: 'TOKEN_INVALID'});
    expect(asked).toEqual(['abcdef01']);
  });
});

describe('scopeAt', () => {
  it.each([
    ['public', true, null],
    ['public', false, null],
    ['publicOnLoopback', true, null],
    ['publicOnLoopback', false, 'read'],
    ['read', true, 'read'],
    ['operate', false, 'operate'],
  ] as const)('%s, on loopback %s: %s', (access, isLoopback, scope) => {
    expect(scopeAt(access, isLoopback)).toBe(scope);
  });
});

/** `METHOD path` of each route, from the tree that fastify draws. */
function routesOf(drawn: string): string[] {
  const parents: string[] = [];
  return drawn.split('\n').flatMap((line) => {
    const [, indent = '', part = '', methods] = /^([│├└─ ]*)(\S*)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    const depth = indent.length / 4;
    parents[depth] = (depth > 1 ? (parents[depth - 1] ?? '') : '') + part;
    return (methods ?? '').split(', ').flatMap((one) => (one === '' ? [] : `${one} ${parents[depth]}`));
  });
}
