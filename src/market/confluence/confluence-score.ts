import type {VolatilityLevel} from '../indicator/volatility-state.ts';
import {type Direction, DOWN, type Heading, UP} from '../structure/heading.ts';
import {type EmaStack, emaStack} from './ema-stack.ts';
import {type Score, type ScorePart, weighed} from './score.ts';
import type {TrendContext} from './trend-context.ts';

export const CONFLUENCE_TIMEFRAMES = ['M5', 'M15', 'M30', 'H1', 'H4'] as const;
export type ConfluenceTimeframe = (typeof CONFLUENCE_TIMEFRAMES)[number];

/** Timeframes whose volatility counts. */
export const VOLATILITY_TIMEFRAMES = ['M15', 'M30', 'H1'] as const;
export type VolatilityTimeframe = (typeof VOLATILITY_TIMEFRAMES)[number];

/** All parts full, but for the volume. */
export const CONFLUENCE_MOST = 96;

/** Nobody measures it: the same for every market. */
const VOLUME = 60;
const OF_STACK: Readonly<Record<EmaStack, number>> = {full: 100, partial: 70, side: 40, none: 0};
/** How far behind the close a level still supports it, as a share of the close: 0.5 %. */
const NEAR_SHARE = 0.005;

/**
 * How much speaks for one direction, 0 to 96. A falling market does not score for a buy:
 * here what speaks for the other direction counts nothing.
 *
 * | part       | weight | mean over            | value                                                       |
 * | ---------- | ------ | -------------------- | ----------------------------------------------------------- |
 * | trend      | 0.30   | M5, M15, M30, H1, H4 | `emaStack` full 100, partial 70, side 40, none 0             |
 * | momentum   | 0.25   | the same             | see `momentumOf`                                            |
 * | support    | 0.25   | the same             | see `supportOf`                                             |
 * | volume     | 0.10   |                      | 60                                                          |
 * | volatility | 0.10   | M15, M30, H1         | see `volatilityOf`                                          |
 *
 * A falling market gets at most 41 for a buy: nothing for trend and momentum.
 */
export function confluenceScore(
  direction: Direction,
  contexts: Readonly<Record<ConfluenceTimeframe, TrendContext>>,
  volatilities: Readonly<Record<VolatilityTimeframe, Pick<VolatilityLevel, 'ratio'>>>,
): Score {
  const heading = direction === 'bull' ? UP : DOWN;
  const overAll = (name: string, weight: number, read: (context: TrendContext) => Said) =>
    meanOf(
      name,
      weight,
      CONFLUENCE_TIMEFRAMES.map((timeframe) => [timeframe, read(contexts[timeframe])]),
    );
  return weighed([
    overAll('trend', 30, (context) => trendOf(heading, context)),
    overAll('momentum', 25, (context) => momentumOf(heading, context)),
    overAll('support', 25, (context) => supportOf(heading, context, NEAR_SHARE * context.close)),
    {name: 'volume', value: VOLUME, weight: 10, why: 'not measured'},
    meanOf(
      'volatility',
      10,
      VOLATILITY_TIMEFRAMES.map((timeframe) => [timeframe, volatilityOf(volatilities[timeframe])]),
    ),
  ]);
}

type Said = readonly [value: number, why: string];

function meanOf(name: string, weight: number, said: readonly (readonly [string, Said])[]): ScorePart {
  let sum = 0;
  for (const [, [value]] of said) sum += value;
  const why = said.map(([timeframe, [, word]]) => `${timeframe} ${word}`).join(', ');
  return {name, value: sum / said.length, weight, why};
}

function trendOf(heading: Heading, context: TrendContext): Said {
  const stack = emaStack(heading, context);
  return [OF_STACK[stack], stack];
}

/**
 * Of the way up: RSI(14) > 60 and MACD above its signal and above 0: 100. RSI > 50 and MACD above its signal: 70.
 * RSI < 50 and MACD below its signal: 0, for it speaks for the way down. RSI 45 to 55: 50. Else 30.
 */
export function momentumOf({beyond}: Heading, {rsi, macd}: Pick<TrendContext, 'rsi' | 'macd'>): Said {
  const strength = beyond(rsi, 50);
  const turn = beyond(macd.histogram, 0);
  if (strength > 10 && turn > 0 && beyond(macd.macd, 0) > 0) return [100, 'strong'];
  if (strength > 0 && turn > 0) return [70, 'along'];
  if (strength < 0 && turn < 0) return [0, 'against'];
  return Math.abs(strength) <= 5 ? [50, 'balanced'] : [30, 'mixed'];
}

/**
 * What the close rests on: of the way up the first of EMA(200) 100, EMA(50) 85, lower Bollinger band 75 and EMA(20)
 * 70 that is at the close or below it by at most `reach`; of the way down at it or above, and the upper band. Else
 * 50. A level on the other side is an obstacle and no support.
 *
 * @param reach Price units; 0.5 % of the close in the score.
 */
export function supportOf(
  {direction, beyond}: Heading,
  {close, ema200, ema50, ema20, bands}: Pick<TrendContext, 'close' | 'ema200' | 'ema50' | 'ema20' | 'bands'>,
  reach: number,
): Said {
  const levels = [
    [ema200, 100, 'EMA(200)'],
    [ema50, 85, 'EMA(50)'],
    [direction === 'bull' ? bands.lower : bands.upper, 75, 'band'],
    [ema20, 70, 'EMA(20)'],
  ] as const;
  const found = levels.find(([level]) => beyond(close, level) >= 0 && beyond(close, level) <= reach);
  return found === undefined ? [50, 'none'] : [found[1], found[2]];
}

/**
 * ATR(14) against its median over 50 bars: 0.8 to 1.2 times 100, 0.6 to 0.8 and 1.2 to 1.6 times 70, more 40, less
 * 50. The reference has bands in percent of the price for each instrument; what is usual stands in for them here, as
 * a condition does not know its instrument.
 */
export function volatilityOf({ratio}: Pick<VolatilityLevel, 'ratio'>): Said {
  if (ratio > 1.6) return [40, 'wild'];
  if (ratio < 0.6) return [50, 'still'];
  return ratio >= 0.8 && ratio <= 1.2 ? [100, 'usual'] : [70, ratio < 0.8 ? 'calm' : 'lively'];
}
