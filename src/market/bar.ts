/** Lengths of the bars that Vigil keeps. */
export const TIMEFRAMES = ['M1', 'M5', 'M15', 'M30', 'H1', 'H4', 'D1'] as const;
export type Timeframe = (typeof TIMEFRAMES)[number];

const MINUTE_MS = 60_000;

export const TIMEFRAME_MS: Readonly<Record<Timeframe, number>> = {
  M1: MINUTE_MS,
  M5: 5 * MINUTE_MS,
  M15: 15 * MINUTE_MS,
  M30: 30 * MINUTE_MS,
  H1: 60 * MINUTE_MS,
  H4: 240 * MINUTE_MS,
  D1: 1440 * MINUTE_MS,
};

/** A closed candle of bid prices, as MetaTrader draws them. */
export type Bar = Readonly<{
  /** Open time, epoch ms UTC; a whole number of timeframes since the broker's midnight. */
  timeMs: number;
  open: number;
  high: number;
  low: number;
  close: number;
  /** Quotes in the bar. */
  ticks: number;
}>;
