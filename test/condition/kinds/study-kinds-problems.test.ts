import {describe, expect, it} from 'vitest';
import {parsePlan} from '../../../src/plan/parse.ts';

const DEFAULTS = {newId: () => 'p-1', createdAtMs: Date.UTC(2026, 10, 22)};
const M15 = {timeframe: 'M15'};

type Row = readonly [when: Record<string, unknown>, message: string, hint: string];

/** What is written in place of the parameters of a kind that looks at bars, and what a user reads then. */
const TABLE: readonly Row[] = [
  // D-23: switched off is not a way to have it.
  [
    {emaSlope: false},
    'emaSlope is false, not an object with named fields',
    'write for example {emaSlope: {"timeframe":"H1","direction":"bull","period":200,"bars":9,"minPercent":0.1}}',
  ],
  [
    {vwap: null},
    'vwap is null, not an object with named fields',
    'write for example {vwap: {"timeframe":"M5","side":"below","deviationsAtLeast":2,"zone":"UTC"}}',
  ],
  [
    {rsi: {...M15, period: 100, above: 1}},
    'rsi.period is 100, more bars than are kept for it',
    'give 85 or fewer',
  ],
  [{macd: {}}, 'macd.timeframe is missing', 'give M1 or M5 or M15 or M30 or H1 or H4 or D1'],
  [
    {macd: {...M15, fast: 26, slow: 12}},
    'macd.fast is 26, not less than slow, which is 12',
    'exchange them, or give a shorter period',
  ],
  [
    {macd: {...M15, slow: 5}},
    'macd.fast is 12, not less than slow, which is 5',
    'exchange them, or give a shorter period',
  ],
  [{macd: {...M15, slow: 200}}, 'macd.slow is 200, more bars than are kept for it', 'give 120 or fewer'],
  [{macd: {...M15, signal: 41}}, 'macd.signal is 41, more bars than are kept for it', 'give 40 or fewer'],
  [{adx: M15}, 'adx says nothing of the ADX', 'give above, below or both'],
  [
    {adx: {...M15, above: 40, below: 20}},
    'adx.above is 40, not less than below, which is 20',
    'nothing is between them: exchange them, or put two conditions under "any"',
  ],
  [{adx: {...M15, above: 101}}, 'adx.above is 101, more than the ADX can be', 'give 100 or less'],
  [{adx: {...M15, above: 25, period: 1}}, 'adx.period is 1, fewer bars than it needs', 'give 2 or more'],
  [
    {emaSlope: {direction: 'long'}},
    'emaSlope.direction is "long", not one of bull, bear, any',
    'give bull or bear or any',
  ],
  [
    {emaSlope: {direction: 'any'}},
    'emaSlope.direction is "any", which every slope is while minPercent is 0',
    'give a minPercent above zero, or bull or bear',
  ],
  [
    {emaSlope: {minPercent: -1}},
    'emaSlope.minPercent is -1, which is below zero',
    'give the least change in the direction, zero or more',
  ],
  [{emaSlope: {period: 201}}, 'emaSlope.period is 201, more bars than are kept for it', 'give 200 or fewer'],
  [{emaSlope: {bars: 51}}, 'emaSlope.bars is 51, more bars than are kept for it', 'give 50 or fewer'],
  [
    {emaDistance: {...M15, side: 'bull'}},
    'emaDistance.side is "bull", not one of above, below, any',
    'give above or below or any',
  ],
  [{emaDistance: {...M15, atLeastAtr: 0}}, 'emaDistance.atLeastAtr is 0, not above zero', 'give more'],
  [{momentum: {...M15, bars: 1}}, 'momentum.bars is 1, fewer bars than it needs', 'give 2 or more'],
  [
    {momentum: {...M15, minPercent: -0.5}},
    'momentum.minPercent is -0.5, which is below zero',
    'give the least mean change in the direction, zero or more',
  ],
  [
    {momentum: {...M15, minPercent: '0.5'}},
    'momentum.minPercent is "0.5", not a number',
    'remove the quotes',
  ],
  [{zScore: {...M15, beyond: -2}}, 'zScore.beyond is -2, not above zero', 'give more'],
  [
    {zScore: {...M15, lookback: 5, beyond: 3}},
    'zScore.beyond is 3, and no close can be further than 2.00 from the mean of 5',
    'give less, or a longer lookback',
  ],
  [
    {zScore: {...M15, lookback: 5}},
    'zScore.beyond is 2, and no close can be further than 2.00 from the mean of 5',
    'give less, or a longer lookback',
  ],
  [{atrStretch: M15}, 'atrStretch.from is missing', 'give the price from which the stretch is measured'],
  [
    {atrStretch: {...M15, from: '1300'}},
    'atrStretch.from is "1300", not a price',
    'give the price from which the stretch is measured',
  ],
  [{atrStretch: {...M15, from: -1}}, 'atrStretch.from is -1, not above zero', 'give a price above zero'],
  [{atrStretch: {...M15, from: 1300, multiple: 0}}, 'atrStretch.multiple is 0, not above zero', 'give more'],
  [{bbSqueeze: {...M15, belowPercent: 0}}, 'bbSqueeze.belowPercent is 0, not above zero', 'give more'],
  [
    {bbExpansion: {...M15, abovePercent: '4'}},
    'bbExpansion.abovePercent is "4", not a number',
    'remove the quotes',
  ],
  [{bbWidth: M15}, 'bbWidth says nothing of the width', 'give above, below or both'],
  [
    {bbWidth: {...M15, in: 'pips', above: 1}},
    'bbWidth.in is "pips", not one of percent, atr',
    'give percent or atr',
  ],
  [{bbWidth: {...M15, above: -1}}, 'bbWidth.above is -1, less than the width can be', 'give 0 or more'],
  [
    {bbWidthRising: {...M15, minPercentPerBar: -1}},
    'bbWidthRising.minPercentPerBar is -1, which is below zero',
    'give zero or more, or put the condition under "not"',
  ],
  [{bbRetest: {...M15, bounce: 'yes'}}, 'bbRetest.bounce is "yes", not true or false', 'give true or false'],
  [
    {bbRetest: {...M15, lookbackBars: 1}},
    'bbRetest.lookbackBars is 1, fewer bars than it needs',
    'give 2 or more',
  ],
  [{atr: {...M15, abov: 1}}, 'atr.abov is not a known key', 'did you mean "above"?'],
  [{atr: {...M15, below: -1}}, 'atr.below is -1, less than the ATR can be', 'give 0 or more'],
  [{volatilityState: M15}, 'volatilityState.is is missing', 'give expanding or stable or contracting'],
  [
    {volatilityState: {...M15, is: 'EXPANDING'}},
    'volatilityState.is is "EXPANDING", not one of expanding, stable, contracting',
    'did you mean "expanding"?',
  ],
  [{volatilityDecay: {...M15, below: 0}}, 'volatilityDecay.below is 0, not above zero', 'give more'],
  // D-52: without a range of its own it would compare bars with themselves.
  [
    {flatVolatility: {}},
    'flatVolatility.maxRange is missing',
    'give the true range that none of the bars may reach, in price units',
  ],
  [
    {flatVolatility: {maxRange: 0}},
    'flatVolatility.maxRange is 0, not above zero',
    'give the true range that none of the bars may reach',
  ],
  [
    {trueRangeCollapse: {...M15, bars: 0}},
    'trueRangeCollapse.bars is 0, fewer bars than it needs',
    'give 1 or more',
  ],
  [
    {volatilityRecoil: {...M15, dropAtLeast: 30}},
    'volatilityRecoil.dropAtLeast is 30, more than all of it',
    'give a share such as 0.3 for 30 %',
  ],
  [
    {volatilityBreakout: {...M15, widthRatio: 0}},
    'volatilityBreakout.widthRatio is 0, not above zero',
    'give more',
  ],
  // D-61: one that says nothing is not one that holds.
  [{volume: M15}, 'volume says nothing of the volume', 'give ratioAbove, above or spikeDeviations'],
  [{volume: {...M15, ratioAbov: 1.5}}, 'volume.ratioAbov is not a known key', 'did you mean "ratioAbove"?'],
  [{volume: {...M15, ratioAbove: 0}}, 'volume.ratioAbove is 0, not above zero', 'give more, or leave it out'],
  [
    {vwap: {timeframe: 'H4'}},
    'vwap.timeframe is "H4", not one of M1, M5, M15, M30, H1',
    'did you mean "H1"?',
  ],
  [
    {vwap: {zone: 'Mars'}},
    'vwap.zone is "Mars", which is not an IANA time zone',
    'write for example "Europe/London" or "UTC"',
  ],
];

describe('conditions on bars that cannot be', () => {
  it.each(TABLE)('%j: %s', (when, message, hint) => {
    const plan = parsePlan({symbol: 'XAUUSD', side: 'buy', volume: 0.01, when}, DEFAULTS);
    const [said = ''] = message.split(' ');
    expect(plan).toMatchObject({problems: [{field: `when.${said}`, message: `when.${message}`, hint}]});
  });
});
