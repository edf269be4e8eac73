import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import type {Bar, Timeframe} from '../../../src/market/bar.ts';
import type {Side} from '../../../src/market/quote.ts';
import {mirrored, walk} from '../../market/structure/made-bars.ts';
import {statesAtBars} from '../study-views.ts';
import type {StudyCase} from './study-kinds.ts';
import {directed, sided, undirected} from './study-kinds.ts';

/** Prices are about 2048 on a grid of 1/1024, and mirrored at 2048. */
const CASES: readonly StudyCase[] = [
  directed('macd', 'M1', {}),
  directed('zScore', 'M1', {beyond: 1.5}),
  directed('atrStretch', 'M1', {from: 2048, period: 16}),
  directed('emaSlope', 'M1', {period: 20}),
  sided('emaDistance', 'M1', {period: 20, atLeastAtr: 1.5}),
  sided('vwap', 'M1', {deviationsAtLeast: 1}),
  // With all the tolerance there is: a share of the level is none of the mirror image.
  directed('bbRetest', 'M1', {tolerancePercent: 100}),
  undirected('adx', 'M1', {period: 8, above: 25}),
  undirected('atr', 'M1', {above: 0.75}),
  undirected('bbWidth', 'M1', {in: 'atr', above: 3}),
  undirected('volatilityState', 'M1', {is: 'expanding'}),
  undirected('volatilityDecay', 'M1', {}),
  undirected('flatVolatility', 'M1', {maxRange: 1.5}),
  undirected('trueRangeCollapse', 'M1', {}),
  undirected('volatilityRecoil', 'M1', {}),
];

function statesOf(written: unknown, side: Side, timeframe: Timeframe, bars: readonly Bar[]) {
  return statesAtBars(compileCondition(conditionSchema.parse(written), side), timeframe, bars);
}

describe('a bull on the mirror image of a market', () => {
  it.each(CASES)('says what a bear says on the market itself: $bull', ({bull, bear, timeframe}) => {
    let met = 0;
    for (const seed of [1, 2, 3, 4]) {
      const bars = walk(seed, 600);
      const states = statesOf(bear, 'sell', timeframe, bars);
      met += states.filter((state) => state === 'met').length;
      expect(statesOf(bull, 'buy', timeframe, mirrored(bars))).toEqual(states);
    }
    expect(met).toBeGreaterThan(10);
  });

  it.each([
    directed('momentum', 'M1', {minPercent: 0.001}),
    undirected('bbSqueeze', 'M1', {belowPercent: 0.1}),
    undirected('bbExpansion', 'M1', {abovePercent: 0.1}),
    undirected('bbWidthRising', 'M1', {}),
    undirected('volatilityBreakout', 'M1', {}),
  ])('says so too, but where percents of two prices decide: $bull', ({bull, bear, timeframe}) => {
    let [met, others, all] = [0, 0, 0];
    for (const seed of [1, 2, 3, 4]) {
      const bars = walk(seed, 600);
      const states = statesOf(bear, 'sell', timeframe, bars);
      const mirrorStates = statesOf(bull, 'buy', timeframe, mirrored(bars));
      met += states.filter((state) => state === 'met').length;
      others += states.filter((state, index) => state !== mirrorStates[index]).length;
      all += states.length;
    }
    expect(met).toBeGreaterThan(10);
    // The prices differ by some percents of themselves, and so do percents of them.
    expect(others).toBeLessThan(all / 100);
  });
});
