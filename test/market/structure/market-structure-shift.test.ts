import {describe, expect, it} from 'vitest';
import {breaks} from '../../../src/market/structure/breaks.ts';
import {marketStructureShift} from '../../../src/market/structure/market-structure-shift.ts';
import {barsOf, known, mirrored, type Row} from './made-bars.ts';

const calm = (count: number): Row[] => Array.from({length: count}, () => [100, 100.5, 99.5, 100]);
/** A break of 101 by 0.25, which is nearer than half an ATR, or by 1, which is not. */
const broken = (close: number): Row[] => [
  ...calm(4),
  [100, 101, 99.5, 100],
  ...calm(20),
  [100, close, 99.5, close],
];
/** A true range of about 1, this far above. */
const at = (price: number): Row => [price, price + 0.5, price - 0.5, price];

describe('marketStructureShift', () => {
  it.each<[string, Row[], number | undefined]>([
    ['has no pullback at the break itself', broken(102), undefined],
    ['has none while the price stays away', [...broken(102), at(102.5), at(103)], undefined],
    ['has one when the price comes near', [...broken(102), at(102.5), at(103), at(102)], 0],
    ['has one when the price falls through', [...broken(102), at(103), at(98)], undefined],
    ['has one when a bar spans the level', [...broken(102), at(103), [103, 103, 98, 98.5], at(97)], 1],
    ['has none when the price has never left', [...broken(101.25), at(101.25), at(101)], undefined],
    ['has one when it leaves later and comes back', [...broken(101.25), at(103), at(101.75)], 0],
    ['tells the newest pullback', [...broken(102), at(101.5), at(103), at(101.5), at(103)], 1],
  ])('%s', (_case, rows, pullbackBarsAgo) => {
    const bars = barsOf(rows);
    for (const [seen, direction, level] of [
      [bars, 'bull', 101],
      [mirrored(bars), 'bear', 4096 - 101],
    ] as const) {
      const shift = known(marketStructureShift(), seen);
      expect(shift?.shift).toMatchObject({event: 'bos', direction, level});
      expect(shift?.pullback?.barsAgo).toBe(pullbackBarsAgo);
    }
  });

  it('measures nearness with the ATR of the bar that comes back', () => {
    // A low of 101.7 is 0.7 from the level: near for the wide bar that makes it, not for one in a calm.
    const away = [...broken(102), ...Array.from({length: 14}, () => at(103))];
    expect(
      known(marketStructureShift(), barsOf([...away, [103, 103.5, 101.7, 102]]))?.pullback,
    ).toBeUndefined();
    const wild = Array.from({length: 14}, (): Row => [103, 105, 102.3, 103]);
    const near = known(marketStructureShift(), barsOf([...broken(102), ...wild, [103, 103.5, 101.7, 102]]));
    expect(near?.pullback?.barsAgo).toBe(0);
    // It stays near when later bars are calm.
    const later = [
      ...broken(102),
      ...wild,
      [103, 103.5, 101.7, 102] as const,
      ...Array.from({length: 14}, () => at(103)),
    ];
    expect(known(marketStructureShift(), barsOf(later))?.pullback?.barsAgo).toBe(14);
  });

  it('is null when a bar breaks both ways', () => {
    const jumped: Row[] = Array.from({length: 10}, () => [201.875, 202, 201.75, 201.875]);
    // A gap of 100 makes every bar small until it leaves the ATR, at the last of these bars. That one closes
    // above the high of 201 and below the low of 201.625.
    const rows = [
      ...calm(20),
      [200, 201, 199.5, 200] as const,
      ...Array.from({length: 3}, (): Row => [200, 200.5, 199.5, 200]),
      ...jumped.map((row, index): Row => (index === 3 ? [201.875, 202, 201.625, 201.875] : row)),
      [201.875, 201.875, 201.3125, 201.3125] as const,
    ];
    for (const bars of [barsOf(rows), mirrored(barsOf(rows))]) {
      expect(known(breaks(), bars).map(({event, direction, barsAgo}) => [event, direction, barsAgo])).toEqual(
        [
          ['bos', 'bull', 0],
          ['bos', 'bear', 0],
        ],
      );
      expect(known(marketStructureShift(), bars)).toBeNull();
    }
  });

  it('is null before a break and 50 bars after the last one (D-15: else it has a level)', () => {
    const away = (count: number) => Array.from({length: count}, () => at(104));
    expect(known(marketStructureShift(), barsOf(broken(101)))).toBeNull();
    expect(known(marketStructureShift(), barsOf([...broken(102), ...away(49)]))?.shift.barsAgo).toBe(49);
    expect(known(marketStructureShift(), barsOf([...broken(102), ...away(50)]))).toBeNull();
  });

  it('is that of the last break, a change of character where a bar is both', () => {
    const peaks = [103, 102, 101].flatMap((price): Row[] => [...calm(5), [100, price, 99.5, 100]]);
    const turned = known(marketStructureShift(), barsOf([...peaks, ...calm(20), [100, 102, 99.5, 102]]));
    expect(turned?.shift).toMatchObject({event: 'choch', direction: 'bull', level: 101, barsAgo: 0});
    const back = [
      ...broken(102),
      ...Array.from({length: 3}, () => at(102)),
      at(101),
      ...Array.from({length: 5}, () => at(103)),
    ];
    const fallen = known(marketStructureShift(), barsOf([...back, [103, 103, 98, 98]]));
    expect(fallen?.shift).toMatchObject({event: 'bos', direction: 'bear', level: 100.5, barsAgo: 0});
  });
});
