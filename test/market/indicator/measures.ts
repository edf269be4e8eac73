import {againstMean} from '../../../src/market/indicator/against-mean.ts';
import {atr} from '../../../src/market/indicator/atr.ts';
import {atrChange} from '../../../src/market/indicator/atr-change.ts';
import {bandRetest} from '../../../src/market/indicator/band-retest.ts';
import {bandWidthPercent, bandWidthSlope} from '../../../src/market/indicator/band-width.ts';
import {emaChange} from '../../../src/market/indicator/ema-change.ts';
import {rangeFlatness} from '../../../src/market/indicator/range-flatness.ts';
import {tickVolume} from '../../../src/market/indicator/tick-volume.ts';
import {NEWEST_TRUE_RANGE, trueRanges} from '../../../src/market/indicator/true-ranges.ts';
import {volatilityRecoil} from '../../../src/market/indicator/volatility-recoil.ts';
import {volatilityState} from '../../../src/market/indicator/volatility-state.ts';
import type {StudyDefinition} from '../../../src/market/study/study.ts';

/** What conditions ask of closed bars besides the well-known indicators. */
export const MEASURES: readonly StudyDefinition<unknown>[] = [
  bandWidthPercent(20),
  bandWidthSlope(20, 10),
  bandRetest(30, 0.05),
  atrChange(5),
  trueRanges(3),
  rangeFlatness(3),
  volatilityRecoil(21),
  volatilityState(),
  againstMean(NEWEST_TRUE_RANGE, 10),
  againstMean(atr(14), 4),
  againstMean(bandWidthPercent(20), 4),
  tickVolume(20),
  emaChange(3, 2),
  emaChange(20, 9),
  emaChange(200, 9),
];
