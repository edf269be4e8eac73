import {describe, expect, it} from 'vitest';
import {rangeScalpScore} from '../../../src/market/confluence/range-scalp-score.ts';
import {type TradingRange, tradingRange} from '../../../src/market/confluence/trading-range.ts';
import {barsOf, known, mirrored, type Row, studied, walk} from '../structure/made-bars.ts';

const NO_WICK = {isRejected: {bull: false, bear: false}};

function aRange(overrides: Partial<TradingRange> = {}): TradingRange {
  return {high: 110, low: 100, highTouches: 3, lowTouches: 3, close: 100.5, atr: 1, ...overrides};
}

describe('rangeScalpScore', () => {
  const at = (range: Partial<TradingRange>, rsi = 50, wick = NO_WICK) =>
    rangeScalpScore('bull', aRange(range), {rsi, wick}).score;

  it.each([
    ['at the edge', {}, 75],
    ['two touches of one edge', {highTouches: 2}, 63],
    ['one touch of one edge', {lowTouches: 1, highTouches: 9}, 35],
    // The middle is 105.
    ['0.75 ATR below the middle', {close: 104.25}, 75],
    ['less than that', {close: 104.26}, 61],
    ['0.375 ATR below the middle', {close: 104.625}, 61],
    ['less than that', {close: 104.63}, 40],
    ['at the middle', {close: 105}, 40],
    ['at the other edge', {close: 109.9}, 40],
    ['on the very edge', {close: 100}, 75],
    ['below the range', {close: 99.99}, 40],
    ['above the range', {close: 110.01}, 40],
    // A range so low that its edge is nearer to the middle than anything else asks for.
    ['the edge of a low range', {high: 100.6, close: 100.25}, 75],
  ])('of a close %s is %d', (_name, range, score) => {
    expect(at(range)).toBe(score);
  });

  it.each([
    [29.9, NO_WICK, 100],
    [30, NO_WICK, 75],
    [71, NO_WICK, 75],
    [50, {isRejected: {bull: true, bear: false}}, 100],
    // D-27: a wick has a direction.
    [50, {isRejected: {bull: false, bear: true}}, 75],
    [20, {isRejected: {bull: true, bear: true}}, 100],
  ])('with RSI %d and %j is %d', (rsi, wick, score) => {
    expect(at({}, rsi, wick)).toBe(score);
  });

  it('of a bear is that of a bull on the mirror image', () => {
    for (let close = 98; close <= 112; close += 0.125) {
      for (const rsi of [20, 50, 80]) {
        const bull = rangeScalpScore('bull', aRange({close, highTouches: 2}), {
          rsi,
          wick: {isRejected: {bull: close < 104, bear: close > 106}},
        });
        const bear = rangeScalpScore('bear', aRange({close: 210 - close, lowTouches: 2}), {
          rsi: 100 - rsi,
          wick: {isRejected: {bull: close > 106, bear: close < 104}},
        });
        expect(bear.score).toBe(bull.score);
      }
    }
  });
});

describe('tradingRange', () => {
  const quiet: Row = [105, 105.5, 104.5, 105];
  const low: Row = [105, 105.5, 100, 105];
  const high: Row = [105, 110, 104.5, 105];
  const rows = (...middle: readonly Row[]) => [...middle, ...Array.from({length: 15}, () => quiet)];
  const count = (...middle: readonly Row[]) =>
    known(tradingRange(middle.length + 14), barsOf(rows(...middle)));

  it('is drawn by the bars before the newest, and measured with the newest ranges', () => {
    const bars = barsOf([...rows(low, quiet, high), [105, 120, 90, 95]]);
    expect(known(tradingRange(18), bars)).toEqual({
      high: 110,
      low: 100,
      highTouches: 1,
      lowTouches: 1,
      close: 95,
      // Thirteen ranges of 1, and one of 30.
      atr: 43 / 14,
    });
  });

  it.each([
    ['two touches three bars apart', [low, quiet, quiet, low], 2],
    ['two bars apart', [low, quiet, low], 1],
    ['a stay at the edge', [low, low, low, low, low], 1],
    ['half an ATR away', [low, quiet, quiet, [105, 105.5, 100.5, 105]], 2],
    ['more than half an ATR away', [low, quiet, quiet, [105, 105.5, 100.51, 105]], 1],
  ] as const)('counts of %s %i', (_name, middle, touches) => {
    expect(count(...middle).lowTouches).toBe(touches);
  });

  it('says nothing of too few bars, or of a market that stands still', () => {
    const still: Row = [105, 105, 105, 105];
    expect(studied(tradingRange(15), barsOf(rows().slice(0, 15)))).toBeUndefined();
    expect(studied(tradingRange(15), barsOf(Array.from({length: 16}, () => still)))).toBeUndefined();
  });

  it('turns with the market', () => {
    for (const seed of [1, 2, 3]) {
      const bars = walk(seed, 120);
      const [range, mirror] = [known(tradingRange(50), bars), known(tradingRange(50), mirrored(bars))];
      expect(mirror).toEqual({
        high: 4096 - range.low,
        low: 4096 - range.high,
        highTouches: range.lowTouches,
        lowTouches: range.highTouches,
        close: 4096 - range.close,
        atr: range.atr,
      });
    }
  });
});
