import {z} from 'zod';
import type {Timeframe} from '../../market/bar.ts';
import {adx} from '../../market/indicator/adx.ts';
import {atr} from '../../market/indicator/atr.ts';
import {derived} from '../../market/indicator/derived.ts';
import {ema} from '../../market/indicator/ema.ts';
import {emaChange} from '../../market/indicator/ema-change.ts';
import {macd} from '../../market/indicator/macd.ts';
import {openingLine} from '../../market/quote.ts';
import {barKind, timeframeShape} from '../bar-kind.ts';
import {leafKind} from '../condition-kind.ts';
import {levelLeaf} from '../level-leaf.ts';
import {checkLevels, levelRule, levelShape} from '../level-rule.ts';
import {
  barsParam,
  type Direction,
  directionOf,
  directionParam,
  ofBars,
  positiveParam,
  timeframeParam,
} from '../params.ts';
import {ANYTHING} from '../possible.ts';
import {STRETCH_SIDES, stretchLeaf, type StretchSide} from '../stretch-leaf.ts';
import {studyLeaf} from '../study-leaf.ts';

type Base = Readonly<{timeframe: Timeframe}>;

const macdKind = barKind<
  Base & Readonly<{direction?: Direction | undefined; fast: number; slow: number; signal: number}>
>({
  name: 'macd',
  summary: 'The MACD of closed bars is above its signal line (bull), or below it (bear).',
  example: {timeframe: 'M15', direction: 'bull', fast: 12, slow: 26, signal: 9},
  params: () =>
    z
      .strictObject({
        ...timeframeShape(),
        direction: directionParam(),
        fast: barsParam(12, {most: 119}, 'Period of the fast average.'),
        slow: barsParam(26, {least: 2, most: 120}, 'Period of the slow average.'),
        signal: barsParam(9, {most: 40}, 'Period of the signal line.'),
      })
      .readonly()
      .superRefine(({fast, slow}, context) => {
        if (fast < slow) return;
        // Said with its value: the one that was written may be the other.
        const message = `is ${fast}, not less than slow, which is ${slow}; exchange them, or give a shorter period`;
        context.addIssue({code: 'custom', path: ['fast'], message, input: fast});
      }),
  compile: ({timeframe, direction, fast, slow, signal}, {side}) => {
    const isUp = directionOf(direction, side) === 'bull';
    const name = ofBars(`MACD(${fast},${slow},${signal})`, timeframe);
    return studyLeaf({
      needs: [{timeframe, definition: macd(fast, slow, signal)}],
      threshold: `${name} ${isUp ? '>' : '<'} its signal`,
      holds: ([{histogram}]) => (isUp ? histogram > 0 : histogram < 0),
      observe: ([{histogram}]) => histogram,
      distance: ([{macd: value, signal: line, histogram}]) => ({
        away: Math.abs(histogram),
        scale: Math.max(Math.abs(value), Math.abs(line)),
      }),
    });
  },
  possible: () => ANYTHING,
});

const adxKind = barKind<
  Base & Readonly<{period: number; above?: number | undefined; below?: number | undefined}>
>({
  name: 'adx',
  summary:
    'The average directional index (Wilder) of closed bars, which says how strong a trend is and not whither it ' +
    'goes, is above or below a level.',
  example: {timeframe: 'M15', period: 14, above: 25},
  params: () =>
    z
      .strictObject({
        ...timeframeShape(),
        period: barsParam(14, {least: 2, most: 60}, 'Bars of its means.'),
        ...levelShape({from: 0, to: 100, what: 'the ADX'}),
      })
      .readonly()
      .superRefine(checkLevels('the ADX')),
  compile: ({timeframe, period, ...level}) => {
    const definition = derived(`adx(${period}).adx`, adx(period), ({adx: value}) => value);
    return levelLeaf({timeframe, definition}, levelRule(ofBars(`ADX(${period})`, timeframe), level));
  },
  possible: () => ANYTHING,
});

const emaSlopeKind = leafKind<
  Base &
    Readonly<{direction?: Direction | 'any' | undefined; period: number; bars: number; minPercent: number}>
>({
  name: 'emaSlope',
  summary:
    'The exponential moving average of the closes rises (bull) or falls (bear): over so many bars by at least so ' +
    'many percent, and by something.',
  example: {timeframe: 'H1', direction: 'bull', period: 200, bars: 9, minPercent: 0.1},
  params: () =>
    z
      .strictObject({
        timeframe: timeframeParam().default('H1'),
        direction: z
          .enum(['bull', 'bear', 'any'])
          .optional()
          .describe('Without it bull for a buy, bear for a sell; any: as steep either way.'),
        period: barsParam(200, {most: 200}, 'Bars of the average.'),
        bars: barsParam(9, {most: 50}, 'Bars over which its change is measured.'),
        minPercent: z
          .number()
          .nonnegative('which is below zero; give the least change in the direction, zero or more')
          .default(0)
          .describe('Least change over those bars, in percent of the average.'),
      })
      .readonly()
      .superRefine(({direction, minPercent}, context) => {
        if (direction !== 'any' || minPercent > 0) return;
        const message =
          'which every slope is while minPercent is 0; give a minPercent above zero, or bull or bear';
        context.addIssue({code: 'custom', path: ['direction'], message, input: direction});
      }),
  compile: ({timeframe, direction, period, bars, minPercent}, {side}) => {
    const way = direction === 'any' ? direction : directionOf(direction, side);
    const words = {bull: 'rises', bear: 'falls', any: 'changes'}[way];
    const inDirection = (value: number) => {
      if (way === 'any') return Math.abs(value);
      return way === 'bull' ? value : -value;
    };
    return studyLeaf({
      needs: [{timeframe, definition: emaChange(period, bars)}],
      threshold: `${ofBars(`EMA(${period})`, timeframe)} ${words} by ≥ ${minPercent} % in ${bars} bars`,
      holds: ([{change, percent}]) => inDirection(change) > 0 && inDirection(percent) >= minPercent,
      observe: ([{percent}]) => percent,
      distance: ([{percent}]) => ({
        away: Math.abs(inDirection(percent) - minPercent),
        scale: Math.max(minPercent, Math.abs(percent)),
      }),
    });
  },
  possible: () => ANYTHING,
});

/** The yardstick of distances. */
const ATR_PERIOD = 14;

const emaDistanceKind = barKind<Base & Readonly<{period: number; side: StretchSide; atLeastAtr: number}>>({
  name: 'emaDistance',
  summary:
    'The price (ask for a buy, bid for a sell) is at least so many ATR(14) above or below the exponential moving ' +
    'average of the closes.',
  example: {timeframe: 'M15', period: 200, side: 'any', atLeastAtr: 5},
  params: () =>
    z
      .strictObject({
        ...timeframeShape(),
        period: barsParam(200, {most: 200}, 'Bars of the average.'),
        side: z
          .enum(STRETCH_SIDES)
          .default('any')
          .describe('On which side of the average the price must be.'),
        atLeastAtr: positiveParam(5, 'Least distance, in average true ranges of 14 bars.'),
      })
      .readonly(),
  compile: ({timeframe, period, side, atLeastAtr}, context) =>
    stretchLeaf({
      needs: [
        {timeframe, definition: ema(period)},
        {timeframe, definition: atr(ATR_PERIOD)},
      ],
      name: {center: ofBars(`EMA(${period})`, timeframe), unit: `ATR(${ATR_PERIOD})`},
      line: openingLine(context.side),
      side,
      multiple: atLeastAtr,
      yardstickOf: ([center, unit]) => ({center, unit}),
    }),
  possible: () => ANYTHING,
});

export const kinds = [macdKind, adxKind, emaSlopeKind, emaDistanceKind];
