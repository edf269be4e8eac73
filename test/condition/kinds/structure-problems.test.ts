import {describe, expect, it} from 'vitest';
import {parsePlan} from '../../../src/plan/parse.ts';

const DEFAULTS = {newId: () => 'p-1', createdAtMs: Date.UTC(2026, 10, 22)};
const M15 = {timeframe: 'M15'};

type Row = readonly [when: Record<string, unknown>, message: string, hint: string];

/** What is written in place of the parameters of a kind that looks at structure, and what a user reads then. */
const TABLE: readonly Row[] = [
  [{bos: {}}, 'bos.timeframe is missing', 'give M1 or M5 or M15 or M30 or H1 or H4 or D1'],
  // D-23: switched off is not a way to have it.
  [
    {bos: false},
    'bos is false, not an object with named fields',
    'write for example {bos: {"timeframe":"M15","direction":"bull","swingBars":3,"minBreakAtr":0.2,"withinBars":5}}',
  ],
  [
    {bos: {...M15, minBreakAtr: -1}},
    'bos.minBreakAtr is -1, which is below zero',
    'give the least distance of the close from the swing, 0 or more',
  ],
  [
    {bos: {...M15, withinBars: 51}},
    'bos.withinBars is 51, more bars than are kept for it',
    'give 50 or fewer',
  ],
  [{bos: {...M15, swingBars: 21}}, 'bos.swingBars is 21, more bars than are kept for it', 'give 20 or fewer'],
  [{bos: {...M15, swingBar: 2}}, 'bos.swingBar is not a known key', 'did you mean "swingBars"?'],
  [
    {choch: {...M15, direction: 'up'}},
    'choch.direction is "up", not a direction',
    'give bull or bear, or leave it out for that of the plan',
  ],
  [{choch: {...M15, withinBars: 0}}, 'choch.withinBars is 0, fewer bars than it needs', 'give 1 or more'],
  [{mss: {...M15, pullback: 'yes'}}, 'mss.pullback is "yes", not true or false', 'give true or false'],
  [
    {mss: {...M15, pullbackAtr: -0.5}},
    'mss.pullbackAtr is -0.5, which is below zero',
    'give how near the price must come back, 0 or more',
  ],
  [{structure: M15}, 'structure.is is missing', 'give up or down or range'],
  [{structure: {...M15, is: 'UP'}}, 'structure.is is "UP", not one of up, down, range', 'did you mean "up"?'],
  [
    {pullback: {timeframe: 'H1'}},
    'pullback.timeframe is H1, longer than breakTimeframe, which is M15',
    'exchange them, or give the same',
  ],
  [{pullback: {from: 0.6}}, 'pullback.from is 0.6, more than to, which is 0.5', 'exchange them'],
  [{pullback: {to: 50}}, 'pullback.to is 50, more than the whole leg', 'give a share such as 0.5 for 50 %'],
  [
    {pullback: {from: -0.1}},
    'pullback.from is -0.1, which is below zero',
    'give a share of the leg from 0 to 1',
  ],
  [{orderBlock: {minScore: 111}}, 'orderBlock.minScore is 111, more than a score can be', 'give 110 or less'],
  [
    {orderBlock: {within: -1}},
    'orderBlock.within is -1, which is below zero',
    'give the distance from the block, in price units',
  ],
  [{breakerBlock: {}}, 'breakerBlock.timeframe is missing', 'give M1 or M5 or M15 or M30 or H1 or H4 or D1'],
  [
    {mitigationBlock: {...M15, within: '1'}},
    'mitigationBlock.within is "1", not a number',
    'remove the quotes',
  ],
  [
    {fvg: {...M15, filledFrom: 0.8, filledTo: 0.5}},
    'fvg.filledFrom is 0.8, more than filledTo, which is 0.5',
    'exchange them',
  ],
  [
    {fvg: {...M15, filledTo: 75}},
    'fvg.filledTo is 75, more than the whole gap',
    'give a share such as 0.5 for 50 %',
  ],
  [{fvg: {...M15, lookbackBars: 1}}, 'fvg.lookbackBars is 1, fewer bars than it needs', 'give 2 or more'],
  [
    {liquiditySweep: {withinBars: 21}},
    'liquiditySweep.withinBars is 21, more bars than are kept for it',
    'give 20 or fewer',
  ],
  [
    {liquidityGrab: {...M15, withinBars: 6}},
    'liquidityGrab.withinBars is 6, more bars than are kept for it',
    'give 5 or fewer',
  ],
  [{equalLevels: {}}, 'equalLevels.of is missing', 'give highs or lows'],
  [
    {equalLevels: {of: 'highs', tolerancePercent: 0}},
    'equalLevels.tolerancePercent is 0, not above zero',
    'give more',
  ],
  [
    {equalLevels: {of: 'highs', tolerancePercent: 20}},
    'equalLevels.tolerancePercent is 20, so wide that all are equal',
    'give 10 or less, such as 0.1',
  ],
  [
    {equalLevels: {of: 'highs', bars: 7}},
    'equalLevels.bars is 7, fewer bars than it needs',
    'give 8 or more',
  ],
  [
    {premiumDiscount: {in: 'cheap'}},
    'premiumDiscount.in is "cheap", not one of premium, discount, upperHalf, lowerHalf',
    'give premium or discount or upperHalf or lowerHalf',
  ],
  [
    {previousDay: {of: 'high'}},
    'previousDay.within is missing',
    'give how far from it the price may be, in price units',
  ],
  [
    {previousDay: {of: 'high', within: -1}},
    'previousDay.within is -1, which is below zero',
    'give how far from it the price may be, in price units',
  ],
  [{previousDay: {within: 1}}, 'previousDay.of is missing', 'give high or low'],
  [{insideBar: {count: 21}}, 'insideBar.count is 21, more bars than are kept for it', 'give 20 or fewer'],
  [
    {rejectionWick: {...M15, minRatio: 11}},
    'rejectionWick.minRatio is 11, longer than a wick can be, as the smallest body is a tenth of the bar',
    'give 10 or less',
  ],
  [{rejectionWick: {...M15, minRatio: 0}}, 'rejectionWick.minRatio is 0, not above zero', 'give more'],
  [
    {star: {...M15, bodyRatio: 30}},
    'star.bodyRatio is 30, more than the whole bar',
    'give a share such as 0.3 for 30 %',
  ],
  [{threeDrive: {}}, 'threeDrive.timeframe is missing', 'give M1 or M5 or M15 or M30 or H1 or H4 or D1'],
  [{fakeout: {...M15, level: 0}}, 'fakeout.level is 0, not above zero', 'give a price above zero'],
  [
    {doublePattern: {...M15, leve: 1}},
    'doublePattern.leve is not a known key',
    'remove it; known are timeframe, timeframeIfStale, direction',
  ],
  [
    {rsiDivergence: {}},
    'rsiDivergence.timeframe is missing',
    'give M1 or M5 or M15 or M30 or H1 or H4 or D1',
  ],
  [
    {session: {in: []}},
    'session.in lists no session',
    'give at least one of ASIAN, LONDON, OVERLAP, NY, POST_NY',
  ],
  [
    {session: {in: 'LONDON'}},
    'session.in is not a list of sessions',
    'give some of ASIAN, LONDON, OVERLAP, NY, POST_NY, such as ["LONDON"]',
  ],
  [
    {session: {in: ['Londn']}},
    'session.in[0] is "Londn", not one of ASIAN, LONDON, OVERLAP, NY, POST_NY',
    'did you mean "LONDON"?',
  ],
  [
    {session: {in: ['ASIAN', 'LONDON', 'OVERLAP', 'NY', 'POST_NY']}},
    'session.in lists every session, which is always',
    'leave the condition out',
  ],
  [{killZone: {in: []}}, 'killZone.in lists no kill zone', 'give london, newYork or both'],
  [{killZone: {in: ['NY']}}, 'killZone.in[0] is "NY", not one of london, newYork', 'give london or newYork'],
  [
    {sessionSweep: {timeframe: 'H4'}},
    'sessionSweep.timeframe is "H4", longer than an hour, and sessions begin at full hours',
    'give one of M1, M5, M15, M30, H1',
  ],
  [
    {sessionSweep: {timeframe: 'D1'}},
    'sessionSweep.timeframe is "D1", longer than an hour, and sessions begin at full hours',
    'give one of M1, M5, M15, M30, H1',
  ],
  [
    {sessionSweep: {timeframe: 'H2'}},
    'sessionSweep.timeframe is "H2", not a timeframe',
    'give one of M1, M5, M15, M30, H1',
  ],
  [
    {sessionSweep: {session: 'POST_NY'}},
    'sessionSweep.session is "POST_NY", not one of ASIAN, LONDON, OVERLAP, NY',
    'give ASIAN or LONDON or OVERLAP or NY',
  ],
];

describe('conditions on structure that cannot be', () => {
  it.each(TABLE)('%j: %s', (when, message, hint) => {
    const plan = parsePlan({symbol: 'XAUUSD', side: 'buy', volume: 0.01, when}, DEFAULTS);
    const [said = ''] = message.split(' ');
    expect(plan).toMatchObject({problems: [{field: `when.${said}`, message: `when.${message}`, hint}]});
  });
});
