import type {Direction} from '../structure/heading.ts';
import type {M1Window} from './m1-window.ts';

/** From worst to best. */
export const MOMENTUM_QUALITIES = ['choppy', 'fair', 'good', 'excellent'] as const;
export type MomentumQuality = (typeof MOMENTUM_QUALITIES)[number];

/** Steps that are looked at. */
const STEPS_MAX = 10;
/** A falling run mirrors it: below 100 − 40. */
const RSI_OF_RISING_ABOVE = 40;

/** Closes that follow each other in one direction. */
export type Momentum = Readonly<{
  barTimeMs: number;
  quality: MomentumQuality;
  /** Of the run; `none` where the newest close equals the one before. */
  direction: Direction | 'none';
  /** Steps of that direction in a row, the newest first: 0 to 10. */
  runBars: number;
  /** Share of the last 10 steps that the run takes, in percent. */
  consistencyPct: number;
  /** RSI(14), 0 to 100. */
  rsi: number;
  /** RSI above 40 with a rising run, below 60 with a falling one. */
  isRsiAgreeing: boolean;
}>;

/** The RSI of falling runs is the mirror image of that of rising ones. */
export function momentumOf({bars, newest}: Pick<M1Window, 'bars' | 'newest'>, rsi: number): Momentum {
  const steps = bars
    .slice(-STEPS_MAX - 1)
    .flatMap(({close}, index, all) =>
      index === 0 ? [] : [Math.sign(close - (all[index - 1]?.close ?? close))],
    );
  const sign = steps.at(-1) ?? 0;
  const runBars = sign === 0 ? 0 : steps.length - 1 - steps.findLastIndex((step) => step !== sign);
  const isRsiAgreeing =
    (sign > 0 && rsi > RSI_OF_RISING_ABOVE) || (sign < 0 && rsi < 100 - RSI_OF_RISING_ABOVE);
  return {
    barTimeMs: newest.timeMs,
    quality: qualityOf(runBars, isRsiAgreeing),
    direction: sign === 0 ? 'none' : sign > 0 ? 'bull' : 'bear',
    runBars,
    consistencyPct: (100 * runBars) / STEPS_MAX,
    rsi,
    isRsiAgreeing,
  };
}

/** The run alone decides: consistencies of 70, 50 and 30 % are runs of 7, 5 and 3. */
function qualityOf(runBars: number, isRsiAgreeing: boolean): MomentumQuality {
  if (runBars >= 7 && isRsiAgreeing) return 'excellent';
  if (runBars >= 5 && isRsiAgreeing) return 'good';
  return runBars >= 3 ? 'fair' : 'choppy';
}
