import {describe, expect, it} from 'vitest';
import {MatchingCore} from '../../../src/broker/matching/matching-core.ts';
import {IDEAL_RULES, type MatchingRules} from '../../../src/broker/matching/matching-rules.ts';
import type {Decision} from '../../../src/broker/matching/decision.ts';
import {type Order, type PlacedOrder, reportOf} from '../../../src/broker/matching/placed-order.ts';
import {type Instrument, InstrumentBook} from '../../../src/market/instrument.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';
import {aLimit, anIntent, aQuote, aStop} from '../order-builders.ts';

function aCore(rules: Partial<MatchingRules> = {}, gold: Partial<Instrument> = {}): MatchingCore {
  return new MatchingCore({
    rules: {...IDEAL_RULES, ...rules},
    instruments: new InstrumentBook([{symbol: 'XAUUSD', ...gold}]),
    random: new SeededRandom(7),
  });
}

const byNumber = (a: number | undefined, b: number | undefined) => (a ?? 0) - (b ?? 0);

type Answer = ReturnType<MatchingCore['place']>;

/** Applies what was decided, as a caller does after writing it down. */
function applied(core: MatchingCore, answer: Answer): Decision {
  if (answer.status === 'rejected') throw new Error(`the request was rejected: ${answer.message}`);
  core.apply(answer);
  return answer;
}

/** Places an order and returns what became of it. */
function placed(core: MatchingCore, order: Order, orderId = '1'): PlacedOrder {
  const {changes} = applied(core, core.place(orderId, order, 1_000));
  return afterOf({changes}, orderId);
}

function afterOf({changes}: Decision, orderId = '1'): PlacedOrder {
  const change = changes.find(({after}) => after.orderId === orderId);
  if (change === undefined) throw new Error(`nothing happened to order ${orderId}`);
  return change.after;
}

/** What a quote made of orders, by their ids. */
function reportsOf(decisions: readonly Decision[]) {
  const changes = decisions.flatMap((decision) => decision.changes);
  return Object.fromEntries(changes.map(({after}) => [after.orderId, reportOf(after, after.orderId)]));
}

/** The closes of a quote. */
function closesOf(decisions: readonly Decision[]) {
  return Object.values(reportsOf(decisions)).map(({close}) => close);
}

describe('place, ideally', () => {
  it('fills on the last quote with nothing checked and nothing rounded', () => {
    const core = aCore({}, {stopLevelPoints: 500});
    core.quote(aQuote({bid: 1300.001, ask: 1300.5004, timeMs: 1_000.25}));
    const order = anIntent({volumeLots: 0.0123, stopLoss: 1300.4999, takeProfit: 1300.50041});
    const filled = placed(core, order);
    expect(filled).toMatchObject({
      version: 1,
      stopLoss: 1300.4999,
      takeProfit: 1300.50041,
      quote: {timeMs: 1_000.25, bid: 1300.001, ask: 1300.5004},
    });
    expect(reportOf(filled, '7')).toEqual({
      ticket: '7',
      state: 'filled',
      fill: {positionId: '1', price: 1300.5004, timeMs: 1_000.25, volumeLots: 0.0123},
      close: null,
      stopLoss: 1300.4999,
      takeProfit: 1300.50041,
    });
  });

  it.each([0, -0.01, Number.NaN, Number.POSITIVE_INFINITY])('refuses a volume of %s', (volumeLots) => {
    const core = aCore();
    core.quote(aQuote());
    expect(core.place('1', anIntent({volumeLots}), 1_000)).toMatchObject({
      code: 'VOLUME_INVALID',
      retry: 'never',
    });
  });
});

describe('quote', () => {
  it('never closes a position on the quote that it was opened on', () => {
    const core = aCore();
    expect(core.quote(aQuote())).toEqual([]);
    // Stopped out at once: the bid is below the stop loss already.
    placed(core, anIntent({stopLoss: 1300.2}));
    expect(core.positions).toBe(1);
    const close = {price: 1300, timeMs: 1_000, reason: 'stopLoss', profit: -0.5};
    expect(reportsOf(core.quote(aQuote()))).toMatchObject({1: {state: 'filled', close, stopLoss: null}});
    expect(core.positions).toBe(0);
  });

  it.each([
    {side: 'buy', bid: 1290.003, ask: 1290.5, reason: 'stopLoss', price: 1290.003, profit: -10.497},
    {side: 'buy', bid: 1333.333, ask: 1334, reason: 'takeProfit', price: 1333.333, profit: 32.833},
    {side: 'sell', bid: 1333, ask: 1333.333, reason: 'stopLoss', price: 1333.333, profit: -33.333},
    {side: 'sell', bid: 1290, ask: 1290.5, reason: 'takeProfit', price: 1290.5, profit: 9.5},
  ] as const)('closes a $side over a gap at $price, as quoted', ({side, bid, ask, reason, price, profit}) => {
    const core = aCore();
    core.quote(aQuote());
    const lines = side === 'buy' ? {stopLoss: 1298, takeProfit: 1310} : {stopLoss: 1310, takeProfit: 1298};
    placed(core, anIntent({side, ...lines}));
    expect(closesOf(core.quote(aQuote({bid, ask, timeMs: 2_000})))).toEqual([
      {price, timeMs: 2_000, reason, profit},
    ]);
  });

  it('gives no profit where the contract size is unknown', () => {
    const core = aCore();
    core.quote(aQuote({symbol: 'WHEAT'}));
    placed(core, anIntent({symbol: 'WHEAT', takeProfit: 1310}));
    const decisions = core.quote(aQuote({symbol: 'WHEAT', bid: 1310, ask: 1311}));
    expect(closesOf(decisions)).toMatchObject([{price: 1310, profit: null}]);
  });
});

describe('restore', () => {
  const restored = () => {
    const core = aCore();
    core.quote(aQuote({timeMs: 5_000}));
    return placed(core, anIntent({stopLoss: 1300.2}));
  };

  it.each([
    {quote: 'an earlier quote', timeMs: 4_999, bid: 1, closes: false},
    {quote: 'the opening quote again', timeMs: 5_000, bid: 1300, closes: false},
    {quote: 'another quote of the same time', timeMs: 5_000, bid: 1300.1, closes: true},
    {quote: 'a later quote', timeMs: 5_001, bid: 1300, closes: true},
  ])('$quote closes a restored position: $closes', ({timeMs, bid, closes}) => {
    const core = aCore();
    core.restore(restored());
    expect(core.quote(aQuote({timeMs, bid}))).toHaveLength(closes ? 1 : 0);
    expect(core.positions).toBe(closes ? 0 : 1);
    expect(core.find('1') === undefined).toBe(closes);
  });

  it('is let go when the book says that it is over, asleep or awake', () => {
    const core = aCore();
    const order = restored();
    const close = {
      volumeLots: 0.01,
      price: 1,
      worth: 0.01,
      timeMs: 5_500,
      reason: 'manual',
      profit: 0,
    } as const;
    const over: PlacedOrder = {...order, version: 2, closed: close};
    core.restore(order);
    core.restore(over);
    expect(core.orders).toBe(0);
    core.restore(order);
    core.quote(aQuote({timeMs: 6_000, bid: 1300.3}));
    core.restore(over);
    expect(core.quote(aQuote({timeMs: 7_000, bid: 1}))).toEqual([]);
    expect([core.orders, core.positions]).toEqual([0, 0]);
  });
});

describe('place, strictly', () => {
  it('widens the ask, and closes a sell on the wider one', () => {
    const core = aCore({extraSpreadPoints: 20});
    core.quote(aQuote());
    expect(core.place('1', anIntent(), 1_000)).toMatchObject({changes: [{after: {fill: {price: 1300.7}}}]});
    placed(core, anIntent({side: 'sell', stopLoss: 1302}));
    expect(core.quote(aQuote({bid: 1301, ask: 1301.79}))).toEqual([]);
    expect(closesOf(core.quote(aQuote({bid: 1301, ask: 1301.8})))).toMatchObject([{price: 1302}]);
  });

  it('rounds quotes and lines to the digits', () => {
    const core = aCore({keepsTerms: true});
    core.quote(aQuote({bid: 1300.004, ask: 1300.505}));
    expect(placed(core, anIntent({stopLoss: 1298.004, takeProfit: 1310.015}))).toMatchObject({
      fill: {price: 1300.51},
      stopLoss: 1298,
      takeProfit: 1310.02,
    });
  });

  it('slips entries and stop losses against the order, within the bound, and takes profit as quoted', () => {
    const core = aCore({slippagePointsMax: 3});
    const entries = {buy: new Set<number | undefined>(), sell: new Set<number | undefined>()};
    const stops = {buy: new Set<number | undefined>(), sell: new Set<number | undefined>()};
    for (let round = 0; round < 200; round += 1) {
      const side = round % 2 === 0 ? 'buy' : 'sell';
      core.quote(aQuote());
      const lines = side === 'buy' ? {stopLoss: 1298} : {stopLoss: 1303};
      entries[side].add(placed(core, anIntent({side, ...lines}), String(round)).fill?.price);
      const quote = side === 'buy' ? {bid: 1297, ask: 1298} : {bid: 1303, ask: 1304};
      for (const close of closesOf(core.quote(aQuote(quote)))) stops[side].add(close?.price);
    }
    expect([...entries.buy].sort(byNumber)).toEqual([1300.5, 1300.51, 1300.52, 1300.53]);
    expect([...entries.sell].sort(byNumber)).toEqual([1299.97, 1299.98, 1299.99, 1300]);
    expect([...stops.buy].sort(byNumber)).toEqual([1296.97, 1296.98, 1296.99, 1297]);
    expect([...stops.sell].sort(byNumber)).toEqual([1304, 1304.01, 1304.02, 1304.03]);
    core.quote(aQuote());
    placed(core, anIntent({takeProfit: 1305}), 'target');
    expect(closesOf(core.quote(aQuote({bid: 1306, ask: 1307})))).toMatchObject([{price: 1306}]);
  });

  it.each([
    [0.01, undefined],
    [0.3, undefined],
    [1.11, undefined],
    [0.009, 'volume 0.009 is below the least of XAUUSD, 0.01 lots'],
    [0.015, 'volume 0.015 is not a multiple of the step of XAUUSD, 0.01 lots'],
  ])('volume %s: %s', (volumeLots, message) => {
    const core = aCore({keepsTerms: true});
    core.quote(aQuote());
    const decision = core.place('1', anIntent({volumeLots}), 1_000);
    if (message === undefined) expect(decision.status).toBe('decided');
    else expect(decision).toEqual({status: 'rejected', code: 'VOLUME_INVALID', retry: 'never', message});
  });

  it.each([
    {side: 'buy', stopLoss: 1299.5, takeProfit: 1300.5, message: null},
    {
      side: 'buy',
      stopLoss: 1299.51,
      takeProfit: null,
      message: 'stop loss 1299.51 must be below 1300 by at least 0.5 (50 points)',
    },
    {
      side: 'buy',
      stopLoss: null,
      takeProfit: 1300.49,
      message: 'take profit 1300.49 must be above 1300 by at least 0.5 (50 points)',
    },
    {side: 'sell', stopLoss: 1301, takeProfit: 1300, message: null},
    {
      side: 'sell',
      stopLoss: 1300.99,
      takeProfit: null,
      message: 'stop loss 1300.99 must be above 1300.5 by at least 0.5 (50 points)',
    },
    {
      side: 'sell',
      stopLoss: null,
      takeProfit: 1300.01,
      message: 'take profit 1300.01 must be below 1300.5 by at least 0.5 (50 points)',
    },
    {
      side: 'sell',
      stopLoss: 1290,
      takeProfit: null,
      message: 'stop loss 1290 must be above 1300.5 by at least 0.5 (50 points)',
    },
  ] as const)('$side with $stopLoss and $takeProfit: $message', ({side, stopLoss, takeProfit, message}) => {
    for (const core of [aCore({stopLevelPoints: 50}), aCore({keepsTerms: true}, {stopLevelPoints: 50})]) {
      core.quote(aQuote());
      const decision = core.place('1', anIntent({side, stopLoss, takeProfit}), 1_000);
      if (message === null) expect(decision.status).toBe('decided');
      else expect(decision).toEqual({status: 'rejected', code: 'STOPS_INVALID', retry: 'never', message});
    }
  });

  it('refuses a line on the wrong side even without a stop level', () => {
    const core = aCore({keepsTerms: true});
    core.quote(aQuote());
    expect(core.place('1', anIntent({stopLoss: 1300}), 1_000)).toMatchObject({
      code: 'STOPS_INVALID',
      message: 'stop loss 1300 must be below 1300',
    });
  });

  it('refuses the share that it was told to, with its code', () => {
    const rejection = {share: 0.25, code: 'REQUOTE', retry: 'reprice'} as const;
    const core = aCore({rejection});
    core.quote(aQuote());
    const decisions = Array.from({length: 1_000}, () => core.place('1', anIntent(), 1_000));
    const refused = decisions.filter((decision) => decision.status === 'rejected');
    expect(refused.length).toBeGreaterThan(200);
    expect(refused.length).toBeLessThan(300);
    expect(refused[0]).toMatchObject({code: 'REQUOTE', retry: 'reprice'});
  });

  it('refuses an order on a quote that is too old', () => {
    const core = aCore({quoteAgeMsMax: 500});
    core.quote(aQuote({timeMs: 1_000}));
    expect(core.place('1', anIntent(), 1_500).status).toBe('decided');
    expect(core.place('1', anIntent(), 1_501)).toMatchObject({code: 'QUOTE_STALE', retry: 'later'});
  });

  it('needs the digits for rules in points only', () => {
    const order = anIntent({symbol: 'WHEAT'});
    for (const [rules, status] of [
      [{keepsTerms: true}, 'decided'],
      [{slippagePointsMax: 1}, 'rejected'],
      [{extraSpreadPoints: 1}, 'rejected'],
      [{stopLevelPoints: 1}, 'rejected'],
    ] as const) {
      const core = aCore(rules);
      core.quote(aQuote({symbol: 'WHEAT'}));
      expect(core.place('1', order, 1_000).status).toBe(status);
    }
  });
});

describe('checkedRules', () => {
  it.each([
    {extraSpreadPoints: -1},
    {slippagePointsMax: 0.5},
    {latencyMs: Number.NaN},
    {quoteAgeMsMax: Number.POSITIVE_INFINITY},
    {rejection: {share: 1.01, code: 'X', retry: 'later'}},
    {partialFills: {share: 1.01, parts: 2}},
    {partialFills: {share: 1, parts: 1}},
    {partialFills: {share: 1, parts: 2.5}},
  ] as const)('refuses %o', (rules) => {
    expect(() => aCore(rules)).toThrow(RangeError);
  });
});

describe('resting orders, strictly', () => {
  it.each([
    {make: aLimit, side: 'buy', price: 1300, message: null},
    {
      make: aLimit,
      side: 'buy',
      price: 1300.01,
      message: 'the price 1300.01 of a buy limit must be below the ask 1300.5 by at least 0.5 (50 points)',
    },
    {make: aLimit, side: 'sell', price: 1300.5, message: null},
    {
      make: aLimit,
      side: 'sell',
      price: 1300.49,
      message: 'the price 1300.49 of a sell limit must be above the bid 1300 by at least 0.5 (50 points)',
    },
    {make: aStop, side: 'buy', price: 1301, message: null},
    {
      make: aStop,
      side: 'buy',
      price: 1300.99,
      message: 'the price 1300.99 of a buy stop must be above the ask 1300.5 by at least 0.5 (50 points)',
    },
    {make: aStop, side: 'sell', price: 1299.5, message: null},
    {
      make: aStop,
      side: 'sell',
      price: 1299.51,
      message: 'the price 1299.51 of a sell stop must be below the bid 1300 by at least 0.5 (50 points)',
    },
  ] as const)('a $side at $price: $message', ({make, side, price, message}) => {
    const core = aCore({stopLevelPoints: 50});
    core.quote(aQuote());
    const answer = core.place('1', make({side, price}), 1_000);
    if (message === null) expect(answer.status).toBe('decided');
    else expect(answer).toEqual({status: 'rejected', code: 'PRICE_INVALID', retry: 'reprice', message});
  });

  it('keep the stop level from their own price', () => {
    const core = aCore({stopLevelPoints: 50});
    core.quote(aQuote());
    expect(core.place('1', aLimit({price: 1299, stopLoss: 1298.5}), 1_000).status).toBe('decided');
    expect(core.place('1', aLimit({price: 1299, stopLoss: 1298.51}), 1_000)).toMatchObject({
      code: 'STOPS_INVALID',
    });
  });

  it.each([null, 0, -1, Number.NaN])('need a price, and %s is none', (price) => {
    const core = aCore();
    core.quote(aQuote());
    expect(core.place('1', aLimit({price}), 1_000)).toMatchObject({code: 'PRICE_INVALID', retry: 'never'});
  });

  it('need a time to live', () => {
    const core = aCore();
    core.quote(aQuote());
    expect(core.place('1', aLimit({expiresAtMs: 1_000}), 1_000)).toMatchObject({code: 'EXPIRY_INVALID'});
    expect(core.place('1', aLimit({expiresAtMs: 1_001}), 1_000).status).toBe('decided');
  });

  it('slip as stops and not as limits', () => {
    const core = aCore({slippagePointsMax: 3});
    const prices = {limit: new Set<number | undefined>(), stop: new Set<number | undefined>()};
    for (let round = 0; round < 100; round += 1) {
      core.quote(aQuote());
      placed(core, aLimit({price: 1299}), `limit-${round}`);
      placed(core, aStop({price: 1302}), `stop-${round}`);
      for (const quote of [aQuote({bid: 1298, ask: 1298.5}), aQuote({bid: 1302, ask: 1302.5})]) {
        for (const [key, {fill}] of Object.entries(reportsOf(core.quote(quote)))) {
          prices[key.startsWith('limit') ? 'limit' : 'stop'].add(fill?.price);
        }
      }
    }
    expect([...prices.limit]).toEqual([1298.5]);
    expect([...prices.stop].sort(byNumber)).toEqual([1302.5, 1302.51, 1302.52, 1302.53]);
  });

  it('lose their rest when the part that is filled closes', () => {
    const core = aCore({partialFills: {share: 1, parts: 2}});
    core.quote(aQuote());
    placed(core, aLimit({volumeLots: 0.05, stopLoss: 1298}));
    expect(reportsOf(core.quote(aQuote({bid: 1299, ask: 1299.5})))).toMatchObject({
      1: {state: 'working', fill: {volumeLots: 0.02}, close: null},
    });
    expect(reportsOf(core.quote(aQuote({bid: 1297, ask: 1297.5})))).toMatchObject({
      1: {state: 'cancelled', fill: {volumeLots: 0.02}, close: {price: 1297, profit: -5}},
    });
    expect(core.orders).toBe(0);
  });
});

describe('netting', () => {
  const aNet = () => {
    const core = aCore({positionMode: 'netting'});
    core.quote(aQuote());
    return core;
  };
  const sell = (volumeLots: number) => anIntent({side: 'sell', volumeLots});

  it('holds one position of a symbol, at the average price, with the lines of the last order', () => {
    const core = aNet();
    placed(core, anIntent({volumeLots: 0.01, stopLoss: 1290}), 'a');
    core.quote(aQuote({bid: 1302, ask: 1302.5}));
    placed(core, anIntent({volumeLots: 0.03, stopLoss: 1295, takeProfit: 1310}), 'b');
    expect(core.openPositions()).toEqual([
      {
        positionId: 'a',
        symbol: 'XAUUSD',
        side: 'buy',
        volumeLots: 0.04,
        entryPrice: 1302,
        openedAtMs: 1_000,
        stopLoss: 1295,
        takeProfit: 1310,
        orderIds: ['a', 'b'],
      },
    ]);
    expect(reportsOf(core.quote(aQuote({bid: 1294, ask: 1294.5})))).toMatchObject({
      a: {close: {price: 1294, reason: 'stopLoss', profit: -6.5}},
      b: {close: {price: 1294, reason: 'stopLoss', profit: -25.5}},
    });
    expect([core.orders, core.positions]).toEqual([0, 0]);
  });

  it('closes the orders that built it by turn, each when the last of its volume is', () => {
    const core = aNet();
    placed(core, anIntent({volumeLots: 0.02, stopLoss: 1290}), 'a');
    placed(core, anIntent({volumeLots: 0.03, stopLoss: 1290}), 'b');
    core.quote(aQuote({bid: 1301, ask: 1301.5}));
    const first = applied(core, core.place('c', sell(0.03), 1_000));
    expect(reportsOf([first])).toMatchObject({
      a: {close: {price: 1301, reason: 'manual', profit: 1}},
      b: {close: null, stopLoss: 1290},
      c: {fill: {positionId: 'a'}, close: {price: 1301, profit: 0}},
    });
    core.quote(aQuote({bid: 1302, ask: 1302.5}));
    const second = applied(core, core.place('d', sell(0.05), 1_000));
    // One lot hundredth of it at 1301, two at 1302.
    expect(reportsOf([second])).toMatchObject({
      b: {close: {price: 1301.6666666666667, profit: 3.5}},
      d: {fill: {positionId: 'd', volumeLots: 0.05}, close: null},
    });
    expect(core.openPositions()).toMatchObject([{positionId: 'd', side: 'sell', volumeLots: 0.03}]);
    applied(core, core.closePosition('d', 1_000));
    expect([core.orders, core.positions]).toEqual([0, 0]);
  });

  it('sets the lines of the whole position when one order is amended', () => {
    const core = aNet();
    placed(core, anIntent(), 'a');
    placed(core, anIntent(), 'b');
    const amended = applied(core, core.amend('a', {stopLoss: 1295, takeProfit: null}));
    expect(reportsOf([amended])).toMatchObject({a: {stopLoss: 1295}, b: {stopLoss: 1295}});
  });

  it('closes what one order holds, and leaves the others', () => {
    const core = aNet();
    placed(core, anIntent({volumeLots: 0.02}), 'a');
    placed(core, anIntent({volumeLots: 0.03}), 'b');
    applied(core, core.closeOrder('a', 1_000));
    expect(core.openPositions()).toMatchObject([{volumeLots: 0.03, orderIds: ['b']}]);
    expect(core.closeOrder('a', 1_000)).toMatchObject({code: 'NOTHING_OPEN', retry: 'reread'});
  });
});
