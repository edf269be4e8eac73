import {describe, expect, it} from 'vitest';
import {MatchingCore} from '../../../src/broker/matching/matching-core.ts';
import {IDEAL_RULES, type MatchingRules} from '../../../src/broker/matching/matching-rules.ts';
import {type Order, type Position, positionOf} from '../../../src/broker/matching/position.ts';
import {type Instrument, InstrumentBook} from '../../../src/market/instrument.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';
import {anIntent, aQuote} from '../order-builders.ts';

function aCore(rules: Partial<MatchingRules> = {}, gold: Partial<Instrument> = {}): MatchingCore {
  return new MatchingCore({
    rules: {...IDEAL_RULES, ...rules},
    instruments: new InstrumentBook([{symbol: 'XAUUSD', ...gold}]),
    random: new SeededRandom(7),
  });
}

/** Opens what the core decides, as a caller does after writing it down. */
function opened(core: MatchingCore, order: Order, positionId = '1'): Position {
  const decision = core.decide(order, 1_000);
  if (decision.status !== 'filled') throw new Error(`the order was rejected: ${decision.message}`);
  const position = positionOf({positionId, clientOrderId: `key-${positionId}`}, order, decision.fill);
  core.open(position);
  return position;
}

describe('decide, ideally', () => {
  it('fills on the last quote with nothing checked and nothing rounded', () => {
    const core = aCore({}, {stopLevelPoints: 500});
    core.quote(aQuote({bid: 1300.001, ask: 1300.5004, timeMs: 1_000.25}));
    const order = anIntent({volumeLots: 0.0123, stopLoss: 1300.4999, takeProfit: 1300.50041});
    expect(core.decide(order, 9e9)).toEqual({
      status: 'filled',
      fill: {
        price: 1300.5004,
        timeMs: 1_000.25,
        volumeLots: 0.0123,
        stopLoss: 1300.4999,
        takeProfit: 1300.50041,
        quote: {timeMs: 1_000.25, bid: 1300.001, ask: 1300.5004},
      },
    });
  });

  it.each([0, -0.01, Number.NaN, Number.POSITIVE_INFINITY])('refuses a volume of %s', (volumeLots) => {
    const core = aCore();
    core.quote(aQuote());
    expect(core.decide(anIntent({volumeLots}), 1_000)).toMatchObject({
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
    const position = opened(core, anIntent({stopLoss: 1300.2}));
    expect(core.positions).toBe(1);
    const close = {price: 1300, timeMs: 1_000, reason: 'stopLoss', profit: -0.5};
    expect(core.quote(aQuote())).toEqual([{position, close}]);
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
    opened(core, anIntent({side, ...lines}));
    expect(core.quote(aQuote({bid, ask, timeMs: 2_000})).map(({close}) => close)).toEqual([
      {price, timeMs: 2_000, reason, profit},
    ]);
  });

  it('gives no profit where the contract size is unknown', () => {
    const core = aCore();
    core.quote(aQuote({symbol: 'WHEAT'}));
    opened(core, anIntent({symbol: 'WHEAT', takeProfit: 1310}));
    const [closing] = core.quote(aQuote({symbol: 'WHEAT', bid: 1310, ask: 1311}));
    expect(closing?.close.profit).toBeNull();
  });
});

describe('restore', () => {
  const restored = () => {
    const core = aCore();
    core.quote(aQuote({timeMs: 5_000}));
    return opened(core, anIntent({stopLoss: 1300.2}));
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
    expect(core.has('1')).toBe(!closes);
  });

  it('can be dropped while it waits, and after', () => {
    const core = aCore();
    core.restore(restored());
    expect(core.drop('1')).toBe(true);
    expect(core.drop('1')).toBe(false);
    core.restore(restored());
    core.quote(aQuote({timeMs: 6_000, bid: 1300.3}));
    expect(core.drop('1')).toBe(true);
    expect(core.quote(aQuote({timeMs: 7_000, bid: 1}))).toEqual([]);
  });
});

describe('decide, strictly', () => {
  it('widens the ask, and closes a sell on the wider one', () => {
    const core = aCore({extraSpreadPoints: 20});
    core.quote(aQuote());
    expect(core.decide(anIntent(), 1_000)).toMatchObject({fill: {price: 1300.7}});
    opened(core, anIntent({side: 'sell', stopLoss: 1302}));
    expect(core.quote(aQuote({bid: 1301, ask: 1301.79}))).toEqual([]);
    expect(core.quote(aQuote({bid: 1301, ask: 1301.8})).map(({close}) => close.price)).toEqual([1302]);
  });

  it('rounds quotes and lines to the digits', () => {
    const core = aCore({keepsTerms: true});
    core.quote(aQuote({bid: 1300.004, ask: 1300.505}));
    expect(core.decide(anIntent({stopLoss: 1298.004, takeProfit: 1310.015}), 1_000)).toMatchObject({
      fill: {price: 1300.51, stopLoss: 1298, takeProfit: 1310.02},
    });
  });

  it('slips entries and stop losses against the order, within the bound, and takes profit as quoted', () => {
    const core = aCore({slippagePointsMax: 3});
    const entries = {buy: new Set<number>(), sell: new Set<number>()};
    const stops = {buy: new Set<number>(), sell: new Set<number>()};
    for (let round = 0; round < 200; round += 1) {
      const side = round % 2 === 0 ? 'buy' : 'sell';
      core.quote(aQuote());
      const lines = side === 'buy' ? {stopLoss: 1298} : {stopLoss: 1303};
      entries[side].add(opened(core, anIntent({side, ...lines}), String(round)).entryPrice);
      const quote = side === 'buy' ? {bid: 1297, ask: 1298} : {bid: 1303, ask: 1304};
      for (const {close} of core.quote(aQuote(quote))) stops[side].add(close.price);
    }
    expect([...entries.buy].sort((a, b) => a - b)).toEqual([1300.5, 1300.51, 1300.52, 1300.53]);
    expect([...entries.sell].sort((a, b) => a - b)).toEqual([1299.97, 1299.98, 1299.99, 1300]);
    expect([...stops.buy].sort((a, b) => a - b)).toEqual([1296.97, 1296.98, 1296.99, 1297]);
    expect([...stops.sell].sort((a, b) => a - b)).toEqual([1304, 1304.01, 1304.02, 1304.03]);
    core.quote(aQuote());
    opened(core, anIntent({takeProfit: 1305}), 'target');
    expect(core.quote(aQuote({bid: 1306, ask: 1307})).map(({close}) => close.price)).toEqual([1306]);
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
    const decision = core.decide(anIntent({volumeLots}), 1_000);
    if (message === undefined) expect(decision.status).toBe('filled');
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
      const decision = core.decide(anIntent({side, stopLoss, takeProfit}), 1_000);
      if (message === null) expect(decision.status).toBe('filled');
      else expect(decision).toEqual({status: 'rejected', code: 'STOPS_INVALID', retry: 'never', message});
    }
  });

  it('refuses a line on the wrong side even without a stop level', () => {
    const core = aCore({keepsTerms: true});
    core.quote(aQuote());
    expect(core.decide(anIntent({stopLoss: 1300}), 1_000)).toMatchObject({
      code: 'STOPS_INVALID',
      message: 'stop loss 1300 must be below 1300',
    });
  });

  it('refuses the share that it was told to, with its code', () => {
    const rejection = {share: 0.25, code: 'REQUOTE', retry: 'reprice'} as const;
    const core = aCore({rejection});
    core.quote(aQuote());
    const decisions = Array.from({length: 1_000}, () => core.decide(anIntent(), 1_000));
    const refused = decisions.filter((decision) => decision.status === 'rejected');
    expect(refused.length).toBeGreaterThan(200);
    expect(refused.length).toBeLessThan(300);
    expect(refused[0]).toMatchObject({code: 'REQUOTE', retry: 'reprice'});
  });

  it('refuses an order on a quote that is too old', () => {
    const core = aCore({quoteAgeMsMax: 500});
    core.quote(aQuote({timeMs: 1_000}));
    expect(core.decide(anIntent(), 1_500).status).toBe('filled');
    expect(core.decide(anIntent(), 1_501)).toMatchObject({code: 'QUOTE_STALE', retry: 'later'});
  });

  it('needs the digits for rules in points only', () => {
    const order = anIntent({symbol: 'WHEAT'});
    for (const [rules, status] of [
      [{keepsTerms: true}, 'filled'],
      [{slippagePointsMax: 1}, 'rejected'],
      [{extraSpreadPoints: 1}, 'rejected'],
      [{stopLevelPoints: 1}, 'rejected'],
    ] as const) {
      const core = aCore(rules);
      core.quote(aQuote({symbol: 'WHEAT'}));
      expect(core.decide(order, 1_000).status).toBe(status);
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
  ] as const)('refuses %o', (rules) => {
    expect(() => aCore(rules)).toThrow(RangeError);
  });
});
