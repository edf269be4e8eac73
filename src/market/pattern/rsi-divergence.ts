import {rsi} from '../indicator/rsi.ts';
import type {Moment} from '../structure/bar-window.ts';
import {DOWN, type Direction, type Heading, UP} from '../structure/heading.ts';
import {SWING_BARS} from '../structure/swing-points.ts';
import {type Swing, swings} from '../structure/swings.ts';
import type {StudyDefinition} from '../study/study.ts';
import type {Both} from './both.ts';
import {steppedStudy} from './stepped-study.ts';

/** The older of the two swings is less old than this. */
const WINDOW_BARS = 60;

const SWINGS = swings(SWING_BARS);
const RSI = rsi(14);

/** Two successive swings of which the price says one thing and RSI(14) the other; the moment is the newer one's. */
export type RsiDivergence = Moment &
  Readonly<{
    direction: Direction;
    /** Of the older and the newer swing. */
    prices: readonly [number, number];
    /** Of the same bars, 0 to 100. */
    rsis: readonly [number, number];
  }>;

/**
 * Divergence of price and RSI(14) at the last two swings: undefined where there is none.
 *
 * Bullish: of the last two swing lows, both of the last 60 closed bars, the newer one is lower, and the RSI at the
 * close of its bar is higher. Bearish: the newer high is higher, and its RSI lower.
 */
export function rsiDivergence(): StudyDefinition<Both<RsiDivergence | undefined>> {
  const barsNeeded = Math.max(SWINGS.barsNeeded, WINDOW_BARS + RSI.barsNeeded);
  return steppedStudy('rsiDivergence', barsNeeded, (timeframe) => {
    const seen = SWINGS.create(timeframe);
    const strength = RSI.create(timeframe);
    /** Newest first, as the swings count. */
    const strengths: (number | undefined)[] = [];
    return (bar) => {
      seen.add(bar);
      strength.add(bar);
      strengths.unshift(strength.result);
      strengths.length = Math.min(strengths.length, WINDOW_BARS);
      const {result} = seen;
      if (result === undefined || strengths.at(-1) === undefined) return undefined;
      if (strengths.length < WINDOW_BARS) return undefined;
      return {
        bull: divergence(result.lows, strengths, UP),
        bear: divergence(result.highs, strengths, DOWN),
      };
    };
  });
}

function divergence(
  [newer, older]: readonly Swing[],
  strengths: readonly (number | undefined)[],
  {direction, beyond}: Heading,
): RsiDivergence | undefined {
  if (newer === undefined || older === undefined) return undefined;
  const [before, now] = [strengths[older.barsAgo], strengths[newer.barsAgo]];
  if (before === undefined || now === undefined) return undefined;
  const isDivergent = beyond(newer.price, older.price) < 0 && beyond(now, before) > 0;
  if (!isDivergent) return undefined;
  const {timeMs, barsAgo} = newer;
  return {direction, prices: [older.price, newer.price], rsis: [before, now], timeMs, barsAgo};
}
