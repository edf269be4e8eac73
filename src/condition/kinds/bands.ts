import {z} from 'zod';
import type {Timeframe} from '../../market/bar.ts';
import {atr} from '../../market/indicator/atr.ts';
import {bandRetest} from '../../market/indicator/band-retest.ts';
import {bandWidthPercent, bandWidthSlope, bandWidthsPercent} from '../../market/indicator/band-width.ts';
import {bollinger} from '../../market/indicator/bollinger.ts';
import {barKind, timeframeShape} from '../bar-kind.ts';
import {levelLeaf} from '../level-leaf.ts';
import {checkLevels, levelRule, levelShape} from '../level-rule.ts';
import {barsParam, type Direction, directionOf, directionParam, ofBars, positiveParam} from '../params.ts';
import {ANYTHING} from '../possible.ts';
import {studyLeaf} from '../study-leaf.ts';

type Base = Readonly<{timeframe: Timeframe}>;
type Banded = Base & Readonly<{period: number}>;

/** All bands here are two standard deviations away from their middle. */
const DEVIATIONS = 2;

const periodParam = () =>
  barsParam(20, {least: 2, most: 200}, 'Closes of the Bollinger bands, which are 2 σ away.');

const bbSqueezeKind = barKind<Banded & Readonly<{belowPercent: number}>>({
  name: 'bbSqueeze',
  summary:
    'The Bollinger bands are narrow: upper − lower (four standard deviations) is less than so many percent of their middle.',
  example: {timeframe: 'M15', period: 20, belowPercent: 0.3},
  params: () =>
    z
      .strictObject({
        ...timeframeShape(),
        period: periodParam(),
        belowPercent: positiveParam(3, 'Holds while the width is less than this, in percent of the middle.'),
      })
      .readonly(),
  compile: ({timeframe, period, belowPercent}) => {
    const rule = levelRule(ofBars(`width in % of BB(${period})`, timeframe), {below: belowPercent});
    return levelLeaf({timeframe, definition: bandWidthPercent(period)}, rule);
  },
  possible: () => ANYTHING,
});

const bbExpansionKind = barKind<Banded & Readonly<{abovePercent: number}>>({
  name: 'bbExpansion',
  summary:
    'The Bollinger bands are wide and widening: upper − lower is more than so many percent of their middle, and more ' +
    'than it was at the bar before.',
  example: {timeframe: 'M15', period: 20, abovePercent: 0.8},
  params: () =>
    z
      .strictObject({
        ...timeframeShape(),
        period: periodParam(),
        abovePercent: positiveParam(4, 'The width must be more than this, in percent of the middle.'),
      })
      .readonly(),
  compile: ({timeframe, period, abovePercent}) => {
    const rule = levelRule(ofBars(`width in % of BB(${period})`, timeframe), {above: abovePercent});
    return studyLeaf({
      needs: [{timeframe, definition: bandWidthsPercent(period, 2)}],
      threshold: `${rule.threshold} and > the one before`,
      holds: ([[before = Number.NaN, now = Number.NaN]]) => rule.holds(now) && now > before,
      observe: ([[, now = Number.NaN]]) => now,
    });
  },
  possible: () => ANYTHING,
});

const bbWidthKind = barKind<
  Banded & Readonly<{in: 'percent' | 'atr'; above?: number | undefined; below?: number | undefined}>
>({
  name: 'bbWidth',
  summary:
    'The width of the Bollinger bands, upper − lower, is above or below a level: in percent of their middle, or in ' +
    'average true ranges of the same period.',
  example: {timeframe: 'M5', period: 20, in: 'atr', above: 3},
  params: () =>
    z
      .strictObject({
        ...timeframeShape(),
        period: periodParam(),
        in: z
          .enum(['percent', 'atr'])
          .default('percent')
          .describe('What the width is measured in: percent of the middle, or ATR(period).'),
        ...levelShape({from: 0, to: Number.MAX_SAFE_INTEGER, what: 'the width'}),
      })
      .readonly()
      .superRefine(checkLevels('the width')),
  compile: ({timeframe, period, in: unit, ...level}) => {
    const name = `width in ${unit === 'percent' ? '%' : `ATR(${period})`} of BB(${period})`;
    const rule = levelRule(ofBars(name, timeframe), level);
    if (unit === 'percent') return levelLeaf({timeframe, definition: bandWidthPercent(period)}, rule);
    return studyLeaf({
      needs: [
        {timeframe, definition: bollinger(period, DEVIATIONS)},
        {timeframe, definition: atr(period)},
      ],
      threshold: rule.threshold,
      // Both are zero in a market that stands still: that ratio is no number, and compares with none.
      holds: ([{width}, range]) => rule.holds(width / range),
      observe: ([{width}, range]) => width / range,
      distance: ([{width}, range]) => (range === 0 ? undefined : rule.distance(width / range)),
    });
  },
  possible: () => ANYTHING,
});

const bbWidthRisingKind = barKind<Base & Readonly<{bars: number; minPercentPerBar: number}>>({
  name: 'bbWidthRising',
  summary:
    'The Bollinger bands (20, 2) widen: the line through their last widths rises by more than so many percent of ' +
    'the price a bar.',
  example: {timeframe: 'M15', bars: 10, minPercentPerBar: 0.01},
  params: () =>
    z
      .strictObject({
        ...timeframeShape(),
        bars: barsParam(10, {least: 2, most: 200}, 'Widths of the line, of as many bars.'),
        minPercentPerBar: z
          .number()
          .nonnegative('which is below zero; give zero or more, or put the condition under "not"')
          .default(0)
          .describe('Holds while the slope is more than this, in percent of the price a bar.'),
      })
      .readonly(),
  compile: ({timeframe, bars, minPercentPerBar}) => {
    const name = ofBars(`slope in % of ${bars} widths of BB(20)`, timeframe);
    const rule = levelRule(name, {above: minPercentPerBar});
    return levelLeaf({timeframe, definition: bandWidthSlope(20, bars)}, rule);
  },
  possible: () => ANYTHING,
});

const bbRetestKind = barKind<
  Base &
    Readonly<{
      direction?: Direction | undefined;
      tolerancePercent: number;
      lookbackBars: number;
      bounce: boolean;
    }>
>({
  name: 'bbRetest',
  summary:
    'The price pierced the upper Bollinger band (20, 2) (bear: the lower one), came back to where the band was at ' +
    'that bar within the last three bars, and closed away from it again.',
  example: {timeframe: 'M15', direction: 'bull', tolerancePercent: 0.05, lookbackBars: 30, bounce: true},
  params: () =>
    z
      .strictObject({
        ...timeframeShape(),
        direction: directionParam(),
        tolerancePercent: positiveParam(0.5, 'How near it must have come back, in percent of the level.'),
        lookbackBars: barsParam(30, {least: 2, most: 200}, 'Bars among which the break is.'),
        bounce: z
          .boolean()
          .default(true)
          .describe('Whether the bar after the retest must have closed further in the direction.'),
      })
      .readonly(),
  compile: ({timeframe, direction, tolerancePercent, lookbackBars, bounce}, {side}) => {
    const way = directionOf(direction, side);
    const end = way === 'bull' ? 'upper' : 'lower';
    return studyLeaf({
      needs: [{timeframe, definition: bandRetest(lookbackBars, tolerancePercent)}],
      threshold: `${bounce ? 'bounce from' : 'retest of'} the ${end} ${ofBars('BB(20)', timeframe)} within ${tolerancePercent} %`,
      holds: ([{[way]: retest}]) => retest !== undefined && (retest.hasBounced || !bounce),
      observe: ([{[way]: retest}]) => {
        if (retest === undefined) return 'no retest';
        return `${retest.hasBounced ? 'bounce from' : 'retest of'} ${retest.level}`;
      },
    });
  },
  possible: () => ANYTHING,
});

export const kinds = [bbSqueezeKind, bbExpansionKind, bbWidthKind, bbWidthRisingKind, bbRetestKind];
