import {z} from 'zod';
import type {Timeframe} from '../../market/bar.ts';
import {againstMean} from '../../market/indicator/against-mean.ts';
import {atr} from '../../market/indicator/atr.ts';
import {atrChange} from '../../market/indicator/atr-change.ts';
import {bandWidthPercent} from '../../market/indicator/band-width.ts';
import {rangeFlatness} from '../../market/indicator/range-flatness.ts';
import {NEWEST_TRUE_RANGE} from '../../market/indicator/true-ranges.ts';
import {volatilityRecoil} from '../../market/indicator/volatility-recoil.ts';
import {
  VOLATILITY_STATES,
  volatilityState,
  type VolatilityState,
} from '../../market/indicator/volatility-state.ts';
import {barKind, timeframeShape} from '../bar-kind.ts';
import {leafKind} from '../condition-kind.ts';
import {levelLeaf} from '../level-leaf.ts';
import {checkLevels, levelRule, levelShape} from '../level-rule.ts';
import {barsParam, ofBars, positiveParam, timeframeParam} from '../params.ts';
import {ANYTHING} from '../possible.ts';
import {studyLeaf} from '../study-leaf.ts';

type Base = Readonly<{timeframe: Timeframe}>;

const atrKind = barKind<
  Base & Readonly<{period: number; above?: number | undefined; below?: number | undefined}>
>({
  name: 'atr',
  summary:
    'The average true range of closed bars, the simple mean in price units, is above or below a level. While it is ' +
    'not known, neither is the condition.',
  example: {timeframe: 'M5', period: 14, above: 0.5},
  params: () =>
    z
      .strictObject({
        ...timeframeShape(),
        period: barsParam(14, {most: 200}, 'True ranges of the mean.'),
        ...levelShape({from: 0, to: Number.MAX_SAFE_INTEGER, what: 'the ATR'}),
      })
      .readonly()
      .superRefine(checkLevels('the ATR')),
  compile: ({timeframe, period, ...level}) =>
    levelLeaf({timeframe, definition: atr(period)}, levelRule(ofBars(`ATR(${period})`, timeframe), level)),
  possible: () => ANYTHING,
});

const stateKind = barKind<Base & Readonly<{is: VolatilityState}>>({
  name: 'volatilityState',
  summary:
    'ATR(14) is more than 20 % above the median that it had over the last 50 bars (expanding), more than 20 % below ' +
    'it (contracting), or neither (stable).',
  example: {timeframe: 'M15', is: 'contracting'},
  params: () =>
    z
      .strictObject({
        ...timeframeShape(),
        is: z.enum(VOLATILITY_STATES).describe('The state that it must have.'),
      })
      .readonly(),
  compile: ({timeframe, is}) =>
    studyLeaf({
      needs: [{timeframe, definition: volatilityState()}],
      threshold: `volatility of ${timeframe} is ${is}`,
      holds: ([{state}]) => state === is,
      observe: ([{state, ratio}]) => `${state}: ${ratio} of the median`,
    }),
  possible: () => ANYTHING,
});

const decayKind = barKind<Base & Readonly<{below: number; window: number}>>({
  name: 'volatilityDecay',
  summary:
    'The mean true range of the last bars is less than so many times that of as many bars before them.',
  example: {timeframe: 'M15', below: 0.8, window: 5},
  params: () =>
    z
      .strictObject({
        ...timeframeShape(),
        below: positiveParam(0.8, 'Holds while the later over the earlier mean is less than this.'),
        window: barsParam(5, {most: 200}, 'Bars of each of the two means.'),
      })
      .readonly(),
  compile: ({timeframe, below, window}) => {
    const name = ofBars(`range of ${window} bars over that of ${window} before`, timeframe);
    return levelLeaf({timeframe, definition: atrChange(window)}, levelRule(name, {below}));
  },
  possible: () => ANYTHING,
});

const flatKind = leafKind<Base & Readonly<{bars: number; maxRange: number; stability: number}>>({
  name: 'flatVolatility',
  summary:
    'The true range of each of the last bars is less than so many price units, and they are all much alike: their ' +
    'standard deviation is at most such a share of their mean.',
  example: {timeframe: 'H1', bars: 3, maxRange: 2.5, stability: 0.2},
  params: () =>
    z
      .strictObject({
        timeframe: timeframeParam().default('H1'),
        bars: barsParam(3, {least: 2, most: 200}, 'Bars that must be flat.'),
        maxRange: z
          .number('not a number; give the true range that none of the bars may reach, in price units')
          .positive('not above zero; give the true range that none of the bars may reach')
          .describe('Each true range must be less than this, in price units.'),
        stability: positiveParam(0.2, 'Standard deviation of the ranges over their mean, at most.'),
      })
      .readonly(),
  compile: ({timeframe, bars, maxRange, stability}) =>
    studyLeaf({
      needs: [{timeframe, definition: rangeFlatness(bars)}],
      threshold: `${ofBars(`ranges of ${bars} bars`, timeframe)} < ${maxRange}, deviation ≤ ${stability} of their mean`,
      holds: ([{widest, unevenness}]) => widest < maxRange && unevenness <= stability,
      observe: ([{widest}]) => widest,
    }),
  possible: () => ANYTHING,
});

const collapseKind = barKind<Base & Readonly<{below: number; bars: number}>>({
  name: 'trueRangeCollapse',
  summary: 'The true range of the newest bar is less than so many times the mean of the bars before it.',
  example: {timeframe: 'M15', below: 0.7, bars: 10},
  params: () =>
    z
      .strictObject({
        ...timeframeShape(),
        below: positiveParam(0.7, 'Holds while the range over that mean is less than this.'),
        bars: barsParam(10, {most: 200}, 'Bars of the mean.'),
      })
      .readonly(),
  compile: ({timeframe, below, bars}) => {
    const rule = levelRule(ofBars(`range over the mean of ${bars} before`, timeframe), {below});
    return levelLeaf({timeframe, definition: againstMean(NEWEST_TRUE_RANGE, bars)}, rule);
  },
  possible: () => ANYTHING,
});

/** A share of what is there: one can drop by less than all of it. */
const dropParam = z
  .number()
  .positive('not above zero; give a share such as 0.3 for 30 %')
  .max(1, 'more than all of it; give a share such as 0.3 for 30 %')
  .default(0.3)
  .describe('How far the smallest range was below the one before it: 0.3 is 30 %.');

const recoilKind = barKind<Base & Readonly<{dropAtLeast: number; riseAtLeast: number; bars: number}>>({
  name: 'volatilityRecoil',
  summary:
    'Among the true ranges of the last bars the smallest dropped by at least a share from the one before it, and the ' +
    'newest is at least a share above it again.',
  example: {timeframe: 'M15', dropAtLeast: 0.3, riseAtLeast: 0.15, bars: 21},
  params: () =>
    z
      .strictObject({
        ...timeframeShape(),
        dropAtLeast: dropParam,
        riseAtLeast: positiveParam(0.15, 'How far the newest range is above the smallest: 0.15 is 15 %.'),
        bars: barsParam(21, {least: 3, most: 200}, 'True ranges that are looked at.'),
      })
      .readonly(),
  compile: ({timeframe, dropAtLeast, riseAtLeast, bars}) =>
    studyLeaf({
      needs: [{timeframe, definition: volatilityRecoil(bars)}],
      threshold: `${ofBars(`smallest of ${bars} ranges`, timeframe)}: drop ≥ ${dropAtLeast}, rise since ≥ ${riseAtLeast}`,
      holds: ([{drop, rise}]) => drop >= dropAtLeast && rise >= riseAtLeast,
      observe: ([{drop, rise}]) => `drop ${drop}, rise ${rise}`,
    }),
  possible: () => ANYTHING,
});

const breakoutKind = barKind<Base & Readonly<{widthRatio: number; atrRatio: number; bars: number}>>({
  name: 'volatilityBreakout',
  summary:
    'The width of the Bollinger bands (20, 2), in percent of their middle, and ATR(14) are both at least so many ' +
    'times the mean that they had at the bars before.',
  example: {timeframe: 'M15', widthRatio: 1.2, atrRatio: 1.15, bars: 4},
  params: () =>
    z
      .strictObject({
        ...timeframeShape(),
        widthRatio: positiveParam(1.2, 'Least width over its mean before.'),
        atrRatio: positiveParam(1.15, 'Least ATR(14) over its mean before.'),
        bars: barsParam(4, {most: 200}, 'Bars of the two means.'),
      })
      .readonly(),
  compile: ({timeframe, widthRatio, atrRatio, bars}) =>
    studyLeaf({
      needs: [
        {timeframe, definition: againstMean(bandWidthPercent(20), bars)},
        {timeframe, definition: againstMean(atr(14), bars)},
      ],
      threshold: `${ofBars(`over ${bars} bars before`, timeframe)}: width of BB(20) ≥ ${widthRatio}, ATR(14) ≥ ${atrRatio}`,
      holds: ([width, range]) => width >= widthRatio && range >= atrRatio,
      observe: ([width, range]) => `width ${width}, ATR ${range}`,
    }),
  possible: () => ANYTHING,
});

export const kinds = [atrKind, stateKind, decayKind, flatKind, collapseKind, recoilKind, breakoutKind];
