import {type Bar, TIMEFRAME_MS, type Timeframe} from '../../../src/market/bar.ts';

/** Longer bars of closed minutes, cut at full lengths of UTC; the last one may be short of minutes. */
export function resampled(minutes: readonly Bar[], timeframe: Timeframe): readonly Bar[] {
  const lengthMs = TIMEFRAME_MS[timeframe];
  const longer: Bar[] = [];
  for (const minute of minutes) {
    const timeMs = Math.floor(minute.timeMs / lengthMs) * lengthMs;
    const last = longer.at(-1);
    if (last === undefined || last.timeMs !== timeMs) {
      longer.push({...minute, timeMs});
      continue;
    }
    const {open, high, low, ticks} = last;
    longer[longer.length - 1] = {
      timeMs,
      open,
      high: Math.max(high, minute.high),
      low: Math.min(low, minute.low),
      close: minute.close,
      ticks: ticks + minute.ticks,
    };
  }
  return longer;
}
