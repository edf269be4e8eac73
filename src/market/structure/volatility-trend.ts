import type {BarWindow} from './bar-window.ts';

export type VolatilityTrend = 'contracting' | 'stable' | 'expanding';

/** Bars whose ATR makes the usual one. */
const USUAL_BARS = 50;
/** Share by which the ATR differs from the usual one when it contracts or expands. */
const CHANGE_SHARE = 0.2;

/**
 * How the ATR(14) of the newest bar stands to the median of those of the last 50 bars; undefined while the window
 * has no ATR.
 */
export function volatilityTrend(window: BarWindow): VolatilityTrend | undefined {
  const atrs: number[] = [];
  for (let index = Math.max(0, window.size - USUAL_BARS); index < window.size; index++) {
    const atr = window.atr(index);
    if (atr !== undefined) atrs.push(atr);
  }
  const now = atrs.at(-1);
  if (now === undefined) return undefined;
  const usual = median(atrs);
  if (now < (1 - CHANGE_SHARE) * usual) return 'contracting';
  return now > (1 + CHANGE_SHARE) * usual ? 'expanding' : 'stable';
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}
