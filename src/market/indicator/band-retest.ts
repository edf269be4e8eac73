import type {Bar} from '../bar.ts';
import type {StudyDefinition} from '../study/study.ts';
import {closesOf} from './closes.ts';
import {windowed} from './definition.ts';
import {derived} from './derived.ts';
import {history} from './history.ts';

const PERIOD = 20;
const DEVIATIONS = 2;
/** A retest that is older than so many bars is no occasion any more. */
const RETEST_BARS = 3;

/** A band that was pierced, and to which the price came back. */
export type BandRetest = Readonly<{
  /** Where the band was at the bar that pierced it, price units. */
  level: number;
  breakTimeMs: number;
  retestTimeMs: number;
  /** Whether the bar after the retest closed beyond it in the direction of the break. */
  hasBounced: boolean;
}>;

/** Bull: of the upper band, which was pierced upwards. Bear: of the lower. */
export type BandRetests = Readonly<{bull: BandRetest | undefined; bear: BandRetest | undefined}>;

type BandedBar = Readonly<{bar: Bar; upper: number; lower: number}>;

/**
 * Retests of the Bollinger bands (20, 2). The break is the newest bar within
 * `lookbackBars` that pierces a band which the bar before did not pierce; the retest is a bar after it, among the
 * last three, whose low (bear: high) comes as near to the level of the break as the tolerance allows.
 *
 * @param tolerancePercent Of the level; in this the two directions are no mirror images to the last digit.
 */
export function bandRetest(lookbackBars: number, tolerancePercent: number): StudyDefinition<BandRetests> {
  const key = `bandRetest(${lookbackBars},${tolerancePercent})`;
  return derived(key, history(BANDED_BAR, lookbackBars + 1), (bars) => ({
    bull: retestOf(bars, UP, tolerancePercent),
    bear: retestOf(bars, DOWN, tolerancePercent),
  }));
}

const BANDED_BAR: StudyDefinition<BandedBar> = windowed('bandedBar', PERIOD, (bars) => {
  const bar = bars.at(-1);
  if (bar === undefined) return undefined;
  const {mean, deviation} = closesOf(bars);
  const away = DEVIATIONS * deviation;
  return {bar, upper: mean + away, lower: mean - away};
});

type Edge = Readonly<{
  level: (banded: BandedBar) => number;
  isPierced: (banded: BandedBar) => boolean;
  /** The end of a bar with which it comes back to the level. */
  near: (bar: Bar) => number;
  sign: 1 | -1;
}>;

const UP: Edge = {
  level: ({upper}) => upper,
  isPierced: ({bar, upper}) => bar.high > upper,
  near: ({low}) => low,
  sign: 1,
};

const DOWN: Edge = {
  level: ({lower}) => lower,
  isPierced: ({bar, lower}) => bar.low < lower,
  near: ({high}) => high,
  sign: -1,
};

/** @param bars Oldest first; the oldest only tells whether the next one pierces anew. */
function retestOf(bars: readonly BandedBar[], edge: Edge, tolerancePercent: number): BandRetest | undefined {
  const place = bars.findLastIndex((banded, index) => {
    const previous = bars[index - 1];
    return previous !== undefined && edge.isPierced(banded) && !edge.isPierced(previous);
  });
  const broken = bars[place];
  if (broken === undefined) return undefined;
  const level = edge.level(broken);
  const tolerance = (tolerancePercent / 100) * level;
  const retests: BandRetest[] = [];
  for (let index = Math.max(place + 1, bars.length - RETEST_BARS); index < bars.length; index++) {
    const [retest, next] = [bars[index]?.bar, bars[index + 1]?.bar];
    if (retest === undefined || Math.abs(edge.near(retest) - level) > tolerance) continue;
    retests.push({
      level,
      breakTimeMs: broken.bar.timeMs,
      retestTimeMs: retest.timeMs,
      hasBounced: next !== undefined && edge.sign * (next.close - retest.close) > 0,
    });
  }
  return retests.findLast(({hasBounced}) => hasBounced) ?? retests.at(-1);
}
