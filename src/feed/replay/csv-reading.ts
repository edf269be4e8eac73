import {basename} from 'node:path';
import {InstrumentBook, pointOf} from '../../market/instrument.ts';
import {type CsvColumns, csvColumns, splitCells} from './csv-columns.ts';
import {csvBarReader, type CsvFacts, csvQuoteDecoder, csvRowTime} from './csv-decoder.ts';
import {barLengthMs, type ReadingOptions, type Source, symbolOf} from './file-facts.ts';
import type {FileReading} from './line-decoder.ts';
import type {LocalClock} from './local-clock.ts';
import {sideBarDecoder} from './side-bars.ts';
import {unknownFormat} from './unknown-format.ts';

const UTC: LocalClock = {toUtcMs: (localMs) => localMs};
/** Any clock but UTC: a time that it moves is a local one. */
const ELSEWHERE: LocalClock = {toUtcMs: (localMs) => localMs + 1};

/**
 * How CSV with a header is read, MetaTrader 5's exports among it.
 *
 * @throws {InputError} FILE_FORMAT_UNKNOWN, USAGE_INVALID
 */
export function csvReading(source: Source, header: string, headerLines: number): FileReading {
  const {options, path} = source;
  const columns = csvColumns(header);
  if (columns === undefined) {
    throw unknownFormat(
      `the header "${header.slice(0, 80)}" of "${basename(path)}" names no columns to replay`,
    );
  }
  const {prices} = columns;
  const clock = options.clock ?? UTC;
  const rows = source.lines
    .slice(headerLines)
    .filter((line) => line.trim() !== '')
    .map((line) => splitCells(line, columns.separator));
  const symbol = columns.symbol === undefined ? symbolOf(source) : options.symbol;
  const common = {headerLines, symbol, hasLocalTimes: rows.some((cells) => isLocal(cells, columns))};
  const facts = (lengthMs: number): CsvFacts => ({
    columns,
    clock,
    symbol,
    lengthMs,
    spread: options.spread,
    spreadUnit: spreadUnit(columns, rows, symbol, options),
  });
  if (prices.kind === 'quotes') {
    const quoteFacts = facts(0);
    return {...common, decoder: () => csvQuoteDecoder(quoteFacts, prices)};
  }
  const lengthMs =
    rows.length > 0 ? barLengthMs(source, () => rows.map((cells) => csvRowTime(cells, columns, clock))) : 0;
  const barFacts = facts(lengthMs);
  const sideBars = () => csvBarReader(barFacts, prices);
  return {...common, lengthMs, sideBars, decoder: () => sideBarDecoder(sideBars())};
}

function isLocal(cells: readonly string[], columns: CsvColumns): boolean {
  const timeMs = csvRowTime(cells, columns, UTC);
  return !Number.isNaN(timeMs) && timeMs !== csvRowTime(cells, columns, ELSEWHERE);
}

/** MetaTrader writes spreads in points; elsewhere whole numbers beside prices with decimals are points too. */
function spreadUnit(
  columns: CsvColumns,
  rows: readonly (readonly string[])[],
  symbol: string | undefined,
  {point, instruments}: ReadingOptions,
): number {
  const {spread, prices} = columns;
  if (spread === undefined || prices.kind === 'quotes') return 1;
  const hasDecimals = rows.some((cells) => writtenDecimals(cells[spread] ?? '') > 0);
  if (point === undefined && hasDecimals && !columns.hasSpreadInPoints) return 1;
  if (point !== undefined) return point;
  const known = symbol === undefined ? null : pointOf((instruments ?? new InstrumentBook()).of(symbol));
  if (known !== null) return known;
  const {open, high, low, close} = prices;
  let decimals = 0;
  for (const cells of rows) {
    for (const index of [open, high, low, close])
      decimals = Math.max(decimals, writtenDecimals(cells[index] ?? ''));
  }
  return Number(`1e-${decimals}`);
}

function writtenDecimals(cell: string): number {
  return /^[+-]?\d*\.(\d+)$/.exec(cell.trim())?.[1]?.length ?? 0;
}
