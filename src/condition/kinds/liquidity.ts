import {z} from 'zod';
import type {Timeframe} from '../../market/bar.ts';
import {equalLevels} from '../../market/liquidity/equal-levels.ts';
import {type LiquidityGrab, liquidityGrab} from '../../market/liquidity/liquidity-grab.ts';
import {type LiquiditySweep, liquiditySweep} from '../../market/liquidity/liquidity-sweep.ts';
import type {Tolerance} from '../../market/liquidity/tolerance.ts';
import {barKind, timeframeShape} from '../bar-kind.ts';
import {leafKind} from '../condition-kind.ts';
import {agoText, foundLeaf, inLastBars} from '../found-leaf.ts';
import {barsParam, type Direction, directionOf, directionParam, timeframeParam} from '../params.ts';
import {ANYTHING} from '../possible.ts';

type EventParams = Readonly<{
  timeframe: Timeframe;
  direction?: Direction | undefined;
  withinBars: number;
}>;

/** A share of the price would be a tenth of a bar of one instrument and ten bars of another. */
const TOLERANCE: Tolerance = {atr: 0.25};

/** What the analyses remember. */
const SWEEP_BARS = 20;
const GRAB_BARS = 5;

const sweepText = ({direction, level, kind, touches, barsAgo}: LiquiditySweep) =>
  `${direction}, ${kind === 'equal' ? 'equal level' : 'extreme'} ${level} touched ${touches} times, ${agoText(barsAgo)}`;

const sweepKind = leafKind<EventParams>({
  name: 'liquiditySweep',
  summary:
    'Liquidity was swept: a bar went below equal lows or the touched low of the last 200 bars, by at least 0.1 ' +
    'ATR(14), and it or one of the next two closed back above (bear: of highs). Equal is within 0.25 ATR(14).',
  example: {timeframe: 'M1', direction: 'bull', withinBars: 3},
  params: () =>
    z
      .strictObject({
        timeframe: timeframeParam().default('M1'),
        direction: directionParam(),
        withinBars: barsParam(
          3,
          {most: SWEEP_BARS},
          'It closed back at one of so many bars, the newest included.',
        ),
      })
      .readonly(),
  compile: ({timeframe, direction: given, withinBars}, {side}) => {
    const direction = directionOf(given, side);
    return foundLeaf({
      need: {timeframe, definition: liquiditySweep({tolerance: TOLERANCE})},
      threshold: `${direction} liquidity sweep of ${timeframe} ${inLastBars(withinBars)}`,
      find: (sweeps) => sweeps[direction].find(({barsAgo}) => barsAgo < withinBars),
      tell: sweepText,
      otherwise: ({bull, bear}) => {
        const other = (direction === 'bull' ? [...bull, ...bear] : [...bear, ...bull])[0];
        return other === undefined ? `no sweep in the last ${SWEEP_BARS} bars` : sweepText(other);
      },
    });
  },
  possible: () => ANYTHING,
});

const grabText = ({direction, level, wickRatio, barsAgo}: LiquidityGrab) =>
  `${direction}, ${level} with a wick of ${wickRatio.toFixed(1)} bodies, ${agoText(barsAgo)}`;

const grabKind = barKind<EventParams>({
  name: 'liquidityGrab',
  summary:
    'A candle grabbed liquidity: a lower wick of more than two bodies went below a swing low, and the body stayed ' +
    'above it (bear: an upper wick above a swing high).',
  example: {timeframe: 'M15', direction: 'bull', withinBars: 5},
  params: () =>
    z
      .strictObject({
        ...timeframeShape(),
        direction: directionParam(),
        withinBars: barsParam(5, {most: GRAB_BARS}, 'It was one of so many bars, the newest included.'),
      })
      .readonly(),
  compile: ({timeframe, direction: given, withinBars}, {side}) => {
    const direction = directionOf(given, side);
    return foundLeaf({
      need: {timeframe, definition: liquidityGrab({tolerance: TOLERANCE})},
      threshold: `${direction} liquidity grab of ${timeframe} ${inLastBars(withinBars)}`,
      find: (grabs) => grabs[direction].find(({barsAgo}) => barsAgo < withinBars),
      tell: grabText,
      otherwise: ({bull, bear}) => {
        const other = (direction === 'bull' ? [...bull, ...bear] : [...bear, ...bull])[0];
        return other === undefined ? `no grab in the last ${GRAB_BARS} bars` : grabText(other);
      },
    });
  },
  possible: () => ANYTHING,
});

type EqualParams = Readonly<{
  timeframe: Timeframe;
  of: 'highs' | 'lows';
  tolerancePercent: number;
  bars: number;
}>;

const equalKind = leafKind<EqualParams>({
  name: 'equalLevels',
  summary:
    'Two or more swing highs (or lows) of the last bars are equal within a tolerance. Of M1 bars of a currency 0.1 ' +
    'percent is more than they move, so give less there.',
  example: {timeframe: 'H1', of: 'highs', tolerancePercent: 0.1, bars: 30},
  params: () =>
    z
      .strictObject({
        timeframe: timeframeParam().default('H1'),
        of: z.enum(['highs', 'lows']).describe('Which swings are compared.'),
        tolerancePercent: z
          .number()
          .positive('not above zero; give more')
          .max(10, 'so wide that all are equal; give 10 or less, such as 0.1')
          .default(0.1)
          .describe('How far from the outermost of them is equal, in percent of the price.'),
        bars: barsParam(30, {least: 8, most: 500}, 'How many of the newest bars are looked at.'),
      })
      .readonly(),
  compile: ({timeframe, of, tolerancePercent, bars}) => {
    const definition = equalLevels({of, tolerance: {share: tolerancePercent / 100}, windowBars: bars});
    return foundLeaf({
      need: {timeframe, definition},
      threshold: `${of} of ${timeframe} equal within ${tolerancePercent} % in the last ${bars} bars`,
      find: (levels) => levels[0],
      tell: ({price, touches, barsAgo}) => `${price}, touched ${touches} times, ${agoText(barsAgo)}`,
      otherwise: () => `no equal ${of} in the last ${bars} bars`,
    });
  },
  possible: () => ANYTHING,
});

export const kinds = [sweepKind, grabKind, equalKind];
