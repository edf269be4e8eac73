import {numberOf} from './cell-reader.ts';
import type {SideBarReader} from './line-decoder.ts';
import {pricesOf, shown} from './side-bars.ts';

const CELLS = 12;
/** Since 2025 Binance writes µs in files of the spot market; as ms they would lie beyond the year 5138. */
const MICROSECONDS_MIN = 1e14;
const MILLISECONDS_MIN = 1e11;
const MICROSECONDS_MAX = 1e17;

/** Whether these are klines without a header: twelve numbers, from an open time to a close time. */
export function isBinanceBars(line: string): boolean {
  const cells = line.split(',');
  return cells.length === CELLS && epochMs(cells[6], 1) > epochMs(cells[0], 0);
}

/**
 * Binance klines: open time, open, high, low, close, volume, close time, five cells more. The prices
 * are those of trades and stand for bids. A kline without any trade repeats the last price: it is a
 * time without quotes.
 */
export function binanceBarReader(symbol: string, spread: number): SideBarReader {
  return (bytes, start, end) => {
    const cells = bytes.toString('utf8', start, end).split(',');
    if (cells.length !== CELLS) {
      return `${cells.length} cells found; write 12, the seventh of them the close time`;
    }
    const timeMs = epochMs(cells[0], 0);
    if (Number.isNaN(timeMs)) {
      return `the open time "${shown(cells[0])}" is not one; write ms since 1970, as 1637971200000`;
    }
    const closeMs = epochMs(cells[6], 1);
    if (Number.isNaN(closeMs)) {
      return `the close time "${shown(cells[6])}" is not one; write ms since 1970, as 1637971259999`;
    }
    if (closeMs <= timeMs) {
      return `the close time "${shown(cells[6])}" is not after the open time; write the last ms of the kline`;
    }
    const prices = pricesOf(cells.slice(1, 5));
    if (typeof prices === 'string') return prices;
    if (numberOf(cells[8] ?? '') === 0) return undefined;
    return {symbol, timeMs, lengthMs: closeMs - timeMs, prices, spread};
  };
}

/** @param add To the cell, in its own unit: a close time is the last instant of its kline. */
function epochMs(cell: string | undefined, add: number): number {
  const value = numberOf(cell ?? '');
  if (!(value >= MILLISECONDS_MIN && value < MICROSECONDS_MAX)) return Number.NaN;
  return value >= MICROSECONDS_MIN ? (value + add) / 1000 : value + add;
}
