import {createHmac} from 'node:crypto';
import type {OutboxEvent} from '../../ports/outbox.ts';
import type {Channel} from '../channel.ts';
import {type EventFilter, passesOf} from '../event-filter.ts';
import {retryAfterMs} from '../retry-after.ts';
import {SecretCutter} from '../secret-cutter.ts';

export type WebhookTerms = EventFilter &
  Readonly<{
    kind: 'webhook';
    name: string;
    url: string;
    /** Undefined: nothing is signed. */
    secret?: string | undefined;
  }>;

/** An event as a webhook gets it. Names are stable. */
export type WebhookBody = Readonly<{
  id: number;
  /** ISO-8601, UTC. */
  time: string;
  kind: string;
  planId: string | null;
  symbol: string | null;
  level: number | null;
  from: string | null;
  to: string | null;
  details: Readonly<Record<string, unknown>>;
  /** Which database it is from. */
  database: string;
}>;

export function webhookChannel({name, url, secret, ...filter}: WebhookTerms, databaseId: string): Channel {
  const secrets = new SecretCutter([url, ...(secret === undefined ? [] : [secret])]);
  return {
    name,
    wants: passesOf(filter),
    request: (event, nowMs) => {
      const body = JSON.stringify(webhookBody(event, databaseId));
      const timestamp = String(Math.floor(nowMs / 1000));
      return {
        url,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Vigil',
          'vigil-event-id': String(event.id),
          'vigil-timestamp': timestamp,
          ...(secret === undefined ? {} : {'vigil-signature': signature(secret, timestamp, body)}),
        },
        body,
      };
    },
    askedPauseMs: ({headers}, nowMs) => retryAfterMs(headers['retry-after'], nowMs),
    redacted: (text) => secrets.cut(text),
  };
}

function webhookBody(event: OutboxEvent, database: string): WebhookBody {
  const {id, atMs, kind, planId, symbol, level, from, to, details} = event;
  return {id, time: new Date(atMs).toISOString(), kind, planId, symbol, level, from, to, details, database};
}

/** The timestamp is signed too, so that a request which somebody has kept is known to be old. */
function signature(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}
