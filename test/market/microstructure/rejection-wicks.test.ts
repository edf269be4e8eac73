import {describe, expect, it} from 'vitest';
import {rejectionWicksOf} from '../../../src/market/microstructure/rejection-wicks.ts';
import {minutes, quiet, START_MS, MINUTE_MS, windowOf} from './minutes.ts';

/** `quiet` bars have wicks of half their range on both sides, which is no rejection. */
const wicksOf = (...bars: readonly Readonly<{open: number; high: number; low: number; close: number}>[]) =>
  rejectionWicksOf(windowOf(minutes([...quiet(60), ...bars]))).wicks;

describe('rejectionWicksOf', () => {
  it.each([
    // open, high, low, close → side, wick in bodies, body over range
    ['upper wick, rising body', [100, 110, 99, 102], 'upper', 4, 2 / 11],
    ['upper wick, falling body', [102, 110, 99, 100], 'upper', 4, 2 / 11],
    ['lower wick', [110, 111, 100, 108], 'lower', 4, 2 / 11],
    ['wick of 61 % and body of 39 %', [139, 200, 100, 100], 'upper', 61 / 39, 0.39],
    ['doji: the body counts as a tenth of the range', [100, 110, 99, 100], 'upper', 100 / 11, 0],
    ['body of exactly a tenth', [100, 109, 99, 101], 'upper', 8, 0.1],
    ['all wick', [100, 110, 100, 100], 'upper', 10, 0],
  ] as const)('%s', (_name, [open, high, low, close], side, wickToBody, bodyShare) => {
    const [wick, ...others] = wicksOf({open, high, low, close});
    expect(others).toEqual([]);
    expect(wick).toEqual({
      side,
      direction: side === 'upper' ? 'bear' : 'bull',
      price: side === 'upper' ? high : low,
      wickToBody: expect.closeTo(wickToBody, 12),
      bodyShare: expect.closeTo(bodyShare, 12),
      timeMs: START_MS + 60 * MINUTE_MS,
      barsAgo: 0,
    });
  });

  it.each([
    ['a wick of exactly 60 %', [135, 200, 100, 140]],
    ['a body of exactly 40 %', [100, 200, 100, 140]],
    ['two wicks', [100, 110, 90, 100]],
    ['no range', [100, 100, 100, 100]],
  ] as const)('is not %s', (_name, [open, high, low, close]) => {
    expect(wicksOf({open, high, low, close})).toEqual([]);
  });

  it('gives lengths in bodies, so that the ratio of 2 that consumers ask for can be met (D-66)', () => {
    expect(wicksOf({open: 100, high: 110, low: 99, close: 103})[0]?.wickToBody).toBeGreaterThan(2);
  });

  it('looks at ten bars, the newest first', () => {
    const up = {open: 100, high: 110, low: 100, close: 100};
    const down = {open: 100, high: 100, low: 90, close: 100};
    const plain = {open: 100, high: 100.5, low: 99.5, close: 100};
    const nine = Array.from({length: 9}, () => plain);
    expect(wicksOf(up, ...nine).map(({barsAgo}) => barsAgo)).toEqual([9]);
    expect(wicksOf(up, ...nine, plain)).toEqual([]);
    expect(wicksOf(up, down).map(({side}) => side)).toEqual(['lower', 'upper']);
  });
});
