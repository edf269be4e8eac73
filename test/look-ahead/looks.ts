import type {Condition} from '../../src/condition/condition-kind.ts';
import {conditionSchema} from '../../src/condition/schema.ts';
import type {Timeframe} from '../../src/market/bar.ts';
import type {Side} from '../../src/market/quote.ts';

/** A condition as a plan of that side could have it. */
export type Look = Readonly<{
  kind: string;
  side: Side;
  written: Condition;
  /** What it says when it is met, whatever its timeframe and its numbers: `structure up`, `bos for a sell`. */
  says: string;
}>;

/** What parameters in prices depend on. */
export type Prices = Readonly<{
  /** A price that the market crosses again and again. */
  middle: number;
  /** Some average true ranges of M5. */
  step: number;
  /** Spreads are now below and now above it. */
  spread: number;
}>;

type Params = Readonly<Record<string, unknown>>;

/** Of what is cheap at each close. */
const LIGHT = ['M1', 'H1'] as const;
/** Of what reads hundreds of bars at each close. */
const HEAVY = ['M5', 'M30'] as const;

/** On each of the timeframes. */
function on(timeframes: readonly Timeframe[], ...params: readonly Params[]): readonly Params[] {
  return timeframes.flatMap((timeframe) => params.map((one) => ({timeframe, ...one})));
}

/** The same of a rule that looks one of several ways. */
function ways(name: string, values: readonly string[], all: readonly Params[] = [{}]): readonly Params[] {
  return all.flatMap((params) => values.map((value) => ({...params, [name]: value})));
}

/** Without a direction a rule looks the way of its plan, up for a buy and down for a sell. */
export const SIDES: readonly Side[] = ['buy', 'sell'];
const BULL_AND_BEAR = ['bull', 'bear'];

/** Parameters of each kind, at which it is sometimes met and sometimes not; of kinds that look one way, for both. */
export function looksOf({middle, step, spread}: Prices): readonly Look[] {
  const above = {price: {above: middle}};
  const below = {price: {below: middle}};
  const zoned = (params: Params = {}) => on(HEAVY, {within: step / 4, ...params});
  const plain: Readonly<Record<string, readonly unknown[]>> = {
    adx: on(LIGHT, {above: 25}, {below: 15}),
    atr: [
      {timeframe: 'M5', above: step / 4},
      {timeframe: 'H1', below: step},
    ],
    bbExpansion: [
      {timeframe: 'M5', abovePercent: 0.1},
      {timeframe: 'H1', abovePercent: 0.5},
    ],
    bbSqueeze: [
      {timeframe: 'M5', belowPercent: 0.1},
      {timeframe: 'H1', belowPercent: 0.6},
    ],
    bbWidth: on(LIGHT, {in: 'atr', above: 4}, {in: 'percent', above: 0.2}),
    bbWidthRising: on(HEAVY, {}),
    flatVolatility: [
      {timeframe: 'M1', maxRange: step / 8},
      {timeframe: 'M15', maxRange: step / 2},
      {timeframe: 'H1', maxRange: step},
    ],
    insideBar: on(HEAVY, {count: 1}, {count: 2}),
    trueRangeCollapse: on(LIGHT, {}),
    volatilityBreakout: on(LIGHT, {}),
    volatilityDecay: on(LIGHT, {}),
    volatilityRecoil: on(LIGHT, {}),
    volatilityState: ways('is', ['expanding', 'stable', 'contracting'], on(LIGHT, {})),
    volume: on(LIGHT, {ratioAbove: 1.5}, {spikeDeviations: 2}),
    killZone: [
      {timeframe: 'M5'},
      {timeframe: 'M15', in: ['london']},
      {in: ['newYork'], volatilitySpike: false},
    ],
    rsi: on(LIGHT, {below: 30}, {above: 70}),
    structure: ways('is', ['up', 'down', 'range'], on(HEAVY, {})),
    premiumDiscount: ways('in', ['premium', 'discount', 'upperHalf', 'lowerHalf'], on(HEAVY, {})),
    equalLevels: ways('of', ['highs', 'lows'], on(HEAVY, {tolerancePercent: 0.02})),
    previousDay: ways('of', ['high', 'low'], [{within: step}]),
    sessionSweep: [
      ...ways('session', ['ASIAN', 'LONDON'], [{of: 'high'}]),
      ...ways('session', ['OVERLAP', 'NY'], [{timeframe: 'M15', of: 'low'}]),
    ],
    emaDistance: ways('side', ['above', 'below', 'any'], on(HEAVY, {})),
    vwap: ways('side', ['above', 'below', 'any'], on(HEAVY, {deviationsAtLeast: 1.5})),
    bias: ways('is', ['bull', 'bear', 'neutral'], on(['H1', 'H4'], {})),
    m1Volatility: ways('is', ['expanding', 'stable', 'contracting']),
    m1Squeeze: [{atLeast: 5}],
    m1Structure: ways('is', ['higherHighs', 'lowerLows', 'equal', 'choppy']),
    m1Momentum: ways('direction', [...BULL_AND_BEAR, 'any'], [{atLeast: 'good'}]),
    m1Trend: ways('direction', [...BULL_AND_BEAR, 'any'], [{atLeast: 'moderate'}]),
    m1Signal: ways('is', ['bullish', 'bearish', 'neutral']),
    price: [above, {price: {crossesBelow: middle}}, {price: {near: middle, within: step}}].map(
      ({price}) => price,
    ),
    spread: [{atMost: spread}],
    time: [{between: ['07:00', '16:00'], zone: 'Europe/London'}],
    session: [{in: ['LONDON', 'OVERLAP']}, {in: ['ASIAN']}],
    always: [true],
    all: [[above, {session: {in: ['LONDON']}}]],
    any: [[above, {rsi: {timeframe: 'M5', below: 30}}]],
    not: [above, {structure: {timeframe: 'M15', is: 'range'}}],
    holdFor: [
      {condition: above, seconds: 600},
      {condition: {macd: {timeframe: 'M5'}}, seconds: 1800},
    ],
    sequence: [
      {steps: [below, above], timeframe: 'M5', withinBars: 12},
      {
        steps: [
          {rsi: {timeframe: 'M5', below: 35}},
          {rsi: {timeframe: 'M5', above: 45}},
          {macd: {timeframe: 'M5'}},
        ],
        timeframe: 'M5',
        withinBars: 12,
      },
    ],
    orderFlow: [{is: 'deltaPositive'}],
    crossMarket: [{is: 'dxyChange', value: -0.3}],
    news: [{is: 'quiet'}],
  };
  const directed: Readonly<Record<string, readonly Params[]>> = {
    alignment: [{atLeast: 40}, {atLeast: 60}],
    confluence: [{atLeast: 45}, {}],
    atrStretch: [
      {timeframe: 'M5', from: middle},
      {timeframe: 'H1', from: middle, multiple: 1},
    ],
    bbRetest: on(HEAVY, {tolerancePercent: 0.05}),
    bos: on(HEAVY, {}),
    breakerBlock: zoned(),
    choch: on(HEAVY, {withinBars: 20}),
    doublePattern: on(HEAVY, {}),
    emaSlope: [{timeframe: 'M5', minPercent: 0.02}, {timeframe: 'H1'}],
    fakeout: on(HEAVY, {}, {level: middle, withinBars: 20}),
    fvg: on(HEAVY, {filledFrom: 0.25, filledTo: 0.75}),
    liquidityGrab: on(HEAVY, {}),
    liquiditySweep: on(['M5', 'M15'], {}),
    m1Break: ways('event', ['choch', 'bos', 'both']),
    m1Confidence: [{}, {atLeast: 50}],
    macd: on(LIGHT, {}),
    mitigationBlock: zoned(),
    momentum: on(LIGHT, {minPercent: 0.005}),
    mss: on(HEAVY, {}, {pullback: false, withinBars: 10}),
    orderBlock: zoned({minScore: 40}),
    pullback: [
      {timeframe: 'M1', breakTimeframe: 'M5'},
      {timeframe: 'M1'},
      {timeframe: 'M15', breakTimeframe: 'H1'},
    ],
    rangeScalp: on(HEAVY, {atLeast: 60}),
    rejectionWick: on(HEAVY, {}),
    rsiDivergence: on(['M5'], {}),
    star: on(HEAVY, {}),
    threeDrive: on(HEAVY, {}),
    zScore: on(LIGHT, {}),
  };
  return [
    ...Object.entries(plain).flatMap(([kind, all]) => all.map((params) => look(kind, 'buy', params))),
    ...Object.entries(directed).flatMap(([kind, all]) =>
      all.flatMap((params) => SIDES.map((side) => look(kind, side, params, ` for a ${side}`))),
    ),
  ];
}

function look(kind: string, side: Side, params: unknown, suffix = ''): Look {
  const written = conditionSchema.parse({[kind]: params});
  return {kind, side, written, says: `${[kind, ...wordsIn(params)].join(' ')}${suffix}`};
}

/** Parameters whose value is a word and does not say what is asked. */
const APART: ReadonlySet<string> = new Set(['timeframe', 'breakTimeframe', 'zone']);

function wordsIn(params: unknown): readonly string[] {
  if (typeof params !== 'object' || params === null) return [];
  return Object.entries(params).flatMap(([name, value]) =>
    typeof value === 'string' && !APART.has(name) ? [value] : [],
  );
}
