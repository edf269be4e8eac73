import type {Quote} from '../../market/quote.ts';

/** Prices of one side of a recorded bar. */
export type Ohlc = Readonly<{open: number; high: number; low: number; close: number}>;

/**
 * Appends the four quotes that stand for a bar: its open, its extremes at one third and two thirds,
 * its close 1 ms before the end. The low comes first in bars that rise or stay (by the bid).
 */
export function pushBarQuotes(
  out: Quote[],
  {symbol, timeMs, lengthMs}: Readonly<{symbol: string; timeMs: number; lengthMs: number}>,
  bid: Ohlc,
  ask: Ohlc,
): void {
  const isLowFirst = bid.close >= bid.open;
  const push = (atMs: number, bidPrice: number, askPrice: number) => {
    out.push({symbol, bid: bidPrice, ask: askPrice, timeMs: atMs, receivedAtMs: atMs});
  };
  push(timeMs, bid.open, ask.open);
  push(timeMs + lengthMs / 3, isLowFirst ? bid.low : bid.high, isLowFirst ? ask.low : ask.high);
  push(timeMs + (2 * lengthMs) / 3, isLowFirst ? bid.high : bid.low, isLowFirst ? ask.high : ask.low);
  push(timeMs + lengthMs - 1, bid.close, ask.close);
}

/** The ask side of a bar that has only bids. */
export function askOf(bid: Ohlc, spread: number): Ohlc {
  if (spread === 0) return bid;
  return {
    open: asDecimal(bid.open + spread),
    high: asDecimal(bid.high + spread),
    low: asDecimal(bid.low + spread),
    close: asDecimal(bid.close + spread),
  };
}

/** What a sum or product of decimals would be on paper: 4386.67 + 0.12 is 4386.79. */
export function asDecimal(value: number): number {
  return Number(value.toPrecision(15));
}
