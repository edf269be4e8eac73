import type {Bar} from '../../market/bar.ts';

/** Longer bars, of the minutes that there are; oldest first. */
export function longerBars(minutes: readonly Bar[], lengthMs: number): readonly Bar[] {
  const bars: Bar[] = [];
  for (const minute of minutes) {
    const timeMs = Math.floor(minute.timeMs / lengthMs) * lengthMs;
    const bar = bars.at(-1);
    if (bar?.timeMs !== timeMs) {
      bars.push({...minute, timeMs});
      continue;
    }
    bars[bars.length - 1] = {
      ...bar,
      high: Math.max(bar.high, minute.high),
      low: Math.min(bar.low, minute.low),
      close: minute.close,
      ticks: bar.ticks + minute.ticks,
    };
  }
  return bars;
}
