import Database from 'better-sqlite3';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {GatewayBroker} from '../../src/broker/gateway/gateway-broker.ts';
import type {GatewayClient} from '../../src/gateway/gateway-client.ts';
import {magicOf} from '../../src/terminal/order-label.ts';
import {anIntent, aQuote} from '../broker/order-builders.ts';
import {aTerminal, fault, quote} from './terminal-harness.ts';

const FATES = [
  'lostBefore',
  'lostAfter',
  'duplicated',
  'errorAfter',
  'errorBefore',
  'requote',
  'delayed',
] as const;

const step = fc.oneof(
  {weight: 4, arbitrary: fc.record({does: fc.constant('submit' as const), key: fc.nat(3)})},
  {weight: 2, arbitrary: fc.record({does: fc.constant('lookup' as const), key: fc.nat(3)})},
  {weight: 1, arbitrary: fc.record({does: fc.constant('fence' as const), key: fc.nat(3)})},
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('fault' as const),
      fate: fc.constantFrom(...FATES),
      comment: fc.constantFrom('keep', 'cut16', 'erase'),
      op: fc.constantFrom('submit', 'submit', 'submit', 'fence', 'lookup'),
    }),
  },
);

const intentOf = (key: number) =>
  anIntent({
    clientOrderId: `A00000000000000${key}`,
    planId: `plan-${key}`,
    notAfterMs: Number.MAX_SAFE_INTEGER,
  });

/** Orders in the venue's own book, by the index of their key. */
function ordersIn(path: string): readonly number[] {
  const database = new Database(path, {readonly: true});
  const magics = database.prepare<[], string>('SELECT magic FROM orders').pluck().all();
  database.close();
  return [0, 1, 2, 3].map((key) => {
    const {clientOrderId, ...order} = intentOf(key);
    return magics.filter((magic) => magic === String(magicOf(clientOrderId, order))).length;
  });
}

async function up(client: GatewayClient): Promise<void> {
  while (!client.isConnected) {
    await new Promise<void>((resolve) => {
      const leave = client.link.onChange(() => {
        leave();
        resolve();
      });
    });
  }
}

async function settled(broker: GatewayBroker, client: GatewayClient, key: string): Promise<string> {
  for (let look = 0; look < 50; look += 1) {
    await up(client);
    const {status} = await broker.lookup(key);
    if (status !== 'undecided') return status;
  }
  return 'undecided';
}

describe('whatever is lost, doubled, delayed or lied about', () => {
  it('no key has two orders, what was acknowledged is there, and what was fenced is not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, {minLength: 5, maxLength: 25}), async (steps) => {
        const world = await aTerminal();
        try {
          const {client, broker} = await world.connected();
          await quote(client, aQuote());
          const [accepted, fenced] = [new Set<number>(), new Set<number>()];
          for (const one of steps) {
            await up(client);
            if (one.does === 'fault') {
              const {comment, fate, op} = one;
              // What is lost takes the line with it, so that nobody waits for an answer.
              const cut = fate === 'lostBefore' || fate === 'lostAfter';
              await fault(client, {comment, requests: [{fate, op, cut}]});
              continue;
            }
            const intent = intentOf(one.key);
            if (one.does === 'submit' && (await broker.submit(intent)).status === 'accepted')
              accepted.add(one.key);
            if (one.does === 'lookup') await broker.lookup(intent.clientOrderId);
            if (one.does === 'fence') {
              const answer = await broker.fence(intent.clientOrderId).catch(() => 'unknown');
              if (answer === 'never') fenced.add(one.key);
            }
          }
          const orders = ordersIn(world.path);
          for (const [key, count] of orders.entries()) {
            expect([key, count]).toEqual([key, Math.min(count, 1)]);
            if (accepted.has(key)) expect([key, count]).toEqual([key, 1]);
            if (fenced.has(key)) expect([key, count]).toEqual([key, 0]);
            const found = await settled(broker, client, intentOf(key).clientOrderId);
            expect([key, found === 'found']).toEqual([key, count === 1]);
          }
        } finally {
          await world.close();
        }
      }),
      {numRuns: 40},
    );
  });
});
