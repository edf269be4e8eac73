import {asDecimal} from './bar-quotes.ts';
import {numberOf} from './cell-reader.ts';
import {type CsvColumns, splitCells} from './csv-columns.ts';
import {timeOf} from './csv-time.ts';
import {isComplete} from './lean-bars.ts';
import type {LineDecoder, SideBarReader} from './line-decoder.ts';
import type {LocalClock} from './local-clock.ts';
import {tickChanges} from './mt5-ticks.ts';
import {notANumber, shown} from './side-bars.ts';

export type CsvFacts = Readonly<{
  columns: CsvColumns;
  clock: LocalClock;
  /** Symbol of every line; undefined: the symbol column's. */
  symbol: string | undefined;
  /** Length of a bar; not used for quotes. */
  lengthMs: number;
  /** Ask less bid of bars, in price units; undefined: the spread column times its unit, or 0. */
  spread: number | undefined;
  /** Price of 1 in the spread column. */
  spreadUnit: number;
}>;

export type QuoteColumns = Extract<CsvColumns['prices'], {kind: 'quotes'}>;
export type BarColumns = Extract<CsvColumns['prices'], {kind: 'bars'}>;

/** Quotes of plain CSV by column names, and MetaTrader 5's export of ticks, which is one. */
export function csvQuoteDecoder(facts: CsvFacts, prices: QuoteColumns): LineDecoder {
  const {flags} = facts.columns;
  const rowOf = rowReader(facts, prices);
  const bidAsk = flags === undefined ? bothSides : tickChanges();
  return (bytes, start, end, out) => {
    const row = rowOf(bytes, start, end);
    if (typeof row === 'string') return row;
    const {symbol, timeMs, cells} = row;
    const found = bidAsk({
      bid: cells[prices.bid] ?? '',
      ask: cells[prices.ask] ?? '',
      flags: cells[flags ?? -1] ?? '',
    });
    if (found === undefined || typeof found === 'string') return found;
    out.push({symbol, bid: found.bid, ask: found.ask, timeMs, receivedAtMs: timeMs});
    return undefined;
  };
}

/** Bars of plain CSV by column names, and of MetaTrader 5's export. */
export function csvBarReader(facts: CsvFacts, prices: BarColumns): SideBarReader {
  const {columns, lengthMs, spread, spreadUnit} = facts;
  const rowOf = rowReader(facts, prices);
  return (bytes, start, end) => {
    const row = rowOf(bytes, start, end);
    if (typeof row === 'string') return row;
    const {symbol, timeMs, cells} = row;
    const bar = {
      open: numberOf(cells[prices.open] ?? ''),
      high: numberOf(cells[prices.high] ?? ''),
      low: numberOf(cells[prices.low] ?? ''),
      close: numberOf(cells[prices.close] ?? ''),
    };
    if (!isComplete(bar)) {
      const bad = BAR_CELLS.find((name) => !Number.isFinite(bar[name])) ?? 'open';
      return notANumber(bad, cells[prices[bad]]);
    }
    let rowSpread = spread ?? 0;
    if (spread === undefined && columns.spread !== undefined) {
      const cell = cells[columns.spread];
      rowSpread = asDecimal(numberOf(cell ?? '') * spreadUnit);
      if (!Number.isFinite(rowSpread)) return notANumber('spread', cell);
    }
    return {symbol, timeMs, lengthMs, prices: bar, spread: rowSpread};
  };
}

/** Time of a row, epoch ms UTC, or NaN. */
export function csvRowTime(cells: readonly string[], columns: CsvColumns, clock: LocalClock): number {
  return timeOf(writtenTime(cells, columns), clock, columns.hasLocalEpoch ? clock : undefined);
}

function writtenTime(cells: readonly string[], {time}: CsvColumns): string {
  return time.map((index) => cells[index] ?? '').join(' ');
}

const BAR_CELLS = ['open', 'high', 'low', 'close'] as const;

type Row = Readonly<{symbol: string; timeMs: number; cells: readonly string[]}>;

function rowReader(
  {columns, clock, symbol: symbolOfAll}: CsvFacts,
  prices: QuoteColumns | BarColumns,
): (bytes: Buffer, start: number, end: number) => Row | string {
  const indexes = Object.values(prices).filter((value) => typeof value === 'number');
  const cellsNeeded = 1 + Math.max(...columns.time, ...indexes);
  return (bytes, start, end) => {
    const cells = splitCells(bytes.toString('utf8', start, end), columns.separator);
    if (cells.length < cellsNeeded) return `${cellsNeeded} cells are needed, ${cells.length} found`;
    const timeMs = csvRowTime(cells, columns, clock);
    if (Number.isNaN(timeMs)) return `"${shown(writtenTime(cells, columns))}" is not a time`;
    const symbol = symbolOfAll ?? cells[columns.symbol ?? -1]?.trim();
    if (symbol === undefined || symbol === '') return 'the symbol is empty';
    return {symbol, timeMs, cells};
  };
}

function bothSides(
  cells: Readonly<{bid: string; ask: string}>,
): Readonly<{bid: number; ask: number}> | string {
  const bid = numberOf(cells.bid);
  if (!Number.isFinite(bid)) return notANumber('bid', cells.bid);
  const ask = numberOf(cells.ask);
  return Number.isFinite(ask) ? {bid, ask} : notANumber('ask', cells.ask);
}
