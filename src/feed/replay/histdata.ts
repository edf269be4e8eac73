import {numberOf} from './cell-reader.ts';
import {midnightOf} from './csv-time.ts';
import type {LineDecoder, SideBarReader} from './line-decoder.ts';
import type {LocalClock} from './local-clock.ts';
import {notANumber, pricesOf, shown} from './side-bars.ts';

/** HistData.com writes Eastern Standard Time all year: its clock is never set forward. */
export const HISTDATA_CLOCK: LocalClock = {toUtcMs: (localMs) => localMs + 5 * 3_600_000};

const BAR_CELLS = 6;
const TICK_CELLS = 4;
const BAR_TIME = /^(\d{4})(\d{2})(\d{2}) (\d{2})(\d{2})(\d{2})$/;
const TICK_TIME = /^(\d{4})(\d{2})(\d{2}) (\d{2})(\d{2})(\d{2})(\d{3})$/;

export function isHistdataBars(line: string): boolean {
  return /^\d{8} \d{6};/.test(line) && line.split(';').length === BAR_CELLS;
}

export function isHistdataTicks(line: string): boolean {
  return /^\d{8} \d{9},/.test(line) && line.split(',').length === TICK_CELLS;
}

/** Time of a line of bars, epoch ms UTC, or NaN. */
export function histdataBarTime(line: string, clock: LocalClock): number {
  return instant(BAR_TIME.exec(line.split(';', 1)[0] ?? ''), clock);
}

/** HistData.com minutes: `YYYYMMDD HHMMSS;open;high;low;close;volume`, bids. */
export function histdataBarReader({
  symbol,
  clock,
  lengthMs,
  spread,
}: Readonly<{symbol: string; clock: LocalClock; lengthMs: number; spread: number}>): SideBarReader {
  return (bytes, start, end) => {
    const line = bytes.toString('utf8', start, end);
    const cells = line.split(';');
    if (cells.length !== BAR_CELLS) {
      return `${cells.length} cells found; write 6 with ";" between: time, open, high, low, close, volume`;
    }
    const timeMs = histdataBarTime(line, clock);
    if (Number.isNaN(timeMs)) {
      return `the time "${shown(cells[0])}" is not one; write it as 20190102 170300`;
    }
    const prices = pricesOf(cells.slice(1, 5));
    return typeof prices === 'string' ? prices : {symbol, timeMs, lengthMs, prices, spread};
  };
}

/** HistData.com ticks: `YYYYMMDD HHMMSSmmm,bid,ask,volume`. */
export function histdataTickDecoder(symbol: string, clock: LocalClock): LineDecoder {
  return (bytes, start, end, out) => {
    const cells = bytes.toString('utf8', start, end).split(',');
    if (cells.length !== TICK_CELLS) {
      return `${cells.length} cells found; write 4: time, bid, ask, volume`;
    }
    const [time = '', bidCell = '', askCell = ''] = cells;
    const timeMs = instant(TICK_TIME.exec(time), clock);
    if (Number.isNaN(timeMs)) return `the time "${shown(time)}" is not one; write it as 20190102 170300123`;
    const bid = numberOf(bidCell);
    if (!Number.isFinite(bid)) return `${notANumber('bid', bidCell)}; write it as 1.0234`;
    const ask = numberOf(askCell);
    if (!Number.isFinite(ask)) return `${notANumber('ask', askCell)}; write it as 1.0234`;
    out.push({symbol, bid, ask, timeMs, receivedAtMs: timeMs});
    return undefined;
  };
}

function instant(match: RegExpExecArray | null, clock: LocalClock): number {
  if (match === null) return Number.NaN;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ms = 0] = match.slice(1).map(Number);
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN;
  const midnight = midnightOf(year, month, day);
  return Number.isNaN(midnight)
    ? midnight
    : clock.toUtcMs(midnight + ((hour * 60 + minute) * 60 + second) * 1000 + ms);
}
