import {timeOf} from './csv-time.ts';
import type {SideBarReader} from './line-decoder.ts';
import type {LocalClock} from './local-clock.ts';
import {pricesOf, shown} from './side-bars.ts';

const CELLS = 7;
const TIME = /^\d{4}\.\d{2}\.\d{2} \d{2}:\d{2}$/;
const LINE = /^\d{4}\.\d{2}\.\d{2},\d{2}:\d{2},/;

export function isMt4Bars(line: string): boolean {
  return LINE.test(line) && line.split(',').length === CELLS;
}

/** Time of a line, epoch ms UTC, or NaN. */
export function mt4Time(line: string, clock: LocalClock): number {
  const [date = '', time = ''] = line.split(',', 2);
  const written = `${date} ${time}`;
  return TIME.test(written) ? timeOf(written, clock) : Number.NaN;
}

/** MetaTrader 4's history export: `YYYY.MM.DD,HH:MM,open,high,low,close,volume`, bids by the server's clock. */
export function mt4BarReader({
  symbol,
  clock,
  lengthMs,
  spread,
}: Readonly<{symbol: string; clock: LocalClock; lengthMs: number; spread: number}>): SideBarReader {
  return (bytes, start, end) => {
    const line = bytes.toString('utf8', start, end);
    const cells = line.split(',');
    if (cells.length !== CELLS) {
      return `${cells.length} cells found; write 7: date, time, open, high, low, close, volume`;
    }
    const timeMs = mt4Time(line, clock);
    if (Number.isNaN(timeMs)) {
      return `the time "${shown(`${cells[0]},${cells[1]}`)}" is not one; write it as 2022.08.15,10:06`;
    }
    const prices = pricesOf(cells.slice(2, 6));
    return typeof prices === 'string' ? prices : {symbol, timeMs, lengthMs, prices, spread};
  };
}
