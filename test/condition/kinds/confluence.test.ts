import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import type {Bar} from '../../../src/market/bar.ts';
import type {Side} from '../../../src/market/quote.ts';
import {GOLD_MINUTES, realMinutes} from '../../market/microstructure/minutes.ts';
import {resampled} from '../../market/pattern/resampled.ts';
import {mirrored, walk} from '../../market/structure/made-bars.ts';
import {statesAtBars} from '../study-views.ts';
import {barsOfCloses} from './made-bars.ts';
import {talliesOf, viewOfBars} from './many-timeframes.ts';
import {problemsOf} from './problems.ts';

const compiled = (written: unknown, side: Side = 'buy') =>
  compileCondition(conditionSchema.parse(written), side);

const made = (close: (index: number) => number) =>
  barsOfCloses(Array.from({length: 220}, (_, index) => close(index)));

/** It rises faster and faster, so that the MACD stays above its signal. */
const RISING = made((index) => 1000 + (index * index) / 100);
const FALLING = made((index) => 3000 - (index * index) / 100);

const everywhere = (bars: readonly Bar[]) => viewOfBars({M5: bars, M15: bars, M30: bars, H1: bars, H4: bars});

describe('confluence', () => {
  it.each([
    ['rising', 'buy', 'met'],
    ['falling', 'sell', 'met'],
    // D-71: no downtrend speaks for a buy.
    ['falling', 'buy', 'unmet'],
    ['rising', 'sell', 'unmet'],
  ] as const)('of a market that is %s is, for a %s, %s', (name, side, state) => {
    const bars = name === 'rising' ? RISING : FALLING;
    expect(compiled({confluence: {}}, side).state(everywhere(bars))).toBe(state);
    const direction = side === 'buy' ? 'bull' : 'bear';
    const other = side === 'buy' ? 'sell' : 'buy';
    expect(compiled({confluence: {direction}}, other).state(everywhere(bars))).toBe(state);
  });

  it('of a falling market is for a buy at most 41, which is less than anybody asks for (D-71)', () => {
    const states = [41.1, 20].map((atLeast) => compiled({confluence: {atLeast}}).state(everywhere(FALLING)));
    expect(states).toEqual(['unmet', 'met']);
  });

  it('asks for 60 unless the plan does otherwise, and is not waived by other conditions (D-64)', () => {
    expect(compiled({confluence: {}}).explain(everywhere(RISING))[0]?.threshold).toBe(
      'confluence for bull ≥ 60',
    );
    const all = [{confluence: {atLeast: 96}}, {bbExpansion: {timeframe: 'M5', abovePercent: 0.01}}];
    expect(compiled({all}).state(everywhere(RISING))).toBe('unmet');
  });

  it.each(['M5', 'M15', 'M30', 'H1', 'H4'] as const)('is unknown while %s has too few bars', (timeframe) => {
    const bars = {
      M5: RISING,
      M15: RISING,
      M30: RISING,
      H1: RISING,
      H4: RISING,
      [timeframe]: RISING.slice(-199),
    };
    expect(compiled({confluence: {atLeast: 0}}).state(viewOfBars(bars))).toBe('unknown');
  });

  it('shows its parts in words', () => {
    const [row] = compiled({confluence: {}}).explain(everywhere(RISING));
    expect(row?.observed).toMatch(
      /^[\d.]+: trend 100 \(M5 full, M15 full, M30 full, H1 full, H4 full\), momentum 100 \(M5 strong, .*\), support [\d.]+ \(.*\), volume 60 \(not measured\), volatility [\d.]+ \(M15 .*, M30 .*, H1 .*\)$/,
    );
  });

  it.each([
    [
      {confluence: {atLeast: 97}},
      'when.confluence.atLeast',
      'when.confluence.atLeast is 97, more than the confluence can be',
      'give 96 or less',
    ],
    [
      {rangeScalp: {atLeast: 101}},
      'when.rangeScalp.atLeast',
      'when.rangeScalp.atLeast is 101, more than the points can be',
      'give 100 or less',
    ],
    [
      {rangeScalp: {timeframe: 'M2'}},
      'when.rangeScalp.timeframe',
      'when.rangeScalp.timeframe is "M2", not a timeframe',
      'give one of M1, M5, M15, M30, H1, H4, D1',
    ],
    [
      {confluence: {direction: 'up'}},
      'when.confluence.direction',
      'when.confluence.direction is "up", not a direction',
      'give bull or bear, or leave it out for that of the plan',
    ],
  ])('%j is refused', (written, ...problem) => {
    expect(problemsOf(written)).toEqual([problem]);
  });
});

describe('rangeScalp', () => {
  it('of a bull is on the mirror image what that of a bear is on the market', () => {
    let met = 0;
    for (const seed of [1, 2, 3]) {
      const bars = walk(seed, 700);
      const states = (side: Side, of: readonly Bar[]) =>
        statesAtBars(compiled({rangeScalp: {timeframe: 'M1', atLeast: 63}}, side), 'M1', of);
      const sold = states('sell', bars);
      expect(states('buy', mirrored(bars))).toEqual(sold);
      met += sold.filter((state) => state === 'met').length;
    }
    expect(met).toBeGreaterThan(10);
  });

  it('is unknown with fewer than 51 bars', () => {
    const states = statesAtBars(compiled({rangeScalp: {timeframe: 'M1', atLeast: 0}}), 'M1', walk(1, 52));
    expect(states.slice(49)).toEqual(['unknown', 'met', 'met']);
  });

  it('shows its parts in words', () => {
    const condition = compiled({rangeScalp: {}}, 'sell');
    const [row] = condition.explain(viewOfBars({M15: walk(2, 120)}));
    expect(row?.threshold).toBe('range scalp of M15 for bear ≥ 80');
    expect(row?.observed).toMatch(
      /^[\d.]+: structure \d+ \(\d+ touches of the high, \d+ of the low\), location \d+ \(.+\), confirmation \d+ \(.+\)$/,
    );
  });
});

describe('on real bars of gold', () => {
  const minutes = realMinutes(...GOLD_MINUTES);

  it.skipIf(minutes.length === 0)('confluence is met at times and unmet at others, either way', () => {
    const conditions = [60, 70, 80].flatMap((atLeast) =>
      (['bull', 'bear'] as const).map((direction) => compiled({confluence: {direction, atLeast}})),
    );
    const tallies = talliesOf(conditions, 'M5', resampled(minutes, 'M5'));
    for (const tally of tallies) {
      expect(tally.met).toBeGreaterThan(0);
      expect(tally.unmet).toBeGreaterThan(tally.met / 2);
    }
  });

  it.skipIf(minutes.length === 0)('rangeScalp too, with what it asks for by itself', () => {
    const conditions = (['bull', 'bear'] as const).map((direction) => compiled({rangeScalp: {direction}}));
    const tallies = talliesOf(conditions, 'M15', resampled(minutes, 'M15'));
    for (const tally of tallies) {
      expect(tally.met).toBeGreaterThan(0);
      expect(tally.unmet).toBeGreaterThan(10 * tally.met);
    }
  });
});
