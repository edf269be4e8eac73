import {describe, expect, it} from 'vitest';
import {listenAddress, shownAddress} from '../../../src/app/http/listen-address.ts';

describe('listenAddress', () => {
  it.each([
    ['127.0.0.1:8420', '127.0.0.1', 8420],
    ['localhost:0', 'localhost', 0],
    ['[::1]:65535', '::1', 65_535],
    ['0.0.0.0:1', '0.0.0.0', 1],
  ])('%s', (text, host, port) => {
    expect(listenAddress(text)).toEqual({host, port});
  });

  it.each([
    '',
    '8420',
    ':8420',
    '127.0.0.1',
    '127.0.0.1:',
    '127.0.0.1:65536',
    '::1:8420',
    'a b:1',
    'http://a:1',
    '[]:1',
  ])('refuses "%s", and says how to write one', (text) => {
    expect(() => listenAddress(text)).toThrow(
      expect.objectContaining({code: 'USAGE_INVALID', hint: expect.stringContaining('HOST:PORT') as string}),
    );
  });
});

describe('shownAddress', () => {
  it.each([
    [
      {host: '127.0.0.1', port: 0},
      {address: '127.0.0.1', family: 'IPv4', port: 4711},
      'http://127.0.0.1:4711',
    ],
    [{host: '::1', port: 8420}, null, 'http://[::1]:8420'],
  ])('case %#', (asked, taken, shown) => {
    expect(shownAddress(asked, taken)).toBe(shown);
  });
});
