import {afterEach, describe, expect, it} from 'vitest';
import {HostGuard, isLoopbackAddress} from '../../../src/http/api/host-guard.ts';
import {ApiWorld} from './api-world.ts';

const worlds: ApiWorld[] = [];

afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

describe('HostGuard', () => {
  it.each([
    ['127.0.0.1', [], 'localhost', true],
    ['127.0.0.1', [], 'LocalHost:8420', true],
    ['127.0.0.1', [], '127.0.0.1:1', true],
    ['127.0.0.1', [], '[::1]:65535', true],
    ['127.0.0.1', [], '[::1]', true],
    ['127.0.0.1', [], '::1', false],
    ['127.0.0.1', [], 'localhost:', false],
    ['127.0.0.1', [], 'localhost:123456', false],
    ['127.0.0.1', [], 'localhost.', false],
    ['127.0.0.1', [], 'localhost:80:80', false],
    ['127.0.0.1', [], '127.0.0.2', false],
    ['127.0.0.1', [], 'user@localhost', false],
    ['127.0.0.1', [], 'localhost, evil.example', false],
    ['127.0.0.1', [], 'evil.example', false],
    ['127.0.0.1', [], '', false],
    ['127.0.0.1', ['Vigil.example'], 'vigil.EXAMPLE:443', true],
    ['127.0.0.1', ['vigil.example'], 'localhost', true],
    ['0.0.0.0', ['vigil.example'], 'vigil.example', true],
    ['0.0.0.0', ['vigil.example'], '10.0.0.7:8420', false],
    ['0.0.0.0', [], 'any.example', true],
  ] as const)('at %s with %j takes "%s": %s', (address, allowed, host, isTaken) => {
    const refusal = new HostGuard(address, allowed).refusalOf(['Accept', 'host', 'Host', host]);
    expect(refusal?.code).toBe(isTaken ? undefined : 'HOST_FOREIGN');
  });

  it.each(['127.0.0.1', '0.0.0.0'])('refuses two Host headers at %s, also where both are good', (address) => {
    const refusal = new HostGuard(address, []).refusalOf(['Host', 'localhost', 'hOST', 'localhost']);
    expect(refusal?.code).toBe('USAGE_INVALID');
  });

  it('refuses a request without one on loopback', () => {
    expect(new HostGuard('::1', []).refusalOf([])?.code).toBe('HOST_FOREIGN');
  });
});

describe('isLoopbackAddress', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.8.9.10', true],
    ['::1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['::', false],
    ['10.0.0.1', false],
    ['128.0.0.1', false],
    ['127.0.0.1.evil.example', false],
    ['localhost.evil.example', false],
    ['', false],
  ])('%s: %s', (address, isOne) => {
    expect(isLoopbackAddress(address)).toBe(isOne);
  });
});

describe('bytes on the socket', () => {
  it.each([
    ['without a Host header', 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n', 421, 'HOST_FOREIGN'],
    ['of HTTP/1.0 without one', 'GET /healthz HTTP/1.0\r\n\r\n', 421, 'HOST_FOREIGN'],
    [
      'with two Host headers',
      'GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
      400,
      'USAGE_INVALID',
    ],
    [
      'with a path that cannot be decoded, to another server',
      'GET /v1/plans/%zz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
      421,
      'HOST_FOREIGN',
    ],
    ['that are no request', 'hello\r\n\r\n', 400, 'USAGE_INVALID'],
    [
      'with headers of 20 kB',
      `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'HEADERS_TOO_LARGE',
    ],
  ])('%s get a problem document', async (_what, bytes, status, code) => {
    const world = await ApiWorld.open();
    worlds.push(world);
    await world.listen();
    const [head = '', body = ''] = (await world.raw(bytes)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head.toLowerCase()).toContain('content-type: application/problem+json');
    expect(JSON.parse(body)).toMatchObject({status, code});
  });

  it('that expect something beside an answer get the answer', async () => {
    const world = await ApiWorld.open();
    worlds.push(world);
    await world.listen();
    const text = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nExpect: the-moon\r\nConnection: close\r\n\r\n';
    expect(await world.raw(text)).toMatch(/^HTTP\/1.1 200 /);
  });

  it('that are garbage in the midst of an answer end it, and get no second one into it', async () => {
    const world = await ApiWorld.open();
    worlds.push(world);
    await world.listen();
    const authorization = await world.token({id: '00000001', scopes: ['read']});
    const socket = world.connection();
    let text = '';
    const begun = new Promise<void>((resolve) => {
      socket.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        if (text.includes('retry: 2000')) resolve();
      });
    });
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.on('end', () => socket.destroy());
    socket.write(`GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\n\r\n`);
    await begun;
    socket.write('garbage\r\n\r\n');
    await ended;
    expect(text).not.toContain('USAGE_INVALID');
  });
});
