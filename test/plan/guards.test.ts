import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {allCondition} from '../../src/condition/all-of.ts';
import type {MarketView} from '../../src/condition/market-view.ts';
import type {Explained} from '../../src/condition/verdict.ts';
import {type Instrument, InstrumentBook, unknownInstrument} from '../../src/market/instrument.ts';
import type {Quote, Side} from '../../src/market/quote.ts';
import {entryLevels} from '../../src/plan/entry-levels.ts';
import {compileGuards, GUARDS_OFF, type Guards} from '../../src/plan/guards.ts';
import type {Plan} from '../../src/plan/plan.ts';
import {USUAL_WEEKEND} from '../../src/plan/weekend-leaf.ts';
import {aStreamAt, SCALES} from '../condition/situations.ts';
import {sleepUntilMet} from '../condition/sleep.ts';
import {aQuote, aView} from '../condition/views.ts';
import {aPlan} from './plans.ts';

const GOLD = new InstrumentBook().of('XAUUSD');
const LAW_RUNS = Number(process.env['VIGIL_LAW_RUNS'] ?? 600);

function guardsOf(guards: Partial<Guards>, plan: Plan, instrument: Instrument = GOLD, level = 1) {
  const entry = entryLevels(plan)[level - 1];
  if (entry === undefined) throw new Error('no such level');
  return compileGuards({...GUARDS_OFF, ...guards}, entry, plan, instrument);
}

/** The row of one guard. */
function rowOf(
  name: string,
  {
    guards = {},
    plan,
    view,
    instrument,
    level,
  }: Readonly<{
    guards?: Partial<Guards>;
    plan: Plan;
    view?: MarketView;
    instrument?: Instrument;
    level?: number;
  }>,
): Explained | undefined {
  const rows = guardsOf(guards, plan, instrument, level).flatMap((guard) => guard.explain(view ?? aView()));
  return rows.find(({path}) => path === `guards.${name}`);
}

const at = (bid: number, ask: number): MarketView => aView({quote: aQuote(bid, ask)});

type Written = Readonly<Record<string, unknown>>;

const MARKET = {entry: {type: 'market'}, stopLoss: 1298, takeProfit: 1310};
const LIMIT = {...MARKET, entry: {type: 'limit', price: 1300}};
const LADDER = {entry: {type: 'stop'}, levels: [{price: 1300}, {price: 1301, weight: 5}]};
const SELL = {...MARKET, side: 'sell', stopLoss: 1310, takeProfit: 1298};

describe('compileGuards', () => {
  it('asks nothing while every guard is off and the broker takes the volume', () => {
    const paths = guardsOf({}, aPlan()).flatMap((guard) => guard.explain(aView()).map(({path}) => path));
    expect(paths).toEqual([]);
  });

  it.each<[string, Partial<Guards>, Written, MarketView, string]>([
    ['spread', {spreadMaxPoints: 30}, MARKET, at(1300, 1300.3), 'met'],
    ['spread', {spreadMaxPoints: 30}, MARKET, at(1300, 1300.31), 'spreadTooWide'],
    ['spread', {spreadMaxPoints: 30}, LIMIT, at(1305, 1305.31), 'spreadTooWide'],
    ['spread', {spreadMaxPoints: 30}, MARKET, aView(), 'noQuote'],
    // Reward 8, risk 4 at the ask of 1302; a hair above it is less.
    ['rewardToRisk', {rewardToRiskMin: 2}, MARKET, at(1301, 1302), 'met'],
    ['rewardToRisk', {rewardToRiskMin: 2}, MARKET, at(1301, 1302.01), 'rewardTooSmall'],
    ['rewardToRisk', {rewardToRiskMin: 2}, MARKET, at(1297, 1298), 'stopTooNear'],
    ['rewardToRisk', {rewardToRiskMin: 2}, SELL, at(1306, 1307), 'met'],
    ['rewardToRisk', {rewardToRiskMin: 2}, SELL, at(1305.99, 1307), 'rewardTooSmall'],
    ['rewardToRisk', {rewardToRiskMin: 5}, LIMIT, at(1305, 1306), 'met'],
    ['rewardToRisk', {rewardToRiskMin: 5.01}, LIMIT, at(1299, 1299.5), 'rewardTooSmall'],
    ['rewardToRisk', {rewardToRiskMin: 5.01}, LIMIT, aView(), 'rewardTooSmall'],
    ['rewardToRisk', {rewardToRiskMin: 1}, {...MARKET, stopLoss: undefined}, at(1301, 1302), 'noStopLoss'],
    [
      'rewardToRisk',
      {rewardToRiskMin: 1},
      {...MARKET, takeProfit: undefined},
      at(1301, 1302),
      'noTakeProfit',
    ],
    // A risk of 2 may cost 0.2.
    ['costShare', {costShareMax: 0.1}, MARKET, at(1299.8, 1300), 'met'],
    ['costShare', {costShareMax: 0.1}, MARKET, at(1299.79, 1300), 'costTooHigh'],
    ['costShare', {costShareMax: 0.1}, MARKET, at(1297, 1298), 'stopTooNear'],
    ['costShare', {costShareMax: 0.1}, LIMIT, at(1304.8, 1305), 'met'],
    ['costShare', {costShareMax: 0.1}, LIMIT, at(1304.79, 1305), 'costTooHigh'],
    ['costShare', {costShareMax: 0.1}, LIMIT, aView(), 'noQuote'],
    ['costShare', {costShareMax: 0.1}, {...MARKET, stopLoss: undefined}, at(1301, 1302), 'noStopLoss'],
    ['stopDistanceMin', {stopDistanceMinPoints: 200}, MARKET, at(1299, 1300), 'met'],
    ['stopDistanceMin', {stopDistanceMinPoints: 200}, MARKET, at(1299, 1299.99), 'stopTooNear'],
    ['stopDistanceMin', {stopDistanceMinPoints: 200}, SELL, at(1308, 1309), 'met'],
    ['stopDistanceMin', {stopDistanceMinPoints: 200}, SELL, at(1308.01, 1309), 'stopTooNear'],
    ['stopDistanceMin', {stopDistanceMinPoints: 201}, LIMIT, at(1399, 1400), 'stopTooNear'],
    ['stopDistanceMin', {stopDistanceMinPoints: 1}, {...LIMIT, stopLoss: undefined}, aView(), 'noStopLoss'],
    ['stopDistanceMax', {stopDistanceMaxPoints: 200}, MARKET, at(1299, 1300), 'met'],
    ['stopDistanceMax', {stopDistanceMaxPoints: 200}, MARKET, at(1299, 1300.01), 'stopTooFar'],
    ['stopDistanceMax', {stopDistanceMaxPoints: 200}, SELL, at(1307.99, 1309), 'stopTooFar'],
    ['stopDistanceMax', {stopDistanceMaxPoints: 200}, LIMIT, at(1399, 1400), 'met'],
    ['stopDistanceMax', {stopDistanceMaxPoints: 200}, MARKET, aView(), 'noQuote'],
    ['stopDistanceMax', {stopDistanceMaxPoints: 9}, {...LIMIT, stopLoss: undefined}, aView(), 'noStopLoss'],
  ])('%s: %j of %j', (name, guards, written, view, reason) => {
    const row = rowOf(name, {guards, plan: aPlan(written), view});
    expect(row).toMatchObject({kind: 'guard', reason});
    expect(row?.verdict).toBe(reason === 'met' ? 'met' : reason === 'noQuote' ? 'unknown' : 'unmet');
  });

  it.each([
    ['spread', {spreadMaxPoints: 30}],
    ['stopDistanceMin', {stopDistanceMinPoints: 30}],
    ['stopDistanceMax', {stopDistanceMaxPoints: 30}],
  ])('does not know %s of an instrument whose digits nobody knows', (name, guards) => {
    const instrument = unknownInstrument('XAUUSD');
    const row = rowOf(name, {guards, plan: aPlan(MARKET), instrument, view: at(1300, 1300.1)});
    expect(row).toMatchObject({verdict: 'unknown', reason: 'instrumentUnknown'});
  });

  it('shows what it has measured, and against what', () => {
    const guards = {rewardToRiskMin: 3, costShareMax: 0.5, stopDistanceMinPoints: 250, spreadMaxPoints: 30};
    const rows = guardsOf(guards, aPlan(MARKET)).flatMap((guard) => guard.explain(at(1299.5, 1300)));
    expect(rows.map(({path, observed, threshold}) => [path, observed, threshold])).toEqual([
      ['guards.spread', 0.5, 'ask − bid ≤ 0.3'],
      ['guards.rewardToRisk', 5, 'reward ≥ 3 × risk'],
      ['guards.costShare', 0.25, 'ask − bid ≤ 0.5 × risk'],
      ['guards.stopDistanceMin', 200, 'risk ≥ 250 points'],
    ]);
    expect(rows.at(-1)?.distance).toBe(50);
  });

  it.each<[number, Written, Partial<Instrument>, number, string | undefined]>([
    [0.3, {}, {}, 1, undefined],
    [0.305, {}, {}, 1, 'volumeStep'],
    [0.305, {}, {volumeStepLots: null, volumeMinLots: null}, 1, undefined],
    [0.005, {}, {volumeStepLots: null}, 1, 'volumeMin'],
    [0.1, {}, {volumeMinLots: 0.2}, 1, 'volumeMin'],
    [0.2, {}, {volumeMinLots: 0.2}, 1, undefined],
    [0.02, LADDER, {}, 1, 'volumeStep'],
    [0.02, LADDER, {}, 2, undefined],
    [0.3, LADDER, {volumeMinLots: 0.1}, 1, 'volumeMin'],
  ])('volume %d of %j with %j, level %d: %s', (volume, written, facts, level, reason) => {
    const row = rowOf('volume', {
      plan: aPlan({...MARKET, ...written, volume}),
      level,
      instrument: {...GOLD, ...facts},
    });
    expect(row?.reason).toBe(reason);
  });

  it('uses the exits of the level that it is asked for', () => {
    const plan = aPlan({
      ...LIMIT,
      entry: {type: 'limit'},
      levels: [{price: 1300}, {price: 1301, stopLoss: 1300}],
    });
    const guards = {stopDistanceMinPoints: 150};
    expect(rowOf('stopDistanceMin', {guards, plan, level: 1})?.reason).toBe('met');
    expect(rowOf('stopDistanceMin', {guards, plan, level: 2})?.reason).toBe('stopTooNear');
  });
});

describe('the weekend', () => {
  const guards = {weekend: USUAL_WEEKEND};
  const reasonAt = (time: string, instrument: Instrument = GOLD) =>
    rowOf('weekend', {guards, plan: aPlan(), instrument, view: aView({nowMs: Date.parse(time)})});

  it.each([
    // New York is five hours behind UTC in winter and four in summer.
    ['2026-01-16T21:44:59.999Z', 'met'],
    ['2026-01-16T21:45:00Z', 'weekend'],
    ['2026-01-18T22:04:59.999Z', 'weekend'],
    ['2026-01-18T22:05:00Z', 'met'],
    ['2026-07-17T20:45:00Z', 'weekend'],
    ['2026-07-19T21:05:00Z', 'met'],
    // Clocks are set forward on the Sunday in between.
    ['2026-03-08T21:04:59Z', 'weekend'],
    ['2026-03-08T21:05:00Z', 'met'],
  ])('at %s says %s', (time, reason) => {
    expect(reasonAt(time)?.reason).toBe(reason);
  });

  it('says nothing of what is traded all week, and closes what is not known to be', () => {
    const btc = new InstrumentBook().of('BTCUSD');
    expect(reasonAt('2026-01-17T12:00:00Z', btc)).toBeUndefined();
    expect(reasonAt('2026-01-17T12:00:00Z', unknownInstrument('X'))).toMatchObject({
      reason: 'weekend',
      observed: 'Sat 07:00:00',
      threshold:
        'not from Fri 16:45 to Sun 17:05 America/New_York; whether its market closes then is not known',
    });
    expect(reasonAt('2026-01-17T12:00:00Z')?.threshold).toBe(
      'not from Fri 16:45 to Sun 17:05 America/New_York',
    );
  });

  it('may also be the days between two weekends', () => {
    const weekend = {from: 'Mon 00:00', to: 'Fri 12:00', zone: 'UTC'};
    const rows = [
      '2026-01-16T11:59:00Z',
      '2026-01-16T12:00:00Z',
      '2026-01-18T23:59:00Z',
      '2026-01-19T00:00:00Z',
    ];
    const reasons = rows.map(
      (time) =>
        rowOf('weekend', {guards: {weekend}, plan: aPlan(), view: aView({nowMs: Date.parse(time)})})?.reason,
    );
    expect(reasons).toEqual(['weekend', 'met', 'met', 'weekend']);
  });

  it('is asked about a few times, not at every quote', () => {
    const fridayMs = Date.parse('2026-01-16T22:00:00Z');
    const views = Array.from({length: 6000}, (_, index) => aView({nowMs: fridayMs + index * 30_000}));
    const guard = allCondition(guardsOf(guards, aPlan(MARKET)), 'plan');
    const {metAt, looks} = sleepUntilMet(guard, views);
    expect(views[metAt]?.nowMs).toBe(Date.parse('2026-01-18T22:05:00Z'));
    expect(looks).toBeLessThanOrEqual(4);
  });
});

/** Everything in whole ticks of 0.0001 about 1.1, so that a calculation in integers is the truth. */
type InTicks = Readonly<{
  side: Side;
  type: 'market' | 'limit' | 'stop';
  entry: number;
  risk: number;
  reward: number;
  tenths: number;
  points: number;
}>;

const TICKS = 10_000;
const MIDDLE = 11_000;
const EURO: Instrument = {...new InstrumentBook().of('EURUSD'), digits: 4};

const someTicks: fc.Arbitrary<InTicks> = fc.record({
  side: fc.constantFrom('buy' as const, 'sell' as const),
  type: fc.constantFrom('market' as const, 'limit' as const, 'stop' as const),
  entry: fc.integer({min: MIDDLE - 5, max: MIDDLE + 5}),
  risk: fc.integer({min: 1, max: 12}),
  reward: fc.integer({min: 1, max: 20}),
  tenths: fc.integer({min: 1, max: 30}),
  points: fc.integer({min: 1, max: 12}),
});

function planOf({side, type, entry, risk, reward}: InTicks): Plan {
  const way = side === 'buy' ? 1 : -1;
  return aPlan({
    symbol: 'EURUSD',
    side,
    entry: type === 'market' ? {type} : {type, price: entry / TICKS},
    stopLoss: (entry - way * risk) / TICKS,
    takeProfit: (entry + way * reward) / TICKS,
  });
}

function allGuards({tenths, points}: InTicks): Guards {
  return {
    ...GUARDS_OFF,
    spreadMaxPoints: points,
    rewardToRiskMin: tenths / 10,
    costShareMax: tenths / 10,
    stopDistanceMinPoints: points,
    stopDistanceMaxPoints: points,
  };
}

const inTicks = (price: number) => Math.round(price * TICKS);

/** What the guards have to say, in integers. */
function expectedOf({side, type, entry, risk, reward, tenths, points}: InTicks, {bid, ask}: Quote) {
  const way = side === 'buy' ? 1 : -1;
  const price = type === 'market' ? inTicks(side === 'buy' ? ask : bid) : entry;
  const spread = inTicks(ask) - inTicks(bid);
  const atRisk = way * (price - (entry - way * risk));
  const toWin = way * (entry + way * reward - price);
  return {
    'guards.spread': spread <= points ? 'met' : 'spreadTooWide',
    'guards.rewardToRisk':
      atRisk <= 0 ? 'stopTooNear' : 10 * toWin >= tenths * atRisk ? 'met' : 'rewardTooSmall',
    'guards.costShare': atRisk <= 0 ? 'stopTooNear' : 10 * spread <= tenths * atRisk ? 'met' : 'costTooHigh',
    'guards.stopDistanceMin': atRisk >= points ? 'met' : 'stopTooNear',
    'guards.stopDistanceMax': atRisk <= points ? 'met' : 'stopTooFar',
  };
}

describe('guards on prices', () => {
  const stream = aStreamAt({middle: MIDDLE / TICKS, decimals: 4});

  it('calculate in decimals: what they say is what integers say, at every tie', () => {
    fc.assert(
      fc.property(someTicks, stream, (ticks, views) => {
        const guards = guardsOf(allGuards(ticks), planOf(ticks), EURO);
        for (const view of views) {
          if (view.quote === undefined) continue;
          const rows = guards.flatMap((guard) => guard.explain(view));
          expect(Object.fromEntries(rows.map(({path, reason}) => [path, reason]))).toEqual(
            expectedOf(ticks, view.quote),
          );
        }
      }),
      {numRuns: LAW_RUNS / 10},
    );
  });

  const aWeekTime = fc
    .tuple(
      fc.constantFrom('Mon', 'Fri', 'Sat', 'Sun'),
      fc.constantFrom('00:00', '01:30', '02:15', '16:45', '17:05', '23:59'),
    )
    .map(([day, time]) => `${day} ${time}`);
  const aWeekend = fc
    .record({
      from: aWeekTime,
      to: aWeekTime,
      zone: fc.constantFrom('UTC', 'America/New_York', 'Europe/London', 'Australia/Lord_Howe'),
    })
    .filter(({from, to}) => from !== to);

  it('wake in time: a sleeper finds them met at the very quote at which they first are', () => {
    const someGuards = fc.subarray([
      'spreadMaxPoints',
      'rewardToRiskMin',
      'costShareMax',
      'stopDistanceMinPoints',
      'stopDistanceMaxPoints',
      'weekend',
    ] as const);
    fc.assert(
      fc.property(someTicks, stream, someGuards, aWeekend, (ticks, views, names, weekend) => {
        const all = {...allGuards(ticks), weekend};
        const guards = guardsOf(
          Object.fromEntries(names.map((name) => [name, all[name]])),
          planOf(ticks),
          EURO,
        );
        for (const guard of [...guards, allCondition(guards, 'plan')]) {
          const first = views.findIndex((view) => guard.state(view) === 'met');
          expect(sleepUntilMet(guard, views).metAt).toBe(first);
        }
      }),
      {numRuns: LAW_RUNS},
    );
  });

  it('wake in time at prices at which floating point and decimals disagree', () => {
    const [, odd] = SCALES;
    if (odd === undefined) throw new Error('two scales');
    const {middle} = odd;
    const cents = fc.integer({min: -8, max: 8}).map((steps) => Number((middle + steps / 100).toFixed(2)));
    fc.assert(
      fc.property(aStreamAt(odd), cents, fc.integer({min: 1, max: 8}), (views, stopLoss, points) => {
        const plan = aPlan({entry: {type: 'market'}, stopLoss, takeProfit: undefined});
        const guards = guardsOf(
          {stopDistanceMinPoints: points, stopDistanceMaxPoints: points, spreadMaxPoints: points},
          plan,
        );
        for (const guard of guards) {
          const first = views.findIndex((view) => guard.state(view) === 'met');
          expect(sleepUntilMet(guard, views).metAt).toBe(first);
        }
      }),
      {numRuns: LAW_RUNS / 3},
    );
  });

  it.each<[string, Partial<Guards>, Written]>([
    ['a spread that never comes', {spreadMaxPoints: 1}, MARKET],
    ['a reward that is too small for good', {rewardToRiskMin: 9}, LIMIT],
    ['a price that is far from enough reward', {rewardToRiskMin: 100}, MARKET],
    ['a price that is far from its stop loss', {stopDistanceMaxPoints: 10}, MARKET],
    ['a price that is too near to its stop loss', {stopDistanceMinPoints: 99_000}, MARKET],
    ['a cost that stays too high for its order', {costShareMax: 0.01}, LIMIT],
  ])('sleep calmly on %s', (_name, guards, written) => {
    const views = Array.from({length: 100}, (_, index) =>
      at(1304 + (index % 7) / 100, 1304.5 + (index % 7) / 100),
    );
    const guard = allCondition(guardsOf(guards, aPlan(written)), 'plan');
    expect(sleepUntilMet(guard, views)).toEqual({metAt: -1, looks: 1});
  });
});
