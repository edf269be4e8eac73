import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../src/condition/compile.ts';
import type {Condition} from '../../src/condition/condition-kind.ts';
import {conditionSchema} from '../../src/condition/schema.ts';
import type {Bar} from '../../src/market/bar.ts';
import {breakerBlocks} from '../../src/market/structure/breaker-blocks.ts';
import type {PriceRange} from '../../src/market/structure/heading.ts';
import {mitigationBlocks} from '../../src/market/structure/mitigation-blocks.ts';
import {orderBlocks} from '../../src/market/structure/order-blocks.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {known, MINUTE_MS, walk} from '../market/structure/made-bars.ts';
import {goldTicks, HAS_REAL_BARS} from './real-bars.ts';
import {aSide} from './situations.ts';
import {sleepUntilMet} from './sleep.ts';
import {viewsOf} from './study-views.ts';
import {aQuote} from './views.ts';

/** Cases in which a condition is met, and was not at first: about one of six that are drawn. */
const RUNS = Number(process.env['VIGIL_LAW_RUNS'] ?? 75);
const DAY_MS = 86_400_000;
/** The next grain of the grid that the bars of `walk` are on. */
const GRAIN = 1 / 1024;

const aWay = fc.constantFrom('bull', 'bear');
const aWithin = fc.constantFrom(0, 0, GRAIN, 1 / 8);

const aZone: fc.Arbitrary<Condition> = fc.oneof(
  fc
    .record({direction: aWay, within: aWithin, minScore: fc.constantFrom(0, 40)})
    .map((params) => ({orderBlock: {timeframe: 'M1', ...params}})),
  fc
    .tuple(fc.constantFrom('breakerBlock', 'mitigationBlock'), aWay, aWithin)
    .map(([kind, direction, within]) => ({[kind]: {timeframe: 'M1', direction, within}})),
  fc
    .record({
      in: fc.constantFrom('premium', 'discount', 'upperHalf', 'lowerHalf'),
      bars: fc.constantFrom(2, 50),
    })
    .map((params) => ({premiumDiscount: {timeframe: 'M1', ...params}})),
  fc.record({of: fc.constantFrom('high', 'low'), within: aWithin}).map((params) => ({previousDay: params})),
);

const aTime: fc.Arbitrary<Condition> = fc.oneof(
  fc
    .uniqueArray(fc.constantFrom('ASIAN', 'LONDON', 'OVERLAP', 'NY', 'POST_NY'), {minLength: 1, maxLength: 4})
    .map((names): Condition => ({session: {in: names}})),
  fc.boolean().map((volatilitySpike): Condition => ({killZone: {timeframe: 'M1', volatilitySpike}})),
);

const aCondition = fc.letrec<{condition: Condition}>((tie) => ({
  condition: fc.oneof(
    {depthSize: 'small', withCrossShrink: true},
    {arbitrary: aZone, weight: 8},
    {arbitrary: aTime, weight: 2},
    {arbitrary: fc.array(tie('condition'), {minLength: 1, maxLength: 3}).map((all) => ({all})), weight: 3},
    {arbitrary: fc.array(tie('condition'), {minLength: 1, maxLength: 3}).map((any) => ({any})), weight: 3},
    {arbitrary: tie('condition').map((not) => ({not})), weight: 3},
  ),
})).condition;

/** Markets with blocks; each is walked once. */
const MARKETS = [3, 5, 8, 13].map((seed) => {
  // Minute after minute, so that its last bars are those before the first quote.
  const bars = walk(seed, 460).map((bar, index) => ({
    ...bar,
    timeMs: Date.UTC(2024, 4, 7) + index * MINUTE_MS,
  }));
  const [{close} = {close: 0}] = bars.slice(-1);
  const zones: PriceRange[] = [orderBlocks(), breakerBlocks(), mitigationBlocks()].flatMap((definition) => [
    ...known<readonly PriceRange[]>(definition, bars),
  ]);
  const day: Bar = {
    timeMs: Date.UTC(2024, 4, 6),
    open: close,
    high: close + 1,
    low: close - 1,
    close,
    ticks: 1,
  };
  const prices = [...zones.flatMap(({low, high}) => [low, high]), close, close + 1, close - 1];
  return {bars, day, prices, startMs: Date.UTC(2024, 4, 7) + 460 * MINUTE_MS};
});

/** A price that matters, or one beside it; a spread; and a pause, now and then of hours. */
const aStep = fc.tuple(
  fc.nat(100),
  fc.constantFrom(-1 / 4, -GRAIN, 0, 0, GRAIN, 1 / 4),
  fc.constantFrom(0, 0, GRAIN, 1 / 8),
  fc.oneof(
    {arbitrary: fc.integer({min: 0, max: 30_000}), weight: 15},
    {arbitrary: fc.integer({min: 0, max: 8 * 3_600_000}), weight: 1},
  ),
);

describe('wakes of conditions that look at zones of prices and at hours', () => {
  it('come in time: a sleeper finds a condition met at the very quote at which it first is', () => {
    const law = fc.property(
      aCondition,
      aSide,
      fc.constantFrom(...MARKETS),
      fc.array(aStep, {minLength: 1, maxLength: 50}),
      (written, side, {bars, day, prices, startMs}, steps) => {
        let nowMs = startMs;
        const quotes = steps.map(([pick, aside, spread, pauseMs]) => {
          nowMs += pauseMs;
          const bid = (prices[pick % prices.length] ?? 1) + aside;
          return aQuote(bid, bid + spread, nowMs);
        });
        const condition = compileCondition(conditionSchema.parse(written), side);
        const warm = new Map([['M1', bars] as const, ['D1', [day]] as const]);
        const views = viewsOf(quotes, {needs: condition.needs, bars: warm});
        const first = views.findIndex((view) => condition.state(view) === 'met');
        expect(sleepUntilMet(condition, views).metAt).toBe(first);
        fc.pre(first > 0);
      },
    );
    fc.assert(law, {numRuns: RUNS});
  });

  it('are calm far from a zone: once a bar', () => {
    const random = new SeededRandom(7);
    let cents = 130_000;
    const quotes = Array.from({length: 20_000}, (_, second) => {
      cents = Math.max(129_500, Math.min(130_500, cents + Math.floor(random.next() * 21) - 10));
      return aQuote(cents / 100, (cents + 20) / 100, Date.UTC(2024, 4, 6, 8) + second * 1000);
    });
    const day: Bar = {timeMs: Date.UTC(2024, 4, 6) - DAY_MS, open: 1, high: 1500, low: 1, close: 9, ticks: 1};
    for (const written of [
      {previousDay: {of: 'high', within: 1}},
      {orderBlock: {direction: 'bear', minScore: 110}},
    ]) {
      const condition = compileCondition(conditionSchema.parse(written), 'buy');
      const views = viewsOf(quotes, {needs: condition.needs, bars: new Map([['D1', [day]]])});
      const {metAt, looks} = sleepUntilMet(condition, views);
      expect(metAt).toBe(-1);
      expect(looks).toBeLessThanOrEqual(20_000 / 60 + 2);
    }
  });

  it.skipIf(!HAS_REAL_BARS).each<[string, Condition]>([
    ['an order block', {orderBlock: {minScore: 0, direction: 'bear'}}],
    ['a breaker', {breakerBlock: {timeframe: 'M1', direction: 'bull'}}],
    ['a premium', {premiumDiscount: {timeframe: 'M1', in: 'premium', bars: 300}}],
  ])('come in time for %s of real quotes', async (_name, written) => {
    const quotes = await goldTicks(40_000);
    const condition = compileCondition(conditionSchema.parse(written), 'buy');
    const views = viewsOf(quotes, {needs: condition.needs});
    const first = views.findIndex((view) => condition.state(view) === 'met');
    const {metAt, looks} = sleepUntilMet(condition, views);
    expect(first).toBeGreaterThan(1000);
    expect(metAt).toBe(first);
    expect(looks).toBeLessThan(first / 10);
  });
});
