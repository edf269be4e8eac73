import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../src/condition/compile.ts';
import type {Condition} from '../../src/condition/condition-kind.ts';
import {conditionSchema} from '../../src/condition/schema.ts';
import {type Bar, TIMEFRAME_MS} from '../../src/market/bar.ts';
import type {Quote} from '../../src/market/quote.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {goldTicks, HAS_REAL_BARS} from './real-bars.ts';
import {aSide} from './situations.ts';
import {sleepUntilMet} from './sleep.ts';
import {viewsOf} from './study-views.ts';
import {aQuote} from './views.ts';

/** Cases in which a condition is met, and was not at first: about one of eight that are drawn. */
const RUNS = Number(process.env['VIGIL_LAW_RUNS'] ?? 110);
/** 2024-05-06T08:00Z, a Monday. */
const START_MS = Date.UTC(2024, 4, 6, 8);

// Prices and multiples are of so few binary places that boundaries are exact, and quotes tie with them.
const aPrice = fc.integer({min: -24, max: 24}).map((steps) => 100 + steps / 8);
const aMultiple = fc.integer({min: 1, max: 24}).map((steps) => steps / 8);
const aStretchSide = fc.constantFrom('above', 'below', 'any');
const aWay = fc.constantFrom('bull', 'bear');

const aStretch: fc.Arbitrary<Condition> = fc.oneof(
  fc
    .record({direction: aWay, multiple: aMultiple, period: fc.constantFrom(1, 2, 4), from: aPrice})
    .map((params) => ({atrStretch: {timeframe: 'M1', ...params}})),
  fc
    .record({period: fc.constantFrom(1, 3), side: aStretchSide, atLeastAtr: aMultiple})
    .map((params) => ({emaDistance: {timeframe: 'M1', ...params}})),
  fc
    .record({side: aStretchSide, deviationsAtLeast: aMultiple})
    .map((params) => ({vwap: {timeframe: 'M1', ...params}})),
);

const aStudyCondition = fc.letrec<{condition: Condition}>((tie) => ({
  condition: fc.oneof(
    {depthSize: 'small', withCrossShrink: true},
    {arbitrary: aStretch, weight: 8},
    {arbitrary: aPrice.map((above): Condition => ({price: {above}})), weight: 2},
    {
      arbitrary: aMultiple.map(
        (ratioAbove): Condition => ({volume: {timeframe: 'M1', lookback: 2, ratioAbove}}),
      ),
      weight: 1,
    },
    {arbitrary: fc.array(tie('condition'), {minLength: 1, maxLength: 3}).map((all) => ({all})), weight: 3},
    {arbitrary: fc.array(tie('condition'), {minLength: 1, maxLength: 3}).map((any) => ({any})), weight: 3},
    {arbitrary: tie('condition').map((not) => ({not})), weight: 2},
  ),
})).condition;

/** So many minutes before the first quote; with few of them some conditions know nothing at first. */
const earlierBars = fc.array(fc.tuple(aPrice, aPrice), {maxLength: 20}).map((rows) =>
  rows.map(
    ([open, close], index): Bar => ({
      timeMs: START_MS + (index - rows.length) * TIMEFRAME_MS.M1,
      open,
      high: Math.max(open, close),
      low: Math.min(open, close),
      close,
      ticks: 8,
    }),
  ),
);

/** Some quotes a minute, now and then a pause after which bars are stale. */
const aPauseMs = fc.oneof(
  {arbitrary: fc.integer({min: 0, max: 40_000}), weight: 12},
  {arbitrary: fc.integer({min: 40_000, max: 400_000}), weight: 1},
);

const someQuotes = fc
  .array(fc.tuple(aPrice, fc.integer({min: 0, max: 2}), aPauseMs), {minLength: 1, maxLength: 60})
  .map((steps) => {
    let nowMs = START_MS;
    return steps.map(([bid, spread, pauseMs]): Quote => {
      nowMs += pauseMs;
      return aQuote(bid, bid + spread / 8, nowMs);
    });
  });

describe('wakes of conditions that look at bars and at the quote in hand', () => {
  it('come in time: a sleeper finds a condition met at the very quote at which it first is', () => {
    fc.assert(
      fc.property(aStudyCondition, aSide, earlierBars, someQuotes, (written, side, bars, quotes) => {
        const condition = compileCondition(conditionSchema.parse(written), side);
        const views = viewsOf(quotes, {needs: condition.needs, bars: new Map([['M1', bars]])});
        const first = views.findIndex((view) => condition.state(view) === 'met');
        expect(sleepUntilMet(condition, views).metAt).toBe(first);
        fc.pre(first > 0);
      }),
      {numRuns: RUNS},
    );
  });

  /** A walk of 20,000 quotes, one each second, that stays within 5 of 1300. */
  const walk = (() => {
    const random = new SeededRandom(7);
    let cents = 130_000;
    return Array.from({length: 20_000}, (_, second) => {
      cents = Math.max(129_500, Math.min(130_500, cents + Math.floor(random.next() * 21) - 10));
      return aQuote(cents / 100, (cents + 20) / 100, START_MS + second * 1000);
    });
  })();

  it.each<[string, Condition]>([
    ['a far EMA', {emaDistance: {timeframe: 'M1', period: 200, atLeastAtr: 50}}],
    ['a far VWAP', {vwap: {timeframe: 'M1', deviationsAtLeast: 50}}],
    ['a far stretch', {atrStretch: {timeframe: 'M1', from: 1200}}],
  ])('are calm for %s: once a bar', (_name, written) => {
    const condition = compileCondition(conditionSchema.parse(written), 'buy');
    const {metAt, looks} = sleepUntilMet(condition, viewsOf(walk, {needs: condition.needs}));
    expect(metAt).toBe(-1);
    expect(looks).toBeLessThanOrEqual(20_000 / 60 + 2);
  });

  it.skipIf(!HAS_REAL_BARS).each<[string, Condition]>([
    ['a distance from EMA(50)', {emaDistance: {timeframe: 'M1', period: 50, atLeastAtr: 4.5}}],
    ['a deviation from the VWAP', {vwap: {timeframe: 'M5', side: 'above', deviationsAtLeast: 2.5}}],
    [
      'a stretch from the open',
      {atrStretch: {timeframe: 'M1', from: 1300.6, multiple: 14, direction: 'bear'}},
    ],
  ])('come in time for %s of real quotes', async (_name, written) => {
    const quotes = await goldTicks(60_000);
    const condition = compileCondition(conditionSchema.parse(written), 'buy');
    const views = viewsOf(quotes, {needs: condition.needs});
    const first = views.findIndex((view) => condition.state(view) === 'met');
    const {metAt, looks} = sleepUntilMet(condition, views);
    expect(first).toBeGreaterThan(1000);
    expect(metAt).toBe(first);
    expect(looks).toBeLessThan(first / 20);
  });
});
