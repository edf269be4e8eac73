import type {Quote} from '../../market/quote.ts';
import type {Zone} from '../../market/zone.ts';
import {askOf, asDecimal, pushBarQuotes} from './bar-quotes.ts';
import {numberOf} from './cell-reader.ts';
import {type CsvColumns, splitCells} from './csv-columns.ts';
import {timeOf} from './csv-time.ts';
import {isComplete} from './lean-bars.ts';
import type {LineDecoder} from './line-decoder.ts';

export type CsvFacts = Readonly<{
  columns: CsvColumns;
  zone: Zone;
  /** Symbol of every line; undefined: the symbol column's. */
  symbol: string | undefined;
  /** Length of a bar; not used for quotes. */
  lengthMs: number;
  /** Ask less bid of bars, in price units; undefined: the spread column times its unit, or 0. */
  spread: number | undefined;
  /** Price of 1 in the spread column. */
  spreadUnit: number;
}>;

/** Plain CSV by column names, and MetaTrader 5's export, which is one. */
export function csvDecoder(facts: CsvFacts): LineDecoder {
  const {columns, zone} = facts;
  const {prices} = columns;
  const decodePrices =
    prices.kind === 'bars' ? barDecoder(facts, prices) : quoteDecoder(prices, columns.hasOnlyChanges);
  const cellsNeeded =
    1 + Math.max(...columns.time, ...Object.values(prices).filter((value) => typeof value === 'number'));
  return (bytes, start, end, out) => {
    const cells = splitCells(bytes.toString('utf8', start, end), columns.separator);
    if (cells.length < cellsNeeded) return `${cellsNeeded} cells are needed, ${cells.length} found`;
    const written = columns.time.map((index) => cells[index] ?? '').join(' ');
    const timeMs = timeOf(written, zone);
    if (Number.isNaN(timeMs)) return `"${written.slice(0, 40)}" is not a time`;
    const symbol = facts.symbol ?? cells[columns.symbol ?? -1]?.trim();
    if (symbol === undefined || symbol === '') return 'the symbol is empty';
    return decodePrices({symbol, timeMs, cells}, out);
  };
}

type Row = Readonly<{symbol: string; timeMs: number; cells: readonly string[]}>;
type RowDecoder = (row: Row, out: Quote[]) => string | undefined;

function quoteDecoder(columns: Readonly<{bid: number; ask: number}>, hasOnlyChanges: boolean): RowDecoder {
  let last = {bid: '', ask: ''};
  return ({symbol, timeMs, cells}, out) => {
    let bidCell = cells[columns.bid] ?? '';
    let askCell = cells[columns.ask] ?? '';
    if (hasOnlyChanges) {
      bidCell ||= last.bid;
      askCell ||= last.ask;
    }
    const bid = numberOf(bidCell);
    if (!Number.isFinite(bid)) return notANumber('bid', bidCell);
    const ask = numberOf(askCell);
    if (!Number.isFinite(ask)) return notANumber('ask', askCell);
    last = {bid: bidCell, ask: askCell};
    out.push({symbol, bid, ask, timeMs, receivedAtMs: timeMs});
    return undefined;
  };
}

type BarColumns = Readonly<{open: number; high: number; low: number; close: number}>;
const BAR_CELLS = ['open', 'high', 'low', 'close'] as const;

function barDecoder({columns, lengthMs, spread, spreadUnit}: CsvFacts, prices: BarColumns): RowDecoder {
  return ({symbol, timeMs, cells}, out) => {
    const bid = {
      open: numberOf(cells[prices.open] ?? ''),
      high: numberOf(cells[prices.high] ?? ''),
      low: numberOf(cells[prices.low] ?? ''),
      close: numberOf(cells[prices.close] ?? ''),
    };
    if (!isComplete(bid)) {
      const bad = BAR_CELLS.find((name) => !Number.isFinite(bid[name])) ?? 'open';
      return notANumber(bad, cells[prices[bad]]);
    }
    let rowSpread = spread ?? 0;
    if (spread === undefined && columns.spread !== undefined) {
      const cell = cells[columns.spread];
      rowSpread = asDecimal(numberOf(cell ?? '') * spreadUnit);
      if (!Number.isFinite(rowSpread)) return notANumber('spread', cell);
    }
    pushBarQuotes(out, {symbol, timeMs, lengthMs}, bid, askOf(bid, rowSpread));
    return undefined;
  };
}

function notANumber(name: string, cell: string | undefined): string {
  return `the ${name} "${(cell ?? '').slice(0, 40)}" is not a number`;
}
