import {Dice} from '../oracle/dice.ts';

/** One request that must be refused, or answered without anything being written. */
export type Malformed = Readonly<{
  /** Which generator made it. */
  what: string;
  /** As it goes over a socket, whole. */
  bytes: Buffer;
  /** The same for `inject`; undefined: it is none that could be put so. */
  parts: Parts | undefined;
}>;

export type Parts = Readonly<{
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  payload: string | Buffer | undefined;
}>;

/** What bearers show whose tokens the server knows: one with all scopes, one with none, one that was revoked. */
export type Bearers = Readonly<{all: string; none: string; revoked: string}>;

const METHODS = ['GET', 'POST', 'DELETE', 'PUT', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND', 'QUERY'];
const NAMES = [
  ...[
    'id',
    'symbol',
    'side',
    'volume',
    'entry',
    'levels',
    'stopLoss',
    'takeProfit',
    'expiresIn',
    'expiresAt',
  ],
  ...['when', 'cancelWhen', 'group', 'notes', '__proto__', 'constructor', 'toString', 'hasOwnProperty', ''],
];
const LEAVES: readonly string[] = [
  ...[
    'null',
    'true',
    '0',
    '-0',
    '1e999',
    '-1e400',
    '1e-400',
    '9007199254740993',
    '0.1',
    '""',
    '"a"',
    '[]',
    '{}',
  ],
  ...[
    '"\\ud800"',
    '"\\udfff\\ud800"',
    '"\\u0000"',
    '"\u202e"',
    '"XAUUSD"',
    '"buy"',
    '01',
    '+1',
    '.5',
    'NaN',
    "'a'",
  ],
  ...['"\\x"', '"1970-01-01T00:00:00Z"', '"999999999999d"', '"2026-02-30T25:61:61Z"', '"__proto__"'],
];
const IDS: readonly string[] = [
  ...[
    '%00',
    '%2e%2e',
    '..%2f..',
    '%zz',
    '%',
    '%f0%28%8c%28',
    '%c0%af',
    '%ED%A0%80',
    '__proto__',
    'constructor',
  ],
  ...[
    'a%20b',
    "';DROP TABLE plans;--",
    'a;b',
    '%1b%5b2J',
    '-',
    '_',
    '%E2%80%AE',
    'a'.repeat(64),
    'a'.repeat(65),
  ],
  ...[
    'a'.repeat(199),
    'a'.repeat(201),
    'a'.repeat(3000),
    '%61'.repeat(70),
    'nobody',
    '{id}',
    ':id',
    '*',
    '..',
  ],
];
const QUERIES: readonly string[] = [
  ...['limit=0', 'limit=-1', 'limit=1e3', 'limit=0x1', 'limit=99999999999999999999', 'limit=', 'limit[]=1'],
  ...[
    'limit=1&limit=2',
    'status=open',
    'status=,',
    'status=pending,',
    'side=up',
    'after=',
    'symbol=',
    'group=',
  ],
  ...[
    '__proto__=1',
    '__proto__[a]=1',
    'constructor=1',
    '%00=1',
    '=',
    '&&&',
    '?',
    '%zz=%zz',
    'a=%ff',
    'limit=%E0%A4%A',
  ],
  ...[
    `symbol=${'x'.repeat(65)}`,
    `after=${'x'.repeat(257)}`,
    `x=${'y'.repeat(5000)}`,
    'after=-1',
    'after=1.5',
  ],
  ...[
    'kind=plan',
    'kind=*',
    'kind=plan.*,',
    'kind=a.b.c',
    'plan=',
    `plan=${'p'.repeat(65)}`,
    'after=9007199254740992',
  ],
];
const TYPES: readonly string[] = [
  ...[
    'text/plain',
    'application/xml',
    'application/json; charset=utf-16',
    'APPLICATION/JSON',
    'application/jsonx',
  ],
  ...[
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    '',
    ';',
    'application/json;;;',
    '*/*',
  ],
  ...[
    'application/json, text/plain',
    'application/json; charset="',
    'a'.repeat(500),
    'application/problem+json',
  ],
];
const HOSTS = [
  'evil.example',
  '',
  '127.0.0.1.evil.example',
  'localhost:99999999',
  '[::1',
  '::1',
  ' ',
  'a'.repeat(300),
];
const BEARERS: readonly string[] = [
  ...['', 'Bearer', 'Bearer ', 'bearer vigil_', 'Basic dXNlcjpwYXNz', `Bearer ${'x'.repeat(5000)}`],
  ...[
    `Bearer vigil_00000000_${'A'.repeat(43)}`,
    `Bearer vigil_zzzzzzzz_${'A'.repeat(43)}`,
    'Bearer vigil_\u00e9',
  ],
];
const KEYS = ['', ' ', 'a b', 'k'.repeat(256), '\u00e9', 'a,b c', '\t'];

/** Routes that have a handler, as they are called for a plan that is not there. */
const PATHS: readonly string[] = [
  ...['/v1/plans', '/v1/plans/nobody', '/v1/plans/nobody/cancel', '/v1/plans/nobody/explain'],
  ...['/v1/plans/nobody/history', '/v1/events', '/v1/halt', '/v1/status', '/healthz', '/readyz', '/metrics'],
  ...[
    '/openapi.json',
    '/',
    '/v1',
    '/v1/',
    '//v1/plans',
    '/v1/plans/',
    '/v1//plans',
    '/V1/plans',
    '/v1/plans/a/b/c',
  ],
];

/** Those that take a body. */
const TAKING = ['/v1/plans', '/v1/plans', '/v1/plans/nobody/cancel', '/v1/halt'];

/** JSON with something wrong in it: no plan, whatever becomes of it on the way. */
function badJson(dice: Dice): string {
  // Three things that no plan may have, so that no flipped byte makes it one.
  const wrong = '"volume":-1,"side":"sideways","zzz":{}';
  switch (dice.whole(0, 9)) {
    case 0:
      return '';
    case 1:
      return `{${wrong}`;
    case 2:
      return `{${wrong},${dice.pick(NAMES.map((name) => `${JSON.stringify(name)}:`))}${dice.pick(LEAVES)}}`;
    case 3: {
      const fields = NAMES.map((name) => `${JSON.stringify(name)}:${dice.pick(LEAVES)}`);
      return `{${fields.join(',')},${wrong}}`;
    }
    case 4: {
      const depth = dice.pick([3, 33, 200, dice.chance(0.2) ? 100_000 : 1000]);
      const [open, close] = dice.pick([
        ['[', ']'],
        ['{"a":', '}'],
        ['{"not":', '}'],
        ['{"all":[', ']}'],
      ] as const);
      const bomb = `${open.repeat(depth)}1${dice.chance(0.7) ? close.repeat(depth) : ''}`;
      return dice.chance(0.5) ? bomb : `{${wrong},"when":${bomb}}`;
    }
    case 5:
      return `[${`{${wrong}},`.repeat(dice.pick([1, 10, 500]))}{}]`;
    case 6:
      return dice.pick(LEAVES);
    case 7:
      return `{"reason":${dice.pick(['', '1', 'null', '""', `"${'r'.repeat(501)}"`, '[[[]]]'])},"zzz":1}`;
    case 8:
      return `\ufeff{${wrong}}`;
    default:
      return `{"${'k'.repeat(dice.pick([100, 5000]))}":1,${wrong},"__proto__":{"symbol":"XAUUSD"}}`;
  }
}

function noise(dice: Dice, count: number): Buffer {
  return Buffer.from(Array.from({length: count}, () => dice.whole(0, 255)));
}

/** Some of its bytes changed, left out or doubled. */
function mangled(dice: Dice, bytes: Buffer): Buffer {
  const parts = [...bytes];
  for (let times = dice.whole(1, 6); times > 0 && parts.length > 0; times -= 1) {
    const at = dice.whole(0, parts.length - 1);
    const how = dice.whole(0, 2);
    if (how === 0) parts[at] = dice.whole(0, 255);
    else if (how === 1) parts.splice(at, dice.whole(1, 4));
    else parts.splice(at, 0, ...parts.slice(at, at + dice.whole(1, 8)));
  }
  return Buffer.from(parts);
}

/** A request with one to three things wrong in it. */
function wrongParts(dice: Dice, bearers: Bearers): Readonly<{what: string; parts: Parts}> {
  const headers: Record<string, string> = {
    host: '127.0.0.1',
    authorization: bearers.all,
  };
  const kind = dice.pick([
    ...(['path', 'query', 'type', 'method', 'host', 'header', 'mangledBody', 'token'] as const),
    ...(['body', 'body', 'body'] as const),
  ]);
  const isOfBody = kind === 'body' || kind === 'mangledBody' || kind === 'type';
  let method = isOfBody ? 'POST' : dice.pick(['GET', 'POST', 'DELETE']);
  let url = isOfBody ? dice.pick(TAKING) : dice.pick(PATHS);
  let payload: string | Buffer | undefined;
  if (kind === 'path')
    url = `/v1/plans/${dice.pick(IDS)}${dice.pick(['', '/cancel', '/explain', '/history', '/zzz'])}`;
  if (kind === 'query') url += `?${dice.pick(QUERIES)}`;
  if (kind === 'method') method = dice.pick(METHODS);
  if (kind === 'host') headers['host'] = dice.pick(HOSTS);
  if (kind === 'header') headers['idempotency-key'] = dice.pick(KEYS);
  if (kind === 'header') headers['last-event-id'] = dice.pick(['x', '-1', '1e3', '9'.repeat(20), ' ']);
  if (kind === 'token')
    headers['authorization'] = dice.pick([bearers.none, bearers.none, bearers.revoked, ...BEARERS]);
  if (isOfBody || (method === 'POST' && dice.chance(0.5))) {
    payload = badJson(dice);
    headers['content-type'] = kind === 'type' ? dice.pick(TYPES) : 'application/json';
    if (kind === 'mangledBody') payload = mangled(dice, Buffer.from(payload));
  }
  // What would stop trading, or let it go on, and an endless answer, get something wrong of their own.
  const isOnlyBody = isOfBody && kind !== 'mangledBody';
  if (/^\/v1\/(?:halt|events)(?:$|\?)/.test(url) && !isOnlyBody)
    url += `${url.includes('?') ? '&' : '?'}zzz=1`;
  return {what: kind, parts: {method, url, headers, payload}};
}

const LINE = /[\r\n]/g;

/** As a client writes it. */
function bytesOf({method, url, headers, payload}: Parts, extra: readonly string[] = []): Buffer {
  const body = payload === undefined ? Buffer.alloc(0) : Buffer.from(payload);
  const own = Object.entries(headers).map(([name, value]) => `${name}: ${value.replace(LINE, ' ')}`);
  const hasLength = extra.some((line) => /^(?:content-length|transfer-encoding)/i.test(line));
  const lines = [
    `${method} ${url.replaceAll(' ', '%20')} HTTP/1.1`,
    ...own,
    ...extra,
    ...(payload === undefined || hasLength ? [] : [`Content-Length: ${body.length}`]),
    'Connection: close',
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'utf8'), body]);
}

/** Bytes that no client of good will sends. */
function rawBytes(dice: Dice, bearers: Bearers): Readonly<{what: string; bytes: Buffer}> {
  const {parts} = wrongParts(dice, bearers);
  const good = bytesOf(parts);
  switch (dice.whole(0, 8)) {
    case 0:
      return {what: 'noise', bytes: noise(dice, dice.whole(1, 400))};
    case 1:
      return {what: 'mangled', bytes: mangled(dice, good)};
    case 2:
      return {what: 'cut off', bytes: good.subarray(0, dice.whole(0, good.length - 1))};
    case 3: {
      const lengths = ['-1', '1e3', '0x10', '99999999999999999999', '5, 6', ' ', '5\r\nContent-Length: 6'];
      return {
        what: 'length',
        bytes: bytesOf({...parts, payload: '{}'}, [`Content-Length: ${dice.pick(lengths)}`]),
      };
    }
    case 4: {
      const chunks = [
        'zz\r\n{}\r\n0\r\n\r\n',
        '5\r\n{}\r\n',
        'ffffffffffffffffff\r\n',
        '2\r\n{}0\r\n\r\n',
        '-1\r\n\r\n',
      ];
      const payload = dice.pick(chunks);
      return {what: 'chunks', bytes: bytesOf({...parts, payload}, ['Transfer-Encoding: chunked'])};
    }
    case 5: {
      const both = ['Transfer-Encoding: chunked', `Content-Length: ${dice.whole(0, 49)}`];
      return {what: 'two lengths', bytes: bytesOf({...parts, payload: '0\r\n\r\n'}, both)};
    }
    case 6: {
      const doubled = dice.pick([
        ['Host: evil.example'],
        ['Host: 127.0.0.1', 'Host: localhost'],
        [`Authorization: ${bearers.none}`, 'Content-Type: text/plain'],
        ['Expect: 200-maybe'],
        ['Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA'],
        ['Transfer-Encoding: gzip'],
        ['Content-Encoding: gzip'],
      ]);
      return {what: 'contradiction', bytes: bytesOf(parts, doubled)};
    }
    case 7: {
      const lines = [
        'X',
        ': x',
        'X y: 1',
        'X: \u0000',
        'X: a\rb',
        ' folded',
        `X: ${'x'.repeat(dice.pick([100, 20_000]))}`,
      ];
      return {what: 'header line', bytes: bytesOf(parts, [dice.pick(lines)])};
    }
    default: {
      const starts = [
        'GET / HTTP/9.9',
        'GET',
        'G\u0000T / HTTP/1.1',
        'GET  / HTTP/1.1',
        `GET /${'a'.repeat(20_000)} HTTP/1.1`,
      ];
      const start = dice.pick([
        ...starts,
        'PRI * HTTP/2.0',
        'GET http://evil.example/v1/halt HTTP/1.1',
        'CONNECT a:1 HTTP/1.1',
      ]);
      return {
        what: 'request line',
        bytes: Buffer.from(`${start}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`),
      };
    }
  }
}

/** The request of a number, always the same for a seed. */
export function malformed(seed: number, index: number, bearers: Bearers): Malformed {
  const dice = new Dice(Math.imul(seed, 1_000_003) + index);
  if (dice.chance(0.3)) return {...rawBytes(dice, bearers), parts: undefined};
  const {what, parts} = wrongParts(dice, bearers);
  return {what, bytes: bytesOf(parts), parts: dice.chance(0.5) ? parts : undefined};
}
