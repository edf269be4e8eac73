import {describe, expect, it} from 'vitest';
import {convert, type ConvertRequest} from '../../../src/condition/legacy/convert.ts';
import {toleranceBounds} from '../../../src/condition/legacy/tolerance.ts';

const converted = (conditions: unknown, rest: Omit<ConvertRequest, 'conditions'> = {}) =>
  convert({side: 'buy', symbol: 'XAUUSDc', entryPrice: 1300, ...rest, conditions});

const fieldsOf = (conditions: unknown, rest?: Omit<ConvertRequest, 'conditions'>) =>
  converted(conditions, rest).problems.map(({field}) => field);

describe('convert', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    [
      'the bars of a key of its own before those of all',
      {choch_bull: true, structure_tf: 'M30', timeframe: 'M5'},
      {choch: {timeframe: 'M30'}},
    ],
    [
      'bars in small letters',
      {choch_bull: true, timeframe: 'm5'},
      {choch: {timeframe: 'M5', direction: 'bull'}},
    ],
    [
      'bars that a key names itself',
      {bos_bear_m15: true, timeframe: 'M5'},
      {bos: {timeframe: 'M15', direction: 'bear'}},
    ],
    [
      'a wick of so many bodies',
      {rejection_wick: true, min_wick_ratio: 3, timeframe: 'M5'},
      {rejectionWick: {minRatio: 3}},
    ],
    [
      'a break that needs no pullback',
      {mss_bull: true, pullback_to_mss: false, timeframe: 'M15'},
      {mss: {pullback: false}},
    ],
    [
      'a gap that is filled so far',
      {fvg_bull: true, fvg_filled_pct: 0.6, timeframe: 'M5'},
      {fvg: {filledFrom: 0.6, filledTo: 1}},
    ],
    [
      'a gap that is filled from here to there',
      {fvg_bear: true, fvg_filled_pct: {min: 0.2, max: 0.4}, timeframe: 'M5'},
      {fvg: {filledFrom: 0.2, filledTo: 0.4}},
    ],
    // The old width was 2σ of 20 closes, half of ours.
    [
      'a squeeze, as the whole width of the band',
      {bb_squeeze: true, bb_squeeze_threshold: 1, timeframe: 'M5'},
      {bbSqueeze: {belowPercent: 2}},
    ],
    [
      'a slope by its direction alone',
      {ema_slope_direction: 'bullish', ema_timeframe: 'H4', ema_period: 50},
      {emaSlope: {timeframe: 'H4', direction: 'bull', period: 50}},
    ],
    [
      'a stretch from the entry price',
      {atr_stretch: true, atr_multiple: 3, timeframe: 'M5'},
      {atrStretch: {from: 1300, multiple: 3}},
    ],
    // D-55: a single trigger could never pass the vote of two.
    [
      'one trigger of volatility as the only vote',
      {atr_5m_threshold: 1.5},
      {atr: {timeframe: 'M5', above: 1.5}},
    ],
    [
      'two triggers of which one is enough',
      {atr_5m_threshold: 1.5, bb_width_threshold: 3, volatility_trigger_rule: 1},
      {any: [{atr: {above: 1.5}}, {bbWidth: {in: 'atr', above: 3}}]},
    ],
    ['an alias', {confluence_min: 65}, {confluence: {atLeast: 65}}],
    ['the other spelling of an alias', {'Cvd Div Bull': true}, {orderFlow: {is: 'cvdDivergenceBull'}}],
    [
      'a time without a zone as UTC',
      {time_after: '2025-10-31T08:00:00'},
      {time: {after: '2025-10-31T08:00:00.000Z'}},
    ],
    [
      'a window of the day',
      {time_after: '09:30', time_before: '15:00'},
      {time: {between: ['09:30', '15:00'], zone: 'UTC'}},
    ],
    [
      'a microstructure for the side of the plan',
      {require_vwap_microstructure_combo: true},
      {all: [{m1Signal: {is: 'bullish'}}, {m1Structure: {is: 'higherHighs'}}]},
    ],
  ])('takes %s', (_, old, condition) => {
    const {conditions, problems} = converted(old);
    expect(problems).toEqual([]);
    expect(conditions).toHaveLength(1);
    expect(conditions[0]).toMatchObject(condition);
  });

  // D-23: vwap_deviation and ema_slope were active although they were false.
  it.each([
    'vwap_deviation',
    'ema_slope',
    'choch_bull',
    'price_above',
    'min_confluence',
    'bb_fade',
    'nobody_knows',
  ])('takes false and null for a key that is not there: %s', (key) => {
    expect(converted({[key]: false}).conditions).toEqual([]);
    expect(fieldsOf({[key]: false})).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['a list of names', ['choch_bear'], 'conditions'],
    ['text', 'choch_bear: true', 'conditions'],
    // D-20: unknown keys were accepted and ignored.
    ['an unknown key', {choch_bul: true}, 'conditions.choch_bul'],
    ['a price in words', {price_near: 'PDH'}, 'conditions.price_near'],
    ['a number in words', {min_confluence: '>=75'}, 'conditions.min_confluence'],
    ['a flag in words', {choch_bull: 'yes', timeframe: 'M5'}, 'conditions.choch_bull'],
    ['bars that are none', {choch_bull: true, timeframe: 'M1-M5'}, 'conditions.timeframe'],
    ['an order of an unknown kind', {order_type: 'iceberg'}, 'conditions.order_type'],
    ['an unknown word', {volatility_state: 'WILD'}, 'conditions.volatility_state'],
    ['prices that exclude each other', {price_above: 1310, price_below: 1290}, 'conditions.price_above'],
    [
      'prices that leave nothing between them',
      {price_above: 1300, price_below: 1300},
      'conditions.price_above',
    ],
    [
      'one kind in both directions',
      {choch_bull: true, choch_bear: true, timeframe: 'M5'},
      'conditions.choch_bear',
    ],
    [
      'breaks in both directions',
      {bos_bull: true, choch_bear: true, timeframe: 'M5'},
      'conditions.choch_bear',
    ],
    ['a measure and its opposite', {delta_positive: true, delta_negative: true}, 'conditions.delta_negative'],
    ['two spellings that differ', {min_confluence: 60, confluence_min: 70}, 'conditions.confluence_min'],
    // D-63: the micro scalp put its own side and prices in the place of the plan's.
    ['a micro scalp', {plan_type: 'micro_scalp'}, 'conditions.plan_type'],
    ['a gap that was drawn', {fvg_bull: {high: 4085, low: 4075}, timeframe: 'M5'}, 'conditions.fvg_bull'],
    [
      'a value that breaks a rule of its condition',
      {consecutive_inside_bars: -3, timeframe: 'M5'},
      'conditions.consecutive_inside_bars',
    ],
    ['a tolerance below zero', {price_near: 1300, tolerance: -1}, 'conditions.tolerance'],
  ])('refuses %s', (_, old, field) => {
    expect(fieldsOf(old)).toEqual([field]);
  });

  it('names of two directions the one against the plan', () => {
    const old = {bos_bull: true, choch_bear: true, timeframe: 'M5'};
    expect(fieldsOf(old, {side: 'buy'})).toEqual(['conditions.choch_bear']);
    expect(fieldsOf(old, {side: 'sell'})).toEqual(['conditions.bos_bull']);
  });

  it('takes breaks both ways on bars of two lengths', () => {
    expect(fieldsOf({choch_bull_m5: true, bos_bear_m15: true})).toEqual([]);
  });

  it('asks what was meant, and says the number that stands in the text', () => {
    const hints = converted({choch_bul: true, min_confluence: '>=75'}).problems.map(({hint}) => hint);
    expect(hints).toEqual(['did you mean "choch_bull"?', 'write 75']);
  });

  it.each<[string, Record<string, unknown>, RegExp, boolean]>([
    ['bars that nothing names', {adx_below: 25}, /adx_below names no bars/, true],
    ['flatness without a measure', {flat_vol_hours: 3}, /flat_vol_threshold/, true],
    ['a number where a flag was meant', {vwap_deviation: 0.7}, /vwap_deviation is 0.7/, false],
    ['what fires at once', {execute_immediately: true}, /next quote/, false],
    ['a time of day of no zone', {time_after: '09:30'}, /UTC was filled in/, false],
  ])('wants a person to look at %s', (_, old, why, isIncomplete) => {
    const {attention, isIncomplete: lacks, problems} = converted(old);
    expect(problems).toEqual([]);
    expect(attention).toEqual([expect.stringMatching(why)]);
    expect(lacks).toBe(isIncomplete);
  });

  it('takes the bars from the plan, and says so, where the conditions have none', () => {
    const timeframe = {is: 'M30', from: 'its notes'} as const;
    expect(converted({choch_bull: true}, {timeframe})).toMatchObject({
      conditions: [{choch: {timeframe: 'M30'}}],
      warnings: ['timeframe M30 was taken from its notes'],
    });
    expect(converted({adx_below: 25}, {timeframe}).conditions).toMatchObject([{adx: {timeframe: 'M30'}}]);
    expect(converted({choch_bull: true}).warnings).toEqual(['timeframe is not given; M5 was filled in']);
  });

  it('says what has no effect', () => {
    expect(converted({min_wick_ratio: 2}).warnings).toEqual([
      'min_wick_ratio was left out: it belongs to rejection_wick',
    ]);
    expect(converted({pattern_three_drive: true, drive_tolerance: 0.02, timeframe: 'M5'}).warnings).toEqual([
      'drive_tolerance was left out: there is nothing like it here',
    ]);
    expect(converted({min_confluence: 60, range_scalp_confluence: 80})).toMatchObject({
      conditions: [{rangeScalp: {atLeast: 80}}],
      warnings: ['min_confluence was left out: range_scalp_confluence is asked in its place'],
    });
  });

  it('keeps apart what the old program wrote while it ran', () => {
    expect(converted({kill_switch_rmag: 1.5, _micro_scalp_trade_idea: {}, price_above: 1310})).toMatchObject({
      runtime: {kill_switch_rmag: 1.5, _micro_scalp_trade_idea: {}},
      conditions: [{price: {above: 1310}}],
      problems: [],
    });
  });

  it('warns of what needs a source, and asks it all the same', () => {
    const {conditions, warnings} = converted({
      delta_positive: true,
      dxy_change_pct: 0.3,
      news_absorption_filter: true,
    });
    expect(conditions).toMatchObject([{orderFlow: {}}, {crossMarket: {}}, {news: {}}]);
    expect(warnings).toHaveLength(3);
  });
});

describe('the zone of a plan', () => {
  it.each<[string, Record<string, unknown>, number, readonly string[]]>([
    ['XAUUSDc', {tolerance: 5}, 5, []],
    ['XAUUSDc', {tolerance: 25}, 10, ['tolerance 25 was cut to 10, the most that the old program allowed']],
    ['XAUUSDc', {}, 7, ['tolerance is not given; 7 was filled in']],
    ['BTCUSDc', {tolerance: null}, 100, ['tolerance is not given; 100 was filled in']],
    // D-82: yen and indices were cut at 0.01.
    ['USDJPY', {tolerance: 0.3}, 0.3, []],
    ['US500', {tolerance: 12}, 12, []],
  ])('of %s with %j is %d wide', (symbol, old, tolerance, warnings) => {
    expect(converted({price_near: 1300, ...old}, {symbol})).toMatchObject({
      zone: {near: 1300, tolerance},
      warnings,
    });
  });

  it('is to be looked at where no width is known', () => {
    expect(converted({price_near: 40_000}, {symbol: 'US500'})).toMatchObject({isIncomplete: true});
  });

  // D-82: by the "USDC" in their names these were coins, with a tolerance of 10.
  it.each(['USDCHF', 'USDCADc', 'EURUSD'])('of %s is that of a currency pair', (symbol) => {
    expect(toleranceBounds(symbol)).toEqual({fallback: 0.001, most: 0.01});
  });
});
