import {z} from 'zod';
import type {Timeframe} from '../../market/bar.ts';
import {CONFLUENCE_MOST, confluenceScore} from '../../market/confluence/confluence-score.ts';
import {rangeScalpScore} from '../../market/confluence/range-scalp-score.ts';
import {tradingRange} from '../../market/confluence/trading-range.ts';
import {trendContext} from '../../market/confluence/trend-context.ts';
import {rsi} from '../../market/indicator/rsi.ts';
import {volatilityState} from '../../market/indicator/volatility-state.ts';
import {rejectionWick} from '../../market/pattern/rejection-wick.ts';
import {leafKind} from '../condition-kind.ts';
import {type Direction, directionOf, directionParam, ofBars, timeframeParam} from '../params.ts';
import {ANYTHING} from '../possible.ts';
import {scoreLeaf, scoreParam} from '../score-leaf.ts';

const confluenceKind = leafKind<Readonly<{direction?: Direction | undefined; atLeast: number}>>({
  name: 'confluence',
  summary:
    'So much comes together for the direction: 0.30 trend, 0.25 momentum and 0.25 support, each the mean over M5, M15, ' +
    'M30, H1 and H4, 0.10 volume (always 60) and 0.10 volatility of M15, M30 and H1. Trend is how the close, EMA(20), ' +
    'EMA(50) and EMA(200) are stacked that way; momentum RSI(14) and MACD; support an average or band at most 0.5 % ' +
    'behind the close; volatility ATR(14) against what is usual. What speaks for the other direction counts nothing. ' +
    `The sum is ${CONFLUENCE_MOST} at most. Known from the 200th closed bar of H4 on, which takes some seven weeks.`,
  example: {direction: 'bull', atLeast: 60},
  params: () =>
    z
      .strictObject({
        direction: directionParam(),
        atLeast: scoreParam('the confluence', CONFLUENCE_MOST).default(60).describe('Least score.'),
      })
      .readonly(),
  compile: ({direction, atLeast}, {side}) => {
    const way = directionOf(direction, side);
    const [trend, volatility] = [trendContext(), volatilityState()];
    return scoreLeaf({
      needs: [
        {timeframe: 'M5', definition: trend},
        {timeframe: 'M15', definition: trend},
        {timeframe: 'M30', definition: trend},
        {timeframe: 'H1', definition: trend},
        {timeframe: 'H4', definition: trend},
        {timeframe: 'M15', definition: volatility},
        {timeframe: 'M30', definition: volatility},
        {timeframe: 'H1', definition: volatility},
      ],
      name: `confluence for ${way}`,
      atLeast,
      scoreOf: ([M5, M15, M30, H1, H4, ofM15, ofM30, ofH1]) =>
        confluenceScore(way, {M5, M15, M30, H1, H4}, {M15: ofM15, M30: ofM30, H1: ofH1}),
    });
  },
  possible: () => ANYTHING,
});

/** Bars that draw the range, before the newest. */
const RANGE_BARS = 50;
const RSI_BARS = 14;
/** Bodies in a wick that rejects. */
const WICK_RATIO = 2;

const rangeScalpKind = leafKind<
  Readonly<{timeframe: Timeframe; direction?: Direction | undefined; atLeast: number}>
>({
  name: 'rangeScalp',
  summary:
    `The newest close is a good place to trade from an edge of the range of the ${RANGE_BARS} bars before it back into ` +
    'it: for a bull from the low. 40 points for three touches of both edges (28 for two, none for fewer), 35 for a ' +
    'close at the edge or 0.75 ATR(14) from the middle towards it (21 for 0.375 ATR, none outside the range), 25 for ' +
    'RSI(14) below 30 (bear: above 70) or a rejection wick of the newest bar.',
  example: {timeframe: 'M15', direction: 'bull', atLeast: 80},
  params: () =>
    z
      .strictObject({
        timeframe: timeframeParam().default('M15'),
        direction: directionParam(),
        atLeast: scoreParam('the points', 100).default(80).describe('Least sum of points.'),
      })
      .readonly(),
  compile: ({timeframe, direction, atLeast}, {side}) => {
    const way = directionOf(direction, side);
    return scoreLeaf({
      needs: [
        {timeframe, definition: tradingRange(RANGE_BARS)},
        {timeframe, definition: rsi(RSI_BARS)},
        {timeframe, definition: rejectionWick(WICK_RATIO)},
      ],
      name: `${ofBars('range scalp', timeframe)} for ${way}`,
      atLeast,
      scoreOf: ([range, strength, wick]) => rangeScalpScore(way, range, {rsi: strength, wick}),
    });
  },
  possible: () => ANYTHING,
});

export const kinds = [confluenceKind, rangeScalpKind];
