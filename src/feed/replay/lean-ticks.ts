import type {Quote} from '../../market/quote.ts';
import {CellReader} from './cell-reader.ts';
import type {LineDecoder} from './line-decoder.ts';

/**
 * The longest day, when clocks are set back. A later time is damage: let through, one such line would
 * make every quote after it come too late.
 */
const DAY_MS_MAX = 25 * 3_600_000;

/** Why ms since midnight are wrong, or undefined. */
export function badTimeOfDay(ms: number): string | undefined {
  if (Number.isNaN(ms)) return 'the time is not a number';
  return ms >= 0 && ms < DAY_MS_MAX ? undefined : `the time ${ms} is not within the day, in ms`;
}

/**
 * QuantConnect LEAN tick quotes: `ms since midnight,bid,ask`.
 *
 * @param midnightMs Midnight of the file's date, epoch ms UTC.
 */
export function leanTickDecoder(symbol: string, midnightMs: number): LineDecoder {
  const cells = new CellReader();
  return (bytes, start, end, out: Quote[]) => {
    cells.open(bytes, start, end);
    const ms = cells.next();
    if (cells.isDone) return 'three cells are needed: ms, bid, ask';
    const bid = cells.next();
    if (cells.isDone) return 'three cells are needed: ms, bid, ask';
    const ask = cells.next();
    if (!cells.isDone) return 'more than three cells: ms, bid, ask';
    const badTime = badTimeOfDay(ms);
    if (badTime !== undefined) return badTime;
    if (!Number.isFinite(bid)) return 'the bid is not a number';
    if (!Number.isFinite(ask)) return 'the ask is not a number';
    const timeMs = midnightMs + ms;
    out.push({symbol, bid, ask, timeMs, receivedAtMs: timeMs});
    return undefined;
  };
}
