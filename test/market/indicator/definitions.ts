import type {Bar, Timeframe} from '../../../src/market/bar.ts';
import {adx} from '../../../src/market/indicator/adx.ts';
import {atr} from '../../../src/market/indicator/atr.ts';
import {bollinger} from '../../../src/market/indicator/bollinger.ts';
import {ema} from '../../../src/market/indicator/ema.ts';
import {macd} from '../../../src/market/indicator/macd.ts';
import {momentum} from '../../../src/market/indicator/momentum.ts';
import {rsi} from '../../../src/market/indicator/rsi.ts';
import {sessionVwap} from '../../../src/market/indicator/session-vwap.ts';
import {sma} from '../../../src/market/indicator/sma.ts';
import {standardDeviation} from '../../../src/market/indicator/standard-deviation.ts';
import {zScore} from '../../../src/market/indicator/z-score.ts';
import type {StudyDefinition} from '../../../src/market/study/study.ts';
import {Zone} from '../../../src/market/zone.ts';

/** Three hours ahead of UTC, as the servers of the real bars. */
const SERVER = new Zone('Etc/GMT-3');

/** The indicators as plans use them. */
export const USUAL: readonly StudyDefinition<unknown>[] = [
  sma(20),
  sma(200),
  standardDeviation(20),
  bollinger(20, 2),
  zScore(20),
  atr(5),
  atr(14),
  momentum(5),
  sessionVwap(SERVER),
  ema(9),
  ema(50),
  ema(200),
  macd(12, 26, 9),
  rsi(2),
  rsi(14),
  adx(14),
];

/** With periods so short that histories of some dozen bars are long. */
export const SHORT: readonly StudyDefinition<unknown>[] = [
  sma(1),
  sma(4),
  standardDeviation(3),
  bollinger(4, 1.5),
  zScore(5),
  atr(3),
  momentum(3),
  sessionVwap(SERVER),
  ema(1),
  ema(3),
  macd(1, 2, 1),
  macd(2, 3, 4),
  rsi(2),
  rsi(3),
  adx(1),
  adx(2),
  adx(3),
];

/** What a new study says after each of the bars. */
export function resultsOf<Result>(
  definition: StudyDefinition<Result>,
  bars: readonly Bar[],
  timeframe: Timeframe,
): (Result | undefined)[] {
  const study = definition.create(timeframe);
  return bars.map((bar) => {
    study.add(bar);
    return study.result;
  });
}

/** What a new study says after the last of the bars. */
export function lastResultOf<Result>(
  definition: StudyDefinition<Result>,
  bars: readonly Bar[],
  timeframe: Timeframe,
): Result | undefined {
  const study = definition.create(timeframe);
  for (const bar of bars) study.add(bar);
  return study.result;
}
