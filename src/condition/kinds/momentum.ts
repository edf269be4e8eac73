import {z} from 'zod';
import type {Timeframe} from '../../market/bar.ts';
import {atr} from '../../market/indicator/atr.ts';
import {type Momentum, momentum} from '../../market/indicator/momentum.ts';
import {rsi} from '../../market/indicator/rsi.ts';
import {zScore} from '../../market/indicator/z-score.ts';
import {openingLine} from '../../market/quote.ts';
import {barKind, timeframeShape} from '../bar-kind.ts';
import {levelLeaf} from '../level-leaf.ts';
import {checkLevels, levelRule, levelShape} from '../level-rule.ts';
import {barsParam, type Direction, directionOf, directionParam, ofBars, positiveParam} from '../params.ts';
import {ANYTHING, range, within} from '../possible.ts';
import {stretchLeaf} from '../stretch-leaf.ts';
import {studyLeaf} from '../study-leaf.ts';

type Base = Readonly<{timeframe: Timeframe}>;
type Directed = Base & Readonly<{direction?: Direction | undefined}>;

const rsiKind = barKind<
  Base & Readonly<{period: number; above?: number | undefined; below?: number | undefined}>
>({
  name: 'rsi',
  summary: 'The relative strength index (Wilder) of closed bars is above or below a level.',
  example: {timeframe: 'M15', period: 14, below: 30},
  params: () =>
    z
      .strictObject({
        ...timeframeShape(),
        period: barsParam(14, {least: 2, most: 85}, 'Bars of its means.'),
        ...levelShape({from: 0, to: 100, what: 'the RSI'}),
      })
      .readonly()
      .superRefine(checkLevels('the RSI')),
  compile: ({timeframe, period, ...level}) =>
    levelLeaf({timeframe, definition: rsi(period)}, levelRule(ofBars(`RSI(${period})`, timeframe), level)),
  possible: () => ANYTHING,
});

/** Share of the bars that must go the way of the plan. */
const SHARE_MIN = 0.6;
/** What the newer half must have kept of the pace of the older one. */
const PACE_KEPT = 0.9;

const momentumKind = barKind<Directed & Readonly<{bars: number; minPercent: number}>>({
  name: 'momentum',
  summary:
    'The closes of the last bars go one way: at least 60 % of the changes from bar to bar do, their mean is at least ' +
    'so many percent, and the newer half has at least 0.9 of the pace of the older one.',
  example: {timeframe: 'M15', direction: 'bull', bars: 5, minPercent: 0.05},
  params: () =>
    z
      .strictObject({
        ...timeframeShape(),
        direction: directionParam(),
        bars: barsParam(5, {least: 2, most: 200}, 'Changes from bar to bar that are looked at.'),
        minPercent: z
          .number()
          .nonnegative('which is below zero; give the least mean change in the direction, zero or more')
          .default(0.5)
          .describe('Least mean change of a bar, in percent of the price; 0.5 suits long bars only.'),
      })
      .readonly(),
  compile: ({timeframe, direction, bars, minPercent}, {side}) => {
    const isUp = directionOf(direction, side) === 'bull';
    const sign = isUp ? 1 : -1;
    return studyLeaf({
      needs: [{timeframe, definition: momentum(bars)}],
      threshold: `${ofBars(`${bars} bars`, timeframe)} ${isUp ? 'up' : 'down'} by ≥ ${minPercent} % each`,
      holds: ([moved]: readonly [Momentum]) =>
        (isUp ? moved.risingShare : moved.fallingShare) >= SHARE_MIN &&
        sign * moved.meanPercent >= minPercent &&
        sign * moved.recentMeanPercent >= PACE_KEPT * sign * moved.earlierMeanPercent,
      observe: ([{meanPercent}]) => meanPercent,
    });
  },
  possible: () => ANYTHING,
});

const zScoreKind = barKind<Directed & Readonly<{lookback: number; beyond: number}>>({
  name: 'zScore',
  summary:
    'The newest close is stretched: for a bull so many standard deviations below the mean of the last closes, ' +
    'for a bear above it.',
  example: {timeframe: 'M15', direction: 'bull', lookback: 20, beyond: 2},
  params: () =>
    z
      .strictObject({
        ...timeframeShape(),
        direction: directionParam(),
        lookback: barsParam(20, {least: 2, most: 200}, 'Closes of the mean, the newest among them.'),
        beyond: positiveParam(2, 'Standard deviations that it must be further away than.'),
      })
      .readonly()
      .superRefine(({lookback, beyond}, context) => {
        // The furthest that one of n values can be from their mean is √(n − 1) of their deviations.
        const most = Math.sqrt(lookback - 1);
        if (beyond < most) return;
        // Said with its value: the one that was written may be the other.
        const message = `is ${beyond}, and no close can be further than ${most.toFixed(2)} from the mean of ${lookback}; give less, or a longer lookback`;
        context.addIssue({code: 'custom', path: ['beyond'], message, input: beyond});
      }),
  compile: ({timeframe, direction, lookback, beyond}, {side}) => {
    const level = directionOf(direction, side) === 'bull' ? {below: -beyond} : {above: beyond};
    const rule = levelRule(ofBars(`z-score(${lookback})`, timeframe), level);
    return levelLeaf({timeframe, definition: zScore(lookback)}, rule);
  },
  possible: () => ANYTHING,
});

const atrStretchKind = barKind<Directed & Readonly<{multiple: number; period: number; from: number}>>({
  name: 'atrStretch',
  summary:
    'The price (ask for a buy, bid for a sell) is stretched away from a price: for a bull below it by at least so ' +
    'many average true ranges, for a bear above it.',
  example: {timeframe: 'M15', direction: 'bull', multiple: 2.5, period: 14, from: 1310},
  params: () =>
    z
      .strictObject({
        ...timeframeShape(),
        direction: directionParam(),
        multiple: positiveParam(2.5, 'Average true ranges that the price must be away.'),
        period: barsParam(14, {most: 200}, 'Bars of the average true range.'),
        from: z
          .number('not a price; give the price from which the stretch is measured')
          .positive('not above zero; give a price above zero')
          .describe('The price from which the stretch is measured.'),
      })
      .readonly(),
  compile: ({timeframe, direction, multiple, period, from}, {side}) =>
    stretchLeaf({
      needs: [{timeframe, definition: atr(period)}],
      name: {center: String(from), unit: ofBars(`ATR(${period})`, timeframe)},
      line: openingLine(side),
      side: directionOf(direction, side) === 'bull' ? 'below' : 'above',
      multiple,
      yardstickOf: ([unit]: readonly [number]) => ({center: from, unit}),
    }),
  possible: ({direction, from}, negated, {side}) => {
    if (negated) return ANYTHING;
    const beyond =
      directionOf(direction, side) === 'bull'
        ? range(-Infinity, from, {to: true})
        : range(from, Infinity, {from: true});
    return within(openingLine(side), beyond);
  },
});

export const kinds = [rsiKind, momentumKind, zScoreKind, atrStretchKind];
