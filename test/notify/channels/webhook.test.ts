import {execFileSync} from 'node:child_process';
import {describe, expect, it} from 'vitest';
import {webhookChannel} from '../../../src/notify/channels/webhook.ts';
import type {OutboxEvent} from '../../../src/ports/outbox.ts';
import {aWebhook} from '../notify-world.ts';

const SECRET = '0123456789abcdef“ü”';
const NOW_MS = Date.UTC(2026, 0, 5, 12, 0, 0, 999);

const EVENT: OutboxEvent = {
  ...{id: 17, atMs: NOW_MS - 5000, kind: 'plan.filled', planId: 'gold-dip', symbol: 'XAUUSD', sequence: 3},
  ...{level: 1, from: 'executing', to: 'executed', details: {reason: 'füll “x” 😀'}},
};

describe('a webhook', () => {
  it('posts the event whole, under stable names', () => {
    const {url, headers, body} = webhookChannel(aWebhook({secret: SECRET}), 'db-1').request(EVENT, NOW_MS);
    expect(url).toBe('https://example.org/hooks/1');
    expect(JSON.parse(body)).toEqual({
      id: 17,
      time: '2026-01-05T11:59:55.999Z',
      kind: 'plan.filled',
      planId: 'gold-dip',
      symbol: 'XAUUSD',
      level: 1,
      from: 'executing',
      to: 'executed',
      details: {reason: 'füll “x” 😀'},
      database: 'db-1',
    });
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'vigil-event-id': '17',
      'vigil-timestamp': String(Date.UTC(2026, 0, 5, 12) / 1000),
    });
  });

  it('is signed as openssl signs, and not at all without a secret', () => {
    const {headers, body} = webhookChannel(aWebhook({secret: SECRET}), 'db-1').request(EVENT, NOW_MS);
    const input = `${headers['vigil-timestamp']}.${body}`;
    const said = execFileSync('openssl', ['dgst', '-sha256', '-hmac', SECRET, '-hex'], {
      input,
      encoding: 'utf8',
    });
    expect(headers['vigil-signature']).toBe(`v1=${said.trim().split(' ').at(-1)}`);
    expect(webhookChannel(aWebhook(), 'db-1').request(EVENT, NOW_MS).headers).not.toHaveProperty(
      'vigil-signature',
    );
  });

  it('keeps its secret and its path to itself', () => {
    const channel = webhookChannel(aWebhook({secret: SECRET}), 'db-1');
    expect(channel.redacted(`no ${SECRET} at https://example.org/hooks/1 or /hooks/1`)).toBe(
      'no [redacted] at [redacted] or [redacted]',
    );
  });
});
