import type {Quote} from '../../market/quote.ts';
import {type Ohlc, pushBarQuotes} from './bar-quotes.ts';
import {CellReader} from './cell-reader.ts';
import {badTimeOfDay} from './lean-ticks.ts';
import type {LineDecoder} from './line-decoder.ts';

/**
 * QuantConnect LEAN quote bars: `ms since midnight`, then open, high, low, close and size of the bid,
 * then of the ask. Sizes may be empty: nothing is done with them.
 *
 * @param midnightMs Midnight of the file's date, epoch ms UTC.
 */
export function leanBarDecoder(symbol: string, midnightMs: number, lengthMs: number): LineDecoder {
  const cells = new CellReader();
  const side = (): Ohlc => {
    const bar = {open: cells.next(), high: cells.next(), low: cells.next(), close: cells.next()};
    cells.next();
    return bar;
  };
  return (bytes, start, end, out: Quote[]) => {
    cells.open(bytes, start, end);
    const ms = cells.next();
    const bid = side();
    if (cells.isDone) return 'eleven cells are needed: ms, five of the bid, five of the ask';
    const ask = side();
    if (!cells.isDone) return 'more than eleven cells: ms, five of the bid, five of the ask';
    const badTime = badTimeOfDay(ms);
    if (badTime !== undefined) return badTime;
    if (!isComplete(bid)) return 'a price of the bid is not a number';
    if (!isComplete(ask)) return 'a price of the ask is not a number';
    pushBarQuotes(out, {symbol, timeMs: midnightMs + ms, lengthMs}, bid, ask);
    return undefined;
  };
}

export function isComplete({open, high, low, close}: Ohlc): boolean {
  return Number.isFinite(open) && Number.isFinite(high) && Number.isFinite(low) && Number.isFinite(close);
}
