import type {StudyDefinition} from '../study/study.ts';
import {type BollingerBands, bollinger} from './bollinger.ts';
import {requirePeriod} from './definition.ts';
import {derived} from './derived.ts';
import {history} from './history.ts';

const DEVIATIONS = 2;

/** Upper − lower of the Bollinger bands (period, 2), four standard deviations, in percent of the middle. */
export function bandWidthPercent(period: number): StudyDefinition<number> {
  return derived(`bandWidthPercent(${period})`, bollinger(period, DEVIATIONS), percentOf);
}

/** The same after each of the last `count` bars, oldest first. */
export function bandWidthsPercent(period: number, count: number): StudyDefinition<readonly number[]> {
  return history(bandWidthPercent(period), count);
}

/**
 * How fast the bands (period, 2) widen: the slope of the least squares line through their last `count` widths, in
 * percent of the price a bar.
 */
export function bandWidthSlope(period: number, count: number): StudyDefinition<number> {
  requirePeriod('the count of bandWidthSlope', count, 2);
  return derived(`bandWidthSlope(${period},${count})`, bandWidthsPercent(period, count), slopeOf);
}

function percentOf({width, middle}: BollingerBands): number {
  return (100 * width) / middle;
}

/** Of values at 0, 1, 2… */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  let sum = 0;
  let squares = 0;
  for (const [index, value] of values.entries()) {
    sum += (index - middle) * value;
    squares += (index - middle) ** 2;
  }
  return sum / squares;
}
