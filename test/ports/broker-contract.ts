import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import type {Quote} from '../../src/market/quote.ts';
import type {Broker, BrokerEvent, Fill, Intent, OrderReport, Outcome} from '../../src/ports/broker.ts';
import {aLimit, anIntent, aQuote, aStop} from '../broker/order-builders.ts';

/**
 * A broker that fills XAUUSD ideally, each order with a position of its own, and the venue behind it in
 * the hands of the test.
 */
export type BrokerHarness = Readonly<{
  broker: Broker;
  /** Lets the venue quote; resolves when what the quote does has reached the broker's listeners. */
  quote(quote: Quote): Promise<void>;
  /**
   * Sets the clock by which `notAfterMs` and expiry are judged, and resolves when what time does has
   * reached the broker's listeners. Starts at second 1.
   */
  setNow(timeMs: number): Promise<void>;
}>;

const KEY = 'A000000000000001';
const OTHER_KEY = 'A000000000000002';

const SOME_TEXT = expect.stringMatching(/./) as unknown as string;

function aReport(parts: Partial<OrderReport> = {}): OrderReport {
  return {
    ticket: SOME_TEXT,
    state: 'working',
    fill: null,
    close: null,
    stopLoss: null,
    takeProfit: null,
    ...parts,
  };
}

function aFill(parts: Partial<Fill> = {}): Fill {
  return {positionId: SOME_TEXT, price: 1300.5, volumeLots: 0.01, timeMs: 1_000, ...parts};
}

function reportOf(outcome: Outcome): OrderReport {
  if (outcome.status !== 'accepted') throw new Error(`the order was ${outcome.status}`);
  return outcome.report;
}

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

    /** The order as a look-up finds it; where there is none, as the last event told. */
    const found = async (key = KEY): Promise<OrderReport | undefined> => {
      if (!broker.capabilities.lookup) {
        return events.findLast(({clientOrderId}) => clientOrderId === key)?.report;
      }
      const lookup = await broker.lookup(key);
      return lookup.status === 'found' ? lookup.report : undefined;
    };
    const lastEvent = (key = KEY) => events.findLast(({clientOrderId}) => clientOrderId === key);

    it.each([
      {side: 'buy', price: 1300.5},
      {side: 'sell', price: 1300},
    ] as const)('fills a $side at $price, the side that opens', async ({side, price}) => {
      const outcome = await broker.submit(anIntent({side}));
      expect(outcome).toEqual({
        status: 'accepted',
        report: aReport({state: 'filled', fill: aFill({price})}),
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
      const first = await broker.submit(anIntent({clientOrderId: KEY}));
      const second = await broker.submit(anIntent({clientOrderId: OTHER_KEY}));
      const reports = [first, second].map(reportOf);
      expect(new Set(reports.map(({fill}) => fill?.positionId)).size).toBe(2);
      expect(new Set(reports.map(({ticket}) => ticket)).size).toBe(2);
    });

    it.each([
      ['planId', anIntent, {planId: 'another'}],
      ['level', anIntent, {level: 2}],
      ['attempt', anIntent, {attempt: 2}],
      ['symbol', anIntent, {symbol: 'EURUSD'}],
      ['side', anIntent, {side: 'sell'}],
      ['type', anIntent, {type: 'limit', price: 1299}],
      ['volumeLots', anIntent, {volumeLots: 0.02}],
      ['stopLoss', anIntent, {stopLoss: 1290}],
      ['takeProfit', anIntent, {takeProfit: 1310}],
      ['price', aLimit, {price: 1299.4}],
      ['expiresAtMs', aLimit, {expiresAtMs: 90_000}],
    ] as const satisfies readonly (readonly [string, typeof anIntent, Partial<Intent>])[])(
      'refuses a known key with another %s, and leaves the first order alone',
      async (_field, make, other) => {
        const first = await broker.submit(make());
        expect(await broker.submit(make(other))).toMatchObject({
          status: 'rejected',
          code: 'KEY_REUSED',
          retry: 'human',
        });
        expect(await broker.submit(make())).toEqual(first);
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

    it('has a link that says where it stands', () => {
      expect(broker.link.report()).toMatchObject({state: 'up', lastError: null});
    });

    it('tells every listener of a close once, and none that has left', async () => {
      const more: BrokerEvent[] = [];
      const left: BrokerEvent[] = [];
      broker.onEvent((event) => more.push(event));
      broker.onEvent((event) => left.push(event))();
      await broker.submit(anIntent({stopLoss: 1298, takeProfit: 1310}));
      await harness.quote(aQuote({timeMs: 2_000, bid: 1297, ask: 1297.5}));
      await harness.quote(aQuote({timeMs: 3_000, bid: 1311, ask: 1311.5}));
      const close = {price: 1297, timeMs: 2_000, reason: 'stopLoss', profit: -3.5} as const;
      const report = aReport({state: 'filled', fill: aFill(), close});
      const closed = {type: 'order', clientOrderId: KEY, report};
      for (const heard of [events, more]) {
        expect(heard.filter((event) => event.report.close !== null)).toEqual([closed]);
      }
      expect(left).toEqual([]);
    });

    it('looks up an order, and its close once there is one', async () => {
      const report = reportOf(await broker.submit(anIntent({takeProfit: 1310})));
      expect(report).toEqual(aReport({state: 'filled', fill: aFill(), takeProfit: 1310}));
      if (!broker.capabilities.lookup) return;
      expect(await broker.lookup(KEY)).toEqual({status: 'found', report});
      await harness.quote(aQuote({timeMs: 2_000, bid: 1310, ask: 1310.5}));
      const close = {price: 1310, timeMs: 2_000, reason: 'takeProfit', profit: 9.5} as const;
      expect(await broker.lookup(KEY)).toEqual({
        status: 'found',
        // What is closed is protected by nothing.
        report: {...report, close, takeProfit: null},
      });
    });

    it('looks up a rejection as it was given', async () => {
      const outcome = await broker.submit(anIntent({symbol: 'EURUSD'}));
      if (broker.capabilities.lookup) expect(await broker.lookup(KEY)).toEqual(outcome);
    });

    it('says with evidence that a key is absent', async () => {
      if (!broker.capabilities.lookup) return;
      expect(await broker.lookup('A000000000000009')).toEqual({
        status: 'absent',
        evidence: {
          sources: expect.arrayContaining([SOME_TEXT]) as unknown,
          fromMs: expect.any(Number) as unknown,
          toMs: expect.any(Number) as unknown,
          looks: expect.any(Number) as unknown,
          note: SOME_TEXT,
        },
      });
      await harness.setNow(6_001);
      await broker.submit(anIntent());
      expect(await broker.lookup(KEY)).toMatchObject({status: 'absent'});
    });

    it('never places a key after it was fenced', async () => {
      if (!broker.capabilities.fence) return;
      expect(await broker.fence(KEY)).toBe('never');
      expect(await broker.fence(KEY)).toBe('never');
      expect(await broker.submit(anIntent())).toEqual({status: 'notSent', reason: 'fenced'});
      if (broker.capabilities.lookup) {
        expect(await broker.lookup(KEY)).toMatchObject({status: 'absent'});
      }
    });

    it('says that a key was sent when it is fenced too late, and changes nothing', async () => {
      if (!broker.capabilities.fence) return;
      const accepted = await broker.submit(anIntent());
      await broker.submit(anIntent({clientOrderId: OTHER_KEY, symbol: 'EURUSD'}));
      expect(await broker.fence(KEY)).toBe('sent');
      expect(await broker.fence(OTHER_KEY)).toBe('sent');
      expect(await broker.submit(anIntent())).toEqual(accepted);
    });

    it('lets a limit and a stop rest until their price is reached, and fills each once', async () => {
      if (!broker.capabilities.restingOrders) return;
      const limit = await broker.submit(aLimit({stopLoss: 1290}));
      const stop = await broker.submit(aStop({clientOrderId: OTHER_KEY}));
      expect(limit).toEqual({status: 'accepted', report: aReport({stopLoss: 1290})});
      expect(stop).toEqual({status: 'accepted', report: aReport()});
      await harness.quote(aQuote({timeMs: 2_000, bid: 1299.5, ask: 1300}));
      expect([await found(), await found(OTHER_KEY)]).toEqual([reportOf(limit), reportOf(stop)]);
      await harness.quote(aQuote({timeMs: 3_000, bid: 1299, ask: 1299.5}));
      const fill = aFill({price: 1299.5, timeMs: 3_000});
      expect(await found()).toEqual({...reportOf(limit), state: 'filled', fill});
      expect(lastEvent()?.report).toEqual(await found());
      await harness.quote(aQuote({timeMs: 4_000, bid: 1301, ask: 1301.5}));
      const other = aFill({price: 1301.5, timeMs: 4_000});
      expect(await found(OTHER_KEY)).toEqual({...reportOf(stop), state: 'filled', fill: other});
      expect(lastEvent(OTHER_KEY)?.report).toEqual(await found(OTHER_KEY));
      await harness.quote(aQuote({timeMs: 5_000, bid: 1299, ask: 1299.5}));
      expect(await found()).toMatchObject({fill});
    });

    it.each([
      {make: aLimit, side: 'buy', price: 1299.5, bid: 1296, ask: 1297, filledAt: 1297},
      {make: aLimit, side: 'sell', price: 1301, bid: 1304, ask: 1305, filledAt: 1304},
      {make: aStop, side: 'buy', price: 1301.5, bid: 1304, ask: 1305, filledAt: 1305},
      {make: aStop, side: 'sell', price: 1299, bid: 1296, ask: 1297, filledAt: 1296},
    ] as const)(
      'fills a resting $side at $price over a gap to $bid/$ask at $filledAt, as quoted',
      async ({make, side, price, bid, ask, filledAt}) => {
        if (!broker.capabilities.restingOrders) return;
        await broker.submit(make({side, price}));
        await harness.quote(aQuote({timeMs: 2_000, bid, ask}));
        expect(await found()).toMatchObject({state: 'filled', fill: {price: filledAt, timeMs: 2_000}});
      },
    );

    it.each([
      {make: aLimit, side: 'buy', price: 1300.5},
      {make: aLimit, side: 'sell', price: 1300},
      {make: aStop, side: 'buy', price: 1300.5},
      {make: aStop, side: 'sell', price: 1300},
    ] as const)(
      'does not let a $side rest at $price, which is reached already',
      async ({make, side, price}) => {
        if (!broker.capabilities.restingOrders) return;
        const outcome = await broker.submit(make({side, price}));
        expect(outcome).toMatchObject({status: 'rejected', code: 'PRICE_INVALID', retry: 'reprice'});
      },
    );

    it('refuses a resting order whose stop loss is on the wrong side of its own price', async () => {
      if (!broker.capabilities.restingOrders) return;
      // Below the market, but above the order.
      const outcome = await broker.submit(aLimit({price: 1290, stopLoss: 1295}));
      expect(outcome).toMatchObject({status: 'rejected', code: 'STOPS_INVALID', retry: 'never'});
    });

    it('withdraws a resting order once and for all', async () => {
      if (!broker.capabilities.restingOrders) return;
      await broker.submit(aLimit({stopLoss: 1290}));
      expect(await broker.cancel(KEY)).toEqual({status: 'done'});
      const cancelled = aReport({state: 'cancelled'});
      expect(await found()).toEqual(cancelled);
      expect(lastEvent()?.report).toEqual(cancelled);
      expect(await broker.cancel(KEY)).toEqual({status: 'done'});
      await harness.quote(aQuote({timeMs: 2_000, bid: 1290, ask: 1290.5}));
      expect(await found()).toEqual(cancelled);
      expect(await broker.submit(aLimit({stopLoss: 1290}))).toEqual({status: 'accepted', report: cancelled});
    });

    it('does not withdraw what has filled, and says to look', async () => {
      if (!broker.capabilities.restingOrders) return;
      await broker.submit(aLimit());
      await harness.quote(aQuote({timeMs: 2_000, bid: 1299, ask: 1299.5}));
      expect(await broker.cancel(KEY)).toMatchObject({status: 'rejected', retry: 'reread'});
      expect(await found()).toMatchObject({state: 'filled', close: null});
    });

    it('changes nothing of an order that it does not know', async () => {
      for (const outcome of [
        await broker.cancel(KEY),
        await broker.amend(KEY, {stopLoss: 1, takeProfit: null}),
        await broker.closePosition(KEY),
      ]) {
        expect(outcome).toMatchObject({status: 'rejected'});
      }
      expect(await found()).toBeUndefined();
    });

    it('amends a resting order, and its position closes by the lines that were set', async () => {
      if (!broker.capabilities.restingOrders) return;
      await broker.submit(aLimit({stopLoss: 1290}));
      expect(await broker.amend(KEY, {stopLoss: 1298, takeProfit: 1305})).toEqual({status: 'done'});
      expect(await found()).toEqual(aReport({stopLoss: 1298, takeProfit: 1305}));
      await harness.quote(aQuote({timeMs: 2_000, bid: 1299, ask: 1299.5}));
      await harness.quote(aQuote({timeMs: 3_000, bid: 1298, ask: 1298.5}));
      expect(await found()).toMatchObject({close: {price: 1298, timeMs: 3_000, reason: 'stopLoss'}});
    });

    it('amends an open position, also to no lines at all', async () => {
      await broker.submit(anIntent({stopLoss: 1290}));
      expect(await broker.amend(KEY, {stopLoss: 1295, takeProfit: 1310})).toEqual({status: 'done'});
      expect(await found()).toMatchObject({stopLoss: 1295, takeProfit: 1310});
      expect(lastEvent()?.report).toMatchObject({stopLoss: 1295, takeProfit: 1310});
      expect(await broker.amend(KEY, {stopLoss: null, takeProfit: null})).toEqual({status: 'done'});
      await harness.quote(aQuote({timeMs: 2_000, bid: 1290, ask: 1290.5}));
      expect(await found()).toMatchObject({close: null, stopLoss: null, takeProfit: null});
      expect(await broker.amend(KEY, {stopLoss: 1289, takeProfit: null})).toEqual({status: 'done'});
      await harness.quote(aQuote({timeMs: 3_000, bid: 1288, ask: 1288.5}));
      expect(await found()).toMatchObject({close: {price: 1288, reason: 'stopLoss'}});
      expect(await broker.amend(KEY, {stopLoss: 1, takeProfit: null})).toMatchObject({
        status: 'rejected',
        retry: 'reread',
      });
    });

    it('leaves the lines alone when one is on the wrong side of the market', async () => {
      await broker.submit(anIntent({stopLoss: 1290}));
      expect(await broker.amend(KEY, {stopLoss: 1300, takeProfit: 1310})).toMatchObject({
        status: 'rejected',
        code: 'STOPS_INVALID',
      });
      expect(await found()).toMatchObject({stopLoss: 1290, takeProfit: null});
    });

    it('closes at the market what an order has filled, once', async () => {
      await broker.submit(anIntent({stopLoss: 1290}));
      await harness.quote(aQuote({timeMs: 2_000, bid: 1301, ask: 1301.5}));
      expect(await broker.closePosition(KEY)).toEqual({status: 'done'});
      const close = {price: 1301, timeMs: 2_000, reason: 'manual', profit: 0.5} as const;
      const closed = aReport({state: 'filled', fill: aFill(), close});
      expect(await found()).toEqual(closed);
      expect(lastEvent()?.report).toEqual(closed);
      await harness.quote(aQuote({timeMs: 3_000, bid: 1280, ask: 1280.5}));
      expect(await broker.closePosition(KEY)).toEqual({status: 'done'});
      expect(await found()).toEqual(closed);
    });

    it('has nothing to close of an order that rests', async () => {
      if (!broker.capabilities.restingOrders) return;
      await broker.submit(aLimit());
      expect(await broker.closePosition(KEY)).toMatchObject({status: 'rejected'});
      expect(await found()).toEqual(aReport());
    });

    it('ends a resting order at its expiry when no quote comes, and before any quote fills it', async () => {
      if (!broker.capabilities.restingOrders) return;
      await broker.submit(aLimit({expiresAtMs: 5_000}));
      await broker.submit(aLimit({clientOrderId: OTHER_KEY, expiresAtMs: 9_000}));
      await harness.setNow(4_999);
      expect(await found()).toEqual(aReport());
      await harness.setNow(5_000);
      expect(await found()).toEqual(aReport({state: 'expired'}));
      expect(lastEvent()?.report).toEqual(aReport({state: 'expired'}));
      expect(await broker.cancel(KEY)).toMatchObject({status: 'rejected', retry: 'reread'});
      await harness.setNow(9_000);
      await harness.quote(aQuote({timeMs: 9_000, bid: 1290, ask: 1290.5}));
      expect([await found(), await found(OTHER_KEY)]).toEqual([
        aReport({state: 'expired'}),
        aReport({state: 'expired'}),
      ]);
    });

    it('lists what stands, and nothing else', async () => {
      expect((await broker.snapshot()).standing).toEqual([]);
      const opened = reportOf(await broker.submit(anIntent({stopLoss: 1290})));
      await broker.submit(anIntent({clientOrderId: OTHER_KEY}));
      await broker.closePosition(OTHER_KEY);
      await broker.submit(anIntent({clientOrderId: 'A000000000000003', symbol: 'EURUSD'}));
      const standing = [
        {clientOrderId: KEY, symbol: 'XAUUSD', side: 'buy', volumeLots: 0.01, report: opened},
      ];
      expect((await broker.snapshot()).standing).toEqual(standing);
      if (!broker.capabilities.restingOrders) return;
      const resting = reportOf(
        await broker.submit(aLimit({clientOrderId: 'A000000000000004', side: 'sell', price: 1305})),
      );
      expect((await broker.snapshot()).standing).toEqual([
        ...standing,
        {
          clientOrderId: 'A000000000000004',
          symbol: 'XAUUSD',
          side: 'sell',
          volumeLots: 0.01,
          report: resting,
        },
      ]);
    });

    it('says that a key was sent while its order rests', async () => {
      if (!broker.capabilities.restingOrders || !broker.capabilities.fence) return;
      await broker.submit(aLimit());
      expect(await broker.fence(KEY)).toBe('sent');
      expect(await found()).toEqual(aReport());
    });

    it('answers after it was closed without placing anything, and closes twice', async () => {
      await broker.close();
      await broker.close();
      const outcome = await broker.submit(anIntent());
      expect(outcome.status).toBe('notSent');
      expect((await broker.lookup(KEY)).status).toBe('undecided');
      expect((await broker.cancel(KEY)).status).not.toBe('done');
      await expect(broker.snapshot()).rejects.toMatchObject({code: 'BROKER_UNAVAILABLE'});
    });
  });
}
