import {describe, expect, it} from 'vitest';
import {rsi} from '../../../src/market/indicator/rsi.ts';
import {rsiDivergence} from '../../../src/market/pattern/rsi-divergence.ts';
import {barsOf, known, mirrored, studied} from '../structure/made-bars.ts';
import {pointRows, zigzag} from './paths.ts';

/** Swings about 200, long enough for the RSI to settle. */
const LEAD = zigzag([200, ...Array.from({length: 60}, (_, index) => (index % 2 === 0 ? 204 : 200))], 5);

/** A steep fall to 180 and a rise of `pause` bars; then a fall of `steps` bars to `low` and a rise again. */
const path = (low: number, steps: number, rise: readonly number[] = [1, 2, 3], pause = 5) => [
  ...LEAD,
  ...zigzag([200, 180], 5).slice(1),
  ...zigzag([180, 190], pause).slice(1),
  ...zigzag([190, low], steps).slice(1),
  ...rise.map((one) => low + one),
];

const TABLE: readonly (readonly [what: string, prices: readonly number[], isFound: boolean])[] = [
  ['a lower low, less steep', path(179, 12), true],
  ['an equal low', path(180, 12), false],
  ['a higher low, whatever the RSI', path(181, 12), false],
  ['a lower low that is no swing yet', path(179, 12, [1, 2]), false],
  ['a lower low, far steeper', path(120, 5), false],
];

describe('rsiDivergence', () => {
  it.each(TABLE)('%s', (_what, prices, isFound) => {
    const bars = barsOf(pointRows(prices));
    const {bull, bear} = known(rsiDivergence(), bars);
    expect([bull !== undefined, bear]).toEqual([isFound, undefined]);
    const turned = known(rsiDivergence(), mirrored(bars));
    expect([turned.bear !== undefined, turned.bull]).toEqual([isFound, undefined]);
  });

  it('tells the two lows and the RSI at the close of each', () => {
    const prices = path(179, 12);
    const bars = barsOf(pointRows(prices));
    const newer = prices.length - 1 - 3;
    const older = newer - 12 - 5;
    const at = (index: number) => studied(rsi(14), bars.slice(0, index + 1));
    expect(known(rsiDivergence(), bars).bull).toEqual({
      direction: 'bull',
      prices: [180, 179],
      rsis: [at(older), at(newer)],
      timeMs: bars[newer]?.timeMs,
      barsAgo: 3,
    });
  });

  it('does not compare with a swing of long ago', () => {
    const bars = (pause: number) => barsOf(pointRows(path(179, 12, [1, 2, 3], pause)));
    expect(known(rsiDivergence(), bars(44)).bull).toBeDefined();
    expect(known(rsiDivergence(), bars(45)).bull).toBeUndefined();
  });
});
