import {describe, expect, it} from 'vitest';
import {DISCOUNT, PREMIUM, premiumDiscount} from '../../../src/market/liquidity/premium-discount.ts';
import {barsOf, known, mirrored, type Row, studied} from '../structure/made-bars.ts';

/** A range from 100 to 200 in the bars before. */
const closeAt = (close: number): Row => [close, close, close, close];
const rowsTo = (close: number): readonly Row[] => [
  [150, 200, 150, 150],
  [150, 150, 100, 150],
  closeAt(close),
];
const barsTo = (close: number) => barsOf(rowsTo(close));

describe('premiumDiscount', () => {
  it.each([
    [100, 0],
    [125, 0.25],
    [150, 0.5],
    [175, 0.75],
    [200, 1],
  ])('a close at %d of 100 to 200 is at %d: cheap below, dear above (D-17)', (close, position) => {
    const bars = barsTo(close);
    const timeMs = bars[2]?.timeMs;
    expect(known(premiumDiscount(3), bars)).toEqual({position, high: 200, low: 100, timeMs});
    expect(known(premiumDiscount(3), mirrored(bars)).position).toBe(1 - position);
  });

  it('calls the lower band the discount (D-17)', () => {
    expect(DISCOUNT.to).toBeLessThan(0.5);
    expect(PREMIUM.from).toBeGreaterThan(0.5);
    expect([1 - DISCOUNT.to, 1 - DISCOUNT.from]).toEqual([PREMIUM.from, PREMIUM.to]);
  });

  it('looks at so many of the newest bars', () => {
    const bars = barsOf([closeAt(300), ...rowsTo(125)]);
    expect(known(premiumDiscount(3), bars).high).toBe(200);
    expect(known(premiumDiscount(4), bars).high).toBe(300);
    expect(premiumDiscount().barsNeeded).toBe(50);
  });

  it('says nothing of too few bars, or of a range of one price', () => {
    expect(studied(premiumDiscount(4), barsTo(125))).toBeUndefined();
    expect(studied(premiumDiscount(2), barsOf([closeAt(5), closeAt(5)]))).toBeUndefined();
    expect(() => premiumDiscount(0)).toThrow('whole number from 1');
  });
});
