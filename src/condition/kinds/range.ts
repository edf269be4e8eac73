import {z} from 'zod';
import type {Timeframe} from '../../market/bar.ts';
import {
  DISCOUNT,
  PREMIUM,
  type PremiumDiscount,
  premiumDiscount,
} from '../../market/liquidity/premium-discount.ts';
import {previousDay} from '../../market/liquidity/previous-day.ts';
import {INSIDE_BARS_MAX, insideBars} from '../../market/pattern/inside-bars.ts';
import {withoutNoise} from '../../market/price.ts';
import {openingLine} from '../../market/quote.ts';
import type {PriceRange} from '../../market/structure/heading.ts';
import {leafKind} from '../condition-kind.ts';
import {barsParam, timeframeParam} from '../params.ts';
import {ANYTHING} from '../possible.ts';
import {studyLeaf} from '../study-leaf.ts';
import {zoneLeaf} from '../zone-leaf.ts';

const PARTS = ['premium', 'discount', 'upperHalf', 'lowerHalf'] as const;
type Part = (typeof PARTS)[number];

const PART_WORDS: Readonly<Record<Part, string>> = {
  premium: 'the premium',
  discount: 'the discount',
  upperHalf: 'the upper half',
  lowerHalf: 'the lower half',
};

/** Prices of that part of the range; the halves go on beyond it and do not have its middle. */
function pricesOf(part: Part, {high, low}: PremiumDiscount): PriceRange {
  const at = (position: number) => withoutNoise(low + position * (high - low), high);
  switch (part) {
    case 'premium':
      return {low: at(PREMIUM.from), high: at(PREMIUM.to)};
    case 'discount':
      return {low: at(DISCOUNT.from), high: at(DISCOUNT.to)};
    case 'upperHalf':
      return {low: at(0.5), high: Infinity};
    case 'lowerHalf':
      return {low: -Infinity, high: at(0.5)};
  }
}

type PositionParams = Readonly<{timeframe: Timeframe; in?: Part | undefined; bars: number}>;

const positionKind = leafKind<PositionParams>({
  name: 'premiumDiscount',
  summary:
    'The price (ask for a buy, bid for a sell) is dear or cheap in the range of the last closed bars: its premium is ' +
    '62 to 79 % of the way from low to high, its discount 21 to 38 %. The halves go on beyond the range.',
  example: {timeframe: 'M15', in: 'discount', bars: 50},
  params: () =>
    z
      .strictObject({
        timeframe: timeframeParam().default('M15'),
        in: z
          .enum(PARTS)
          .optional()
          .describe('Where it must be; without it discount for a buy, premium for a sell.'),
        bars: barsParam(50, {least: 2, most: 500}, 'Bars whose high and low are the range.'),
      })
      .readonly(),
  compile: ({timeframe, in: given, bars}, {side}) => {
    const part = given ?? (side === 'buy' ? 'discount' : 'premium');
    const line = openingLine(side);
    return zoneLeaf({
      needs: [{timeframe, definition: premiumDiscount(bars)}],
      threshold: `${line} in ${PART_WORDS[part]} of the last ${bars} bars of ${timeframe}`,
      line,
      isOpen: part === 'upperHalf' || part === 'lowerHalf',
      zonesOf: ([range]: readonly [PremiumDiscount]) => [{...pricesOf(part, range), range}],
      tell: ({low, high, range}) => {
        const prices = [low, high].filter((price) => Number.isFinite(price)).join(' to ');
        const from = high === Infinity ? 'from ' : low === -Infinity ? 'up to ' : '';
        return `${PART_WORDS[part]}, ${from}${prices}, of ${range.low} to ${range.high}`;
      },
      otherwise: () => 'no range',
    });
  },
  possible: () => ANYTHING,
});

const previousDayKind = leafKind<Readonly<{of: 'high' | 'low'; within: number}>>({
  name: 'previousDay',
  summary:
    'The price (ask for a buy, bid for a sell) is near the high or the low of the day before: of the day bar that ' +
    "closed last, by the broker's midnight. On a Monday that is Friday, or a short Sunday where the broker has one.",
  example: {of: 'high', within: 0.5},
  params: () =>
    z
      .strictObject({
        of: z.enum(['high', 'low']).describe('Which end of the day before.'),
        within: z
          .number('not a distance; give how far from it the price may be, in price units')
          .nonnegative('which is below zero; give how far from it the price may be, in price units')
          .describe('How far from it the price may be, on either side, in price units.'),
      })
      .readonly(),
  compile: ({of, within}, {side}) => {
    const line = openingLine(side);
    return zoneLeaf({
      needs: [{timeframe: 'D1', definition: previousDay()}],
      threshold: `|${line} − ${of} of the day before| ≤ ${within}`,
      line,
      within,
      zonesOf: ([day]) => [{low: day[of], high: day[of]}],
      tell: ({low}) => `the ${of} ${low} of the day before`,
      otherwise: () => 'no day before',
    });
  },
  possible: () => ANYTHING,
});

const insideBarKind = leafKind<Readonly<{timeframe: Timeframe; count: number}>>({
  name: 'insideBar',
  summary:
    'The newest closed bar lies inside the one before it, its high lower and its low higher; or so many bars in a row ' +
    'do, each inside the one before.',
  example: {timeframe: 'M15', count: 1},
  params: () =>
    z
      .strictObject({
        timeframe: timeframeParam().default('M15'),
        count: barsParam(1, {most: INSIDE_BARS_MAX}, 'Inside bars in a row, at least, up to the newest.'),
      })
      .readonly(),
  compile: ({timeframe, count}) =>
    studyLeaf({
      needs: [{timeframe, definition: insideBars()}],
      threshold: `inside bars of ${timeframe} ≥ ${count}`,
      holds: ([seen]) => seen.count >= count,
      observe: ([seen]) => seen.count,
      distance: ([seen]) => ({away: Math.abs(seen.count - count), scale: count}),
    }),
  possible: () => ANYTHING,
});

export const kinds = [positionKind, previousDayKind, insideBarKind];
