import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import type {Quote} from '../../src/market/quote.ts';
import type {Broker, BrokerEvent} from '../../src/ports/broker.ts';
import {anIntent, aQuote} from '../broker/order-builders.ts';

/** A broker that fills XAUUSD ideally, and the venue behind it in the hands of the test. */
export type BrokerHarness = Readonly<{
  broker: Broker;
  /** Lets the venue quote; resolves when what the quote does has reached the broker's listeners. */
  quote(quote: Quote): Promise<void>;
  /** Sets the clock by which `notAfterMs` is judged. Starts at second 1. */
  setNow(timeMs: number): Promise<void>;
}>;

/** What every broker adapter keeps. `open` gives a venue with an empty book each time. */
export function brokerContract(name: string, open: () => Promise<BrokerHarness>): void {
  describe(`${name} keeps the broker contract`, () => {
    let harness: BrokerHarness;
    let broker: Broker;
    let events: BrokerEvent[];

    beforeEach(async () => {
      harness = await open();
      broker = harness.broker;
      await broker.connect();
      events = [];
      broker.onEvent((event) => events.push(event));
      await harness.quote(aQuote());
    });
    afterEach(() => broker.close());

    it.each([
      {side: 'buy', price: 1300.5},
      {side: 'sell', price: 1300},
    ] as const)('fills a $side at $price, the side that opens', async ({side, price}) => {
      const outcome = await broker.submit(anIntent({side}));
      expect(outcome).toEqual({
        status: 'accepted',
        fill: {positionId: expect.stringMatching(/./) as unknown, price, volumeLots: 0.01, timeMs: 1_000},
      });
    });

    it('answers a known key from the record, even after its deadline', async () => {
      const first = await broker.submit(anIntent());
      await harness.quote(aQuote({timeMs: 2_000, bid: 1310, ask: 1310.5}));
      await harness.setNow(60_000);
      expect(await broker.submit(anIntent())).toEqual(first);
    });

    it('fills one key once when it is submitted twice at the same time', async () => {
      const [first, second] = await Promise.all([broker.submit(anIntent()), broker.submit(anIntent())]);
      expect(first.status).toBe('accepted');
      expect(second).toEqual(first);
    });

    it('gives different keys different positions', async () => {
      const first = await broker.submit(anIntent({clientOrderId: 'A000000000000001'}));
      const second = await broker.submit(anIntent({clientOrderId: 'A000000000000002'}));
      const ids = [first, second].map((outcome) => outcome.status === 'accepted' && outcome.fill.positionId);
      expect(new Set(ids).size).toBe(2);
      expect(ids).not.toContain(false);
    });

    it.each([
      ['planId', {planId: 'another'}],
      ['attempt', {attempt: 2}],
      ['symbol', {symbol: 'EURUSD'}],
      ['side', {side: 'sell'}],
      ['volumeLots', {volumeLots: 0.02}],
      ['stopLoss', {stopLoss: 1290}],
      ['takeProfit', {takeProfit: 1310}],
    ] as const)(
      'refuses a known key with another %s, and leaves the first order alone',
      async (_field, other) => {
        const first = await broker.submit(anIntent());
        expect(await broker.submit(anIntent(other))).toMatchObject({
          status: 'rejected',
          code: 'KEY_REUSED',
          retry: 'human',
        });
        expect(await broker.submit(anIntent())).toEqual(first);
      },
    );

    it('does not send after the deadline', async () => {
      await harness.setNow(6_001);
      expect(await broker.submit(anIntent({notAfterMs: 6_000}))).toEqual({
        status: 'notSent',
        reason: 'tooLate',
      });
      await harness.quote(aQuote({timeMs: 7_000, bid: 1, ask: 2}));
      expect(events).toEqual([]);
    });

    it('sends at the very deadline', async () => {
      await harness.setNow(6_000);
      expect(await broker.submit(anIntent({notAfterMs: 6_000}))).toMatchObject({status: 'accepted'});
    });

    it('rejects an order on a symbol that was never quoted, to be tried later', async () => {
      expect(await broker.submit(anIntent({symbol: 'EURUSD'}))).toMatchObject({
        status: 'rejected',
        retry: 'later',
      });
    });

    it('tells every listener of a close once, and none that has left', async () => {
      const more: BrokerEvent[] = [];
      const left: BrokerEvent[] = [];
      broker.onEvent((event) => more.push(event));
      broker.onEvent((event) => left.push(event))();
      await broker.submit(anIntent({stopLoss: 1298, takeProfit: 1310}));
      await harness.quote(aQuote({timeMs: 2_000, bid: 1297, ask: 1297.5}));
      await harness.quote(aQuote({timeMs: 3_000, bid: 1311, ask: 1311.5}));
      const close = {price: 1297, timeMs: 2_000, reason: 'stopLoss', profit: -3.5};
      expect(events).toEqual([{type: 'closed', clientOrderId: 'A000000000000001', close}]);
      expect(more).toEqual(events);
      expect(left).toEqual([]);
    });

    it('looks up an order, and its close once there is one', async () => {
      const outcome = await broker.submit(anIntent({takeProfit: 1310}));
      if (outcome.status !== 'accepted') throw new Error(`the order was ${outcome.status}`);
      const {fill} = outcome;
      if (!broker.capabilities.lookup) return;
      expect(await broker.lookup('A000000000000001')).toEqual({status: 'found', fill, close: null});
      await harness.quote(aQuote({timeMs: 2_000, bid: 1310, ask: 1310.5}));
      const close = {price: 1310, timeMs: 2_000, reason: 'takeProfit', profit: 9.5};
      expect(await broker.lookup('A000000000000001')).toEqual({status: 'found', fill, close});
    });

    it('looks up a rejection as it was given', async () => {
      const outcome = await broker.submit(anIntent({symbol: 'EURUSD'}));
      if (broker.capabilities.lookup) expect(await broker.lookup('A000000000000001')).toEqual(outcome);
    });

    it('says with evidence that a key is absent', async () => {
      if (!broker.capabilities.lookup) return;
      expect(await broker.lookup('A000000000000009')).toEqual({
        status: 'absent',
        evidence: expect.stringMatching(/./) as unknown,
      });
      await harness.setNow(6_001);
      await broker.submit(anIntent());
      expect(await broker.lookup('A000000000000001')).toMatchObject({status: 'absent'});
    });

    it('never places a key after it was fenced', async () => {
      if (!broker.capabilities.fence) return;
      expect(await broker.fence('A000000000000001')).toBe('never');
      expect(await broker.fence('A000000000000001')).toBe('never');
      expect(await broker.submit(anIntent())).toEqual({status: 'notSent', reason: 'fenced'});
      if (broker.capabilities.lookup) {
        expect(await broker.lookup('A000000000000001')).toMatchObject({status: 'absent'});
      }
    });

    it('says that a key was sent when it is fenced too late, and changes nothing', async () => {
      if (!broker.capabilities.fence) return;
      const accepted = await broker.submit(anIntent());
      await broker.submit(anIntent({clientOrderId: 'A000000000000002', symbol: 'EURUSD'}));
      expect(await broker.fence('A000000000000001')).toBe('sent');
      expect(await broker.fence('A000000000000002')).toBe('sent');
      expect(await broker.submit(anIntent())).toEqual(accepted);
    });

    it('answers after it was closed without placing anything, and closes twice', async () => {
      await broker.close();
      await broker.close();
      const outcome = await broker.submit(anIntent());
      expect(outcome.status).toBe('notSent');
      expect((await broker.lookup('A000000000000001')).status).toBe('undecided');
    });
  });
}
