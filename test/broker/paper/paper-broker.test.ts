import {mkdtempSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import Database from 'better-sqlite3';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {MemoryBook} from '../../../src/broker/paper/memory-book.ts';
import type {PaperBook} from '../../../src/broker/paper/paper-book.ts';
import {PaperBroker, type PaperBrokerOptions} from '../../../src/broker/paper/paper-broker.ts';
import {InstrumentBook} from '../../../src/market/instrument.ts';
import type {BrokerEvent} from '../../../src/ports/broker.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';
import {VirtualClock} from '../../../src/system/virtual-clock.ts';
import {brokerContract} from '../../ports/broker-contract.ts';
import {aLimit, anIntent, aQuote} from '../order-builders.ts';

let folder: string;
let path: string;
let clock: VirtualClock;
const open: PaperBroker[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-paper-'));
  path = join(folder, 'paper.db');
  clock = new VirtualClock(1_000);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((broker) => broker.close()));
  rmSync(folder, {recursive: true});
});

async function aBroker(options: Partial<PaperBrokerOptions> = {}): Promise<PaperBroker> {
  const instruments = new InstrumentBook();
  const broker = await PaperBroker.open({path, clock, random: new SeededRandom(1), instruments, ...options});
  open.push(broker);
  return broker;
}

function eventsOf(broker: PaperBroker): BrokerEvent[] {
  const events: BrokerEvent[] = [];
  broker.onEvent((event) => events.push(event));
  return events;
}

function rowsOf(sql: string): unknown[] {
  const database = new Database(path, {readonly: true});
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

async function harness(bookPath: string | null) {
  const broker = await aBroker({path: bookPath});
  return {
    broker,
    quote: async (quote: Parameters<PaperBroker['onQuote']>[0]) => broker.onQuote(quote),
    setNow: (timeMs: number) => clock.advanceTo(timeMs),
  };
}

brokerContract('a paper broker in memory', () => harness(null));
brokerContract('a paper broker with a file', () => harness(path));

describe('PaperBroker with a list', () => {
  it('names its symbols, and trades no others', async () => {
    const listed = [{symbol: 'XAUUSD.m', contractSize: 100}];
    const broker = await aBroker({listed});
    expect(await broker.instruments()).toEqual(listed);
    broker.onQuote(aQuote({symbol: 'XAUUSD'}));
    broker.onQuote(aQuote({symbol: 'XAUUSD.m'}));
    expect(await broker.submit(anIntent({symbol: 'XAUUSD', clientOrderId: 'a'.repeat(16)}))).toMatchObject({
      status: 'rejected',
      code: 'SYMBOL_UNKNOWN',
      retry: 'never',
    });
    expect(await broker.submit(anIntent({symbol: 'XAUUSD.m', clientOrderId: 'b'.repeat(16)}))).toMatchObject({
      status: 'accepted',
    });
  });
});

describe('a paper broker with latency', () => {
  it('fills at the price that stands when the order arrives, at the source time of then', async () => {
    const broker = await aBroker({path: null, rules: {latencyMs: 300}});
    // The source's clock is three hours ahead of ours.
    broker.onQuote(aQuote({timeMs: 10_801_000, receivedAtMs: 1_000}));
    const submitted = broker.submit(anIntent());
    await clock.advance(100);
    broker.onQuote(aQuote({timeMs: 10_801_100, receivedAtMs: 1_100, bid: 1301, ask: 1301.5}));
    await clock.advance(200);
    expect(await submitted).toMatchObject({
      status: 'accepted',
      report: {fill: {price: 1301.5, timeMs: 10_801_300}},
    });
  });

  it('does not place an order that arrives after its deadline', async () => {
    const broker = await aBroker({rules: {latencyMs: 300}});
    broker.onQuote(aQuote());
    const submitted = broker.submit(anIntent({notAfterMs: 1_299}));
    await clock.advance(300);
    expect(await submitted).toEqual({status: 'notSent', reason: 'tooLate'});
    expect(rowsOf('SELECT * FROM orders')).toEqual([]);
  });

  it('does not place an order that was on its way when the broker was closed', async () => {
    const broker = await aBroker({rules: {latencyMs: 300}});
    broker.onQuote(aQuote());
    const submitted = broker.submit(anIntent());
    await broker.close();
    expect(await submitted).toEqual({status: 'notSent', reason: 'brokerClosed'});
    expect(clock.timers).toBe(0);
    expect(rowsOf('SELECT * FROM orders')).toEqual([]);
  });
});

describe('the book file', () => {
  it('is readable by its owner only, with everything beside it', async () => {
    const broker = await aBroker();
    broker.onQuote(aQuote());
    await broker.submit(anIntent());
    for (const suffix of ['', '-wal', '-shm']) expect(statSync(path + suffix).mode & 0o777).toBe(0o600);
  });

  it('tells a person with sqlite3 what was ordered, opened and closed', async () => {
    const broker = await aBroker();
    broker.onQuote(aQuote());
    await broker.submit(anIntent({stopLoss: 1298}));
    await broker.submit(anIntent({clientOrderId: 'B1', planId: 'euro', symbol: 'EURUSD'}));
    await broker.fence('C1');
    broker.onQuote(aQuote({timeMs: 2_000, bid: 1297, ask: 1297.5}));
    await broker.close();
    expect(rowsOf('SELECT client_order_id, status, plan_id, code FROM orders ORDER BY 1')).toEqual([
      {client_order_id: 'A000000000000001', status: 'filled', plan_id: 'gold-dip', code: null},
      {client_order_id: 'B1', status: 'rejected', plan_id: 'euro', code: 'NO_QUOTE'},
      {client_order_id: 'C1', status: 'fenced', plan_id: null, code: null},
    ]);
    expect(rowsOf('SELECT * FROM positions')).toEqual([
      {
        ticket: 1,
        position_id: '1',
        client_order_id: 'A000000000000001',
        plan_id: 'gold-dip',
        level: 1,
        symbol: 'XAUUSD',
        side: 'buy',
        volume_lots: 0.01,
        stop_loss: 1298,
        take_profit: null,
        entry_price: 1300.5,
        opened_at_ms: 1_000,
        exit_price: 1297,
        closed_at_ms: 2_000,
        close_reason: 'stopLoss',
        profit: -3.5,
      },
    ]);
  });

  it('gives back prices and times to the last bit', async () => {
    const broker = await aBroker();
    broker.onQuote(aQuote({bid: 0.1, ask: 0.1 + 0.2, timeMs: 1_398_902_400_123.25}));
    const intent = anIntent({volumeLots: 1 / 3, stopLoss: 5e-324, takeProfit: 2 ** 52 + 0.5});
    const first = await broker.submit(intent);
    await broker.close();
    const again = await aBroker();
    expect(await again.submit(intent)).toEqual(first);
    expect(first).toMatchObject({
      report: {fill: {price: 0.1 + 0.2, timeMs: 1_398_902_400_123.25, volumeLots: 1 / 3}},
    });
  });
});

describe('a restart', () => {
  it('finds positions and closes them on a quote of its own', async () => {
    const first = await aBroker();
    first.onQuote(aQuote());
    await first.submit(anIntent({stopLoss: 1298, takeProfit: 1310}));
    await first.close();

    const second = await aBroker();
    const events = eventsOf(second);
    expect(second.positions).toBe(1);
    // A stream that starts again: before the fill, the fill, after it.
    second.onQuote(aQuote({timeMs: 500, bid: 1290, ask: 1290.5}));
    second.onQuote(aQuote());
    expect(events).toEqual([]);
    second.onQuote(aQuote({timeMs: 2_000, bid: 1310, ask: 1310.5}));
    const close = {price: 1310, timeMs: 2_000, reason: 'takeProfit', profit: 9.5};
    expect(events).toMatchObject([{clientOrderId: 'A000000000000001', report: {close}}]);
    await second.close();

    const third = await aBroker();
    expect(third.positions).toBe(0);
    expect(await third.lookup('A000000000000001')).toMatchObject({status: 'found', report: {close}});
  });

  it('remembers keys, rejections and fences', async () => {
    const first = await aBroker();
    first.onQuote(aQuote());
    const accepted = await first.submit(anIntent());
    const refused = await first.submit(anIntent({clientOrderId: 'B1', symbol: 'EURUSD'}));
    await first.fence('C1');
    await first.close();

    const second = await aBroker();
    second.onQuote(aQuote({timeMs: 2_000, bid: 1310, ask: 1310.5}));
    second.onQuote(aQuote({symbol: 'EURUSD', timeMs: 2_000, bid: 1.1, ask: 1.2}));
    expect(await second.submit(anIntent())).toEqual(accepted);
    expect(await second.submit(anIntent({clientOrderId: 'B1', symbol: 'EURUSD'}))).toEqual(refused);
    expect(await second.submit(anIntent({clientOrderId: 'C1'}))).toEqual({
      status: 'notSent',
      reason: 'fenced',
    });
    expect(await second.submit(anIntent({side: 'sell'}))).toMatchObject({code: 'KEY_REUSED'});
    expect(rowsOf('SELECT count(*) AS n FROM positions')).toEqual([{n: 1}]);
  });
});

describe('a restart with resting orders', () => {
  it('fills them on a quote of its own, in the parts that were to come', async () => {
    const rules = {partialFills: {share: 1, parts: 3}};
    const first = await aBroker({rules});
    first.onQuote(aQuote());
    await first.submit(aLimit({volumeLots: 0.1, stopLoss: 1290}));
    const reaching = aQuote({timeMs: 2_000, bid: 1299, ask: 1299.5});
    first.onQuote(reaching);
    expect(await first.lookup('A000000000000001')).toMatchObject({
      report: {state: 'working', fill: {price: 1299.5, volumeLots: 0.03}, stopLoss: 1290, close: null},
    });
    await first.close();

    const second = await aBroker({rules});
    const events = eventsOf(second);
    expect([second.orders, second.positions]).toEqual([1, 1]);
    second.onQuote(aQuote());
    second.onQuote(reaching);
    expect(events).toEqual([]);
    second.onQuote(aQuote({timeMs: 3_000, bid: 1298.5, ask: 1299}));
    second.onQuote(aQuote({timeMs: 4_000, bid: 1298, ask: 1298.5}));
    second.onQuote(aQuote({timeMs: 5_000, bid: 1297, ask: 1297.5}));
    expect(events.map(({report}) => [report.state, report.fill?.volumeLots])).toEqual([
      ['working', 0.06],
      ['filled', 0.1],
    ]);
    // (3 × 1299.5 + 3 × 1299 + 4 × 1298.5) / 10
    expect(events.at(-1)).toMatchObject({report: {fill: {price: 1298.95, timeMs: 4_000}}});
  });

  it('withdraws the rest of a market order that is filled in part', async () => {
    const broker = await aBroker({rules: {partialFills: {share: 1, parts: 2}}});
    broker.onQuote(aQuote());
    expect(await broker.submit(anIntent({volumeLots: 0.05}))).toMatchObject({
      status: 'accepted',
      report: {state: 'cancelled', fill: {volumeLots: 0.02}, close: null},
    });
    broker.onQuote(aQuote({timeMs: 2_000}));
    expect(await broker.closePosition('A000000000000001')).toEqual({status: 'done'});
    expect(await broker.lookup('A000000000000001')).toMatchObject({
      report: {state: 'cancelled', fill: {volumeLots: 0.02}, close: {price: 1300, profit: -1}},
    });
  });

  it('ends an order whose time came while nobody was there', async () => {
    const first = await aBroker();
    first.onQuote(aQuote());
    await first.submit(aLimit({expiresAtMs: 5_000}));
    await first.close();
    expect(clock.timers).toBe(0);
    await clock.advanceTo(9_000);
    const second = await aBroker();
    const events = eventsOf(second);
    second.onQuote(aQuote({timeMs: 9_000, bid: 1290, ask: 1290.5}));
    expect(events).toMatchObject([{report: {state: 'expired', fill: null}}]);
    expect(clock.timers).toBe(0);
  });
});

describe('two brokers on one book', () => {
  it('settle a cancel and a fill of one order by who wrote first', async () => {
    const [one, other] = [await aBroker(), await aBroker()];
    const [oneEvents, otherEvents] = [eventsOf(one), eventsOf(other)];
    for (const broker of [one, other]) broker.onQuote(aQuote());
    await one.submit(aLimit());
    await one.submit(aLimit({clientOrderId: 'B1', price: 1290}));
    // The other one withdraws what it has never seen, and the first one's quote comes after.
    expect(await other.cancel('A000000000000001')).toEqual({status: 'done'});
    one.onQuote(aQuote({timeMs: 2_000, bid: 1299, ask: 1299.5}));
    expect(oneEvents).toMatchObject([{clientOrderId: 'A000000000000001', report: {state: 'cancelled'}}]);
    one.onQuote(aQuote({timeMs: 3_000, bid: 1289, ask: 1289.5}));
    expect(await other.cancel('B1')).toMatchObject({status: 'rejected', code: 'ORDER_FILLED'});
    expect(otherEvents.at(-1)).toMatchObject({clientOrderId: 'B1', report: {state: 'filled'}});
    expect([one.orders, other.orders]).toEqual([1, 1]);
  });

  it('hold one position together when orders are netted', async () => {
    const rules = {positionMode: 'netting'} as const;
    const [one, other] = [await aBroker({rules}), await aBroker({rules})];
    for (const broker of [one, other]) broker.onQuote(aQuote());
    await one.submit(anIntent({volumeLots: 0.03, stopLoss: 1290}));
    // It has seen no quote since, and nets all the same.
    const reducing = await other.submit(anIntent({clientOrderId: 'B1', side: 'sell', volumeLots: 0.01}));
    expect(reducing).toMatchObject({
      report: {state: 'filled', fill: {positionId: '1'}, close: {price: 1300, reason: 'manual', profit: 0}},
    });
    const flipping = await one.submit(anIntent({clientOrderId: 'C1', side: 'sell', volumeLots: 0.05}));
    expect(flipping).toMatchObject({report: {fill: {positionId: '3', volumeLots: 0.05}, close: null}});
    expect(await one.lookup('A000000000000001')).toMatchObject({
      report: {close: {price: 1300, reason: 'manual', profit: -1.5}},
    });
    expect((await other.snapshot()).standing).toMatchObject([{clientOrderId: 'C1', side: 'sell'}]);
    expect([one.positions, one.orders]).toEqual([1, 1]);
  });

  it('watch each other’s positions, and close each once with the same price', async () => {
    const one = await aBroker();
    const other = await aBroker();
    const [oneEvents, otherEvents] = [eventsOf(one), eventsOf(other)];
    for (const broker of [one, other]) broker.onQuote(aQuote());
    await one.submit(anIntent({stopLoss: 1298}));
    other.onQuote(aQuote({timeMs: 2_000, bid: 1299, ask: 1299.5}));
    expect(other.positions).toBe(1);
    other.onQuote(aQuote({timeMs: 3_000, bid: 1297, ask: 1297.5}));
    one.onQuote(aQuote({timeMs: 3_500, bid: 1296, ask: 1296.5}));
    const close = {price: 1297, timeMs: 3_000, reason: 'stopLoss', profit: -3.5};
    expect(otherEvents).toMatchObject([{clientOrderId: 'A000000000000001', report: {close}}]);
    expect(oneEvents).toEqual(otherEvents);
    expect([one.positions, other.positions]).toEqual([0, 0]);
  });

  it('do not tell of their own closes again when the other one writes', async () => {
    const one = await aBroker();
    const other = await aBroker();
    const events = eventsOf(one);
    for (const broker of [one, other]) broker.onQuote(aQuote());
    await one.submit(anIntent({stopLoss: 1298}));
    one.onQuote(aQuote({timeMs: 2_000, bid: 1297, ask: 1297.5}));
    await other.submit(anIntent({clientOrderId: 'B1'}));
    one.onQuote(aQuote({timeMs: 3_000, bid: 1297, ask: 1297.5}));
    expect(events).toHaveLength(1);
  });
});

describe('a locked book', () => {
  let holder: Database.Database;
  beforeEach(async () => {
    await (await aBroker()).close();
    holder = new Database(path);
  });
  afterEach(() => {
    holder.close();
  });

  it('is proof that nothing was placed, and the key may be tried again', async () => {
    const broker = await aBroker();
    broker.onQuote(aQuote());
    holder.exec('BEGIN IMMEDIATE');
    expect(await broker.submit(anIntent())).toMatchObject({
      status: 'notSent',
      reason: expect.stringMatching(
        /^bookBusy: the paper book ".*paper\.db": database is locked$/,
      ) as unknown,
    });
    expect(broker.positions).toBe(0);
    expect(await broker.lookup('A000000000000001')).toMatchObject({status: 'absent'});
    await expect(broker.fence('A000000000000001')).rejects.toMatchObject({code: 'BROKER_UNAVAILABLE'});
    holder.exec('ROLLBACK');
    expect(await broker.submit(anIntent())).toMatchObject({status: 'accepted'});
  });

  it('delays a close to the next quote, at the price and time that caused it', async () => {
    const broker = await aBroker();
    const events = eventsOf(broker);
    broker.onQuote(aQuote());
    await broker.submit(anIntent({stopLoss: 1298}));
    holder.exec('BEGIN IMMEDIATE');
    broker.onQuote(aQuote({timeMs: 2_000, bid: 1297, ask: 1297.5}));
    broker.onQuote(aQuote({timeMs: 2_100, bid: 1296, ask: 1296.5}));
    expect(events).toEqual([]);
    expect(await broker.lookup('A000000000000001')).toMatchObject({status: 'found', report: {close: null}});
    holder.exec('ROLLBACK');
    broker.onQuote(aQuote({symbol: 'EURUSD', timeMs: 2_200, bid: 1.1, ask: 1.2}));
    const close = {price: 1297, timeMs: 2_000, reason: 'stopLoss', profit: -3.5};
    expect(events).toMatchObject([{clientOrderId: 'A000000000000001', report: {close}}]);
    expect(broker.pendingDecisions).toBe(0);
    expect(clock.timers).toBe(0);
  });

  it('delays a close by a timer when no quote comes', async () => {
    const broker = await aBroker();
    const events = eventsOf(broker);
    broker.onQuote(aQuote());
    await broker.submit(anIntent({stopLoss: 1298}));
    holder.exec('BEGIN IMMEDIATE');
    broker.onQuote(aQuote({timeMs: 2_000, bid: 1297, ask: 1297.5}));
    await clock.advance(500);
    expect(broker.pendingDecisions).toBe(1);
    holder.exec('ROLLBACK');
    await clock.advance(500);
    expect(events).toMatchObject([{report: {close: {price: 1297, timeMs: 2_000}}}]);
    expect(clock.timers).toBe(0);
  });

  it('does not open a pending position again when another process writes', async () => {
    const [broker, other] = [await aBroker(), await aBroker()];
    const events = eventsOf(broker);
    for (const each of [broker, other]) each.onQuote(aQuote());
    await broker.submit(anIntent({stopLoss: 1298}));
    holder.exec('BEGIN IMMEDIATE');
    broker.onQuote(aQuote({timeMs: 2_000, bid: 1297, ask: 1297.5}));
    holder.exec('ROLLBACK');
    await other.submit(anIntent({clientOrderId: 'B1', stopLoss: 1}));
    broker.onQuote(aQuote({timeMs: 3_000, bid: 1296, ask: 1296.5}));
    expect(events).toMatchObject([{clientOrderId: 'A000000000000001', report: {close: {price: 1297}}}]);
    expect(broker.positions).toBe(1);
  });

  it('gives up a fill that was decided before it learnt of a cancel', async () => {
    const [broker, other] = [await aBroker(), await aBroker()];
    const events = eventsOf(broker);
    for (const each of [broker, other]) each.onQuote(aQuote());
    await broker.submit(aLimit({stopLoss: 1298}));
    holder.exec('BEGIN IMMEDIATE');
    // Filled and stopped out, and none of it written.
    broker.onQuote(aQuote({timeMs: 2_000, bid: 1299, ask: 1299.5}));
    broker.onQuote(aQuote({timeMs: 2_100, bid: 1297, ask: 1297.5}));
    expect(broker.pendingDecisions).toBe(2);
    expect(await broker.cancel('A000000000000001')).toMatchObject({code: 'BOOK_BUSY', retry: 'later'});
    holder.exec('ROLLBACK');
    expect(await other.cancel('A000000000000001')).toEqual({status: 'done'});
    broker.onQuote(aQuote({timeMs: 3_000, bid: 1290, ask: 1290.5}));
    expect(events).toMatchObject([{report: {state: 'cancelled', fill: null, close: null}}]);
    expect([broker.orders, broker.pendingDecisions, clock.timers]).toEqual([0, 0, 0]);
  });

  it('gives up a netted fill that was decided before it learnt of another order', async () => {
    const rules = {positionMode: 'netting'} as const;
    const [broker, other] = [await aBroker({rules}), await aBroker({rules})];
    for (const each of [broker, other]) each.onQuote(aQuote());
    await broker.submit(aLimit({side: 'sell', price: 1305}));
    holder.exec('BEGIN IMMEDIATE');
    // Decided as the opening of a short position.
    broker.onQuote(aQuote({timeMs: 2_000, bid: 1305, ask: 1305.5}));
    holder.exec('ROLLBACK');
    await other.submit(anIntent({clientOrderId: 'B1'}));
    // By the next quote it closes the long one that is there.
    broker.onQuote(aQuote({timeMs: 3_000, bid: 1306, ask: 1306.5}));
    broker.onQuote(aQuote({timeMs: 4_000, bid: 1307, ask: 1307.5}));
    expect((await broker.snapshot()).standing).toEqual([]);
    expect(await broker.lookup('B1')).toMatchObject({report: {close: {reason: 'manual'}}});
    expect([broker.positions, broker.orders]).toEqual([0, 0]);
  });

  it('loses no close when the broker is closed meanwhile', async () => {
    const broker = await aBroker();
    broker.onQuote(aQuote());
    await broker.submit(anIntent({stopLoss: 1298}));
    holder.exec('BEGIN IMMEDIATE');
    broker.onQuote(aQuote({timeMs: 2_000, bid: 1297, ask: 1297.5}));
    holder.exec('ROLLBACK');
    await broker.close();
    expect(rowsOf('SELECT exit_price, closed_at_ms FROM positions')).toEqual([
      {exit_price: 1297, closed_at_ms: 2_000},
    ]);
  });
});

describe('onEvent', () => {
  it('reaches every listener when one throws, and lets the caller know', async () => {
    const broker = await aBroker({path: null});
    broker.onEvent(() => {
      throw new Error('a bad listener');
    });
    const events = eventsOf(broker);
    broker.onQuote(aQuote());
    await broker.submit(anIntent({stopLoss: 1298}));
    expect(() => broker.onQuote(aQuote({timeMs: 2_000, bid: 1, ask: 2}))).toThrow('a bad listener');
    expect(events).toHaveLength(1);
  });
});

describe('a listener that fails', () => {
  it('does not make a request fail, and is heard of by itself', async () => {
    const broker = await aBroker({path: null});
    broker.onQuote(aQuote());
    await broker.submit(aLimit());
    broker.onEvent(() => {
      throw new Error('a bad listener');
    });
    expect(await broker.cancel('A000000000000001')).toEqual({status: 'done'});
    await expect(clock.advance(1)).rejects.toThrow('a bad listener');
  });
});

describe('a write of which nobody knows whether it was made', () => {
  /** Lets the next write of a book be answered with unknown, whether it was made or not. */
  function failOnce(book: PaperBook, wasMade: boolean): PaperBook {
    const write = book.write.bind(book);
    book.write = (work, options) => {
      book.write = write;
      if (wasMade) write(work, options);
      return {status: 'unknown', reason: 'the disk failed'};
    };
    return book;
  }
  const onBook = (book: PaperBook) => {
    const broker = PaperBroker.on(book, {
      clock,
      random: new SeededRandom(1),
      instruments: new InstrumentBook(),
    });
    open.push(broker);
    broker.onQuote(aQuote());
    return broker;
  };

  it('is unknown, and found if it was made', async () => {
    const broker = onBook(failOnce(new MemoryBook(), true));
    expect(await broker.submit(anIntent())).toEqual({
      status: 'unknown',
      reason: 'the paper book in memory: the disk failed',
    });
    expect(await broker.lookup('A000000000000001')).toMatchObject({status: 'found'});
    expect(await broker.fence('A000000000000001')).toBe('sent');
  });

  it('is undecided while it is not to be seen, and absent once it is fenced', async () => {
    const broker = onBook(failOnce(new MemoryBook(), false));
    expect(await broker.submit(anIntent())).toMatchObject({status: 'unknown'});
    expect(await broker.lookup('A000000000000001')).toMatchObject({status: 'undecided'});
    expect(await broker.fence('A000000000000001')).toBe('never');
    expect(await broker.lookup('A000000000000001')).toMatchObject({status: 'absent'});
  });

  it('is made again when it is a close, and told once', async () => {
    const book = new MemoryBook();
    const broker = onBook(book);
    const events = eventsOf(broker);
    await broker.submit(anIntent({stopLoss: 1298}));
    failOnce(book, true);
    broker.onQuote(aQuote({timeMs: 2_000, bid: 1297, ask: 1297.5}));
    expect(events).toEqual([]);
    broker.onQuote(aQuote({timeMs: 3_000, bid: 1296, ask: 1296.5}));
    broker.onQuote(aQuote({timeMs: 4_000, bid: 1295, ask: 1295.5}));
    expect(events).toMatchObject([{report: {close: {price: 1297, timeMs: 2_000}}}]);
  });
});

describe('onQuote', () => {
  it('costs no more with 10,000 open positions', async () => {
    const broker = await aBroker({path: null});
    broker.onQuote(aQuote());
    for (let index = 0; index < 10_000; index += 1) {
      const far = index / 100;
      await broker.submit(
        anIntent({clientOrderId: `K${index}`, stopLoss: 1200 - far, takeProfit: 1400 + far}),
      );
    }
    // 200,000 quotes take about 30 ms so; testing each position on each would take seconds.
    const start = process.cpuUsage();
    for (let index = 1; index <= 200_000; index += 1) broker.onQuote(aQuote({timeMs: 1_000 + index}));
    // In time of the processor, which other processes on the machine do not lengthen.
    expect(process.cpuUsage(start).user).toBeLessThan(1_000_000);
    expect(broker.positions).toBe(10_000);
  });
});
