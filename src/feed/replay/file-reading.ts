import {basename} from 'node:path';
import {InputError} from '../../errors.ts';
import {InstrumentBook, pointOf} from '../../market/instrument.ts';
import {Zone} from '../../market/zone.ts';
import {type CsvColumns, csvColumns, splitCells} from './csv-columns.ts';
import {csvDecoder} from './csv-decoder.ts';
import {midnightOf, timeOf} from './csv-time.ts';
import type {FileHead} from './file-head.ts';
import {type NameFacts, nameFacts} from './file-name.ts';
import {numberOf} from './cell-reader.ts';
import {leanBarDecoder} from './lean-bars.ts';
import {leanTickDecoder} from './lean-ticks.ts';
import type {FileReading, LineDecoder} from './line-decoder.ts';
import {periodMs} from './period.ts';
import {RECORDING_FORMATS, type RecordingFormat, type RecordingOptions} from './recording-options.ts';

const UTC = new Zone('UTC');

type Source = Readonly<{path: string; name: NameFacts; lines: readonly string[]; options: RecordingOptions}>;

/**
 * Decides how a file is read, from the options, its name and its first lines. A file without any line
 * may have any layout: undefined.
 *
 * @throws {InputError} FILE_FORMAT_UNKNOWN; USAGE_INVALID when an option is missing or wrong.
 */
export function fileReading(
  path: string,
  head: FileHead,
  options: RecordingOptions,
): FileReading | undefined {
  const source = {path, name: nameFacts(path), lines: head.lines, options};
  if (source.name.lean !== undefined && source.name.lean.kind !== 'quote') {
    throw unknownFormat(
      `"${basename(path)}" holds LEAN ${source.name.lean.kind} data: no bid and ask to replay`,
    );
  }
  const headerIndex = head.lines.findIndex((line) => line.trim() !== '');
  const first = head.lines[headerIndex];
  if (first === undefined) return undefined;
  const format = options.format ?? detected(source, first);
  switch (format) {
    case 'lean-tick':
      return leanReading(source, leanTickDecoder);
    case 'lean-bars': {
      const lengthMs = barLengthMs(source, () =>
        head.lines.map((line) => numberOf(line.split(',', 1)[0] ?? '')),
      );
      return leanReading(source, (symbol, startMs) => leanBarDecoder(symbol, startMs, lengthMs));
    }
    case 'mt5-bars':
    case 'csv':
      return csvReading(source, first, headerIndex + 1);
    case undefined:
      throw unknownFormat(
        `the layout of "${basename(path)}" is not known; its first line is "${first.slice(0, 80)}"`,
      );
  }
}

function unknownFormat(message: string): InputError {
  return new InputError('FILE_FORMAT_UNKNOWN', message, {
    hint:
      `readable are ${RECORDING_FORMATS.join(', ')}; csv needs a header with time and bid, ask ` +
      'or time and open, high, low, close',
  });
}

function detected({name, lines}: Source, first: string): RecordingFormat | undefined {
  if (name.lean !== undefined) return name.lean.resolution === 'tick' ? 'lean-tick' : 'lean-bars';
  if (csvColumns(first) !== undefined) return first.includes('<') ? 'mt5-bars' : 'csv';
  const cells = lines.find((line) => line.trim() !== '')?.split(',') ?? [];
  if (cells.some((cell) => Number.isNaN(numberOf(cell)))) return undefined;
  if (cells.length === 3) return 'lean-tick';
  return cells.length === 11 ? 'lean-bars' : undefined;
}

function leanReading(
  source: Source,
  decoder: (symbol: string, midnightMs: number) => LineDecoder,
): FileReading {
  const symbol = symbolOf(source);
  const startMs = midnightMs(source);
  return {headerLines: 0, symbol, decoder: () => decoder(symbol, startMs)};
}

function csvReading(source: Source, header: string, headerLines: number): FileReading {
  const {options, path} = source;
  const columns = csvColumns(header);
  if (columns === undefined) {
    throw unknownFormat(
      `the header "${header.slice(0, 80)}" of "${basename(path)}" names no columns to replay`,
    );
  }
  const zone = options.zone ?? UTC;
  const rows = source.lines
    .slice(headerLines)
    .filter((line) => line.trim() !== '')
    .map((line) => splitCells(line, columns.separator));
  const isBars = columns.prices.kind === 'bars';
  const symbol = columns.symbol === undefined ? symbolOf(source) : options.symbol;
  const facts = {
    columns,
    zone,
    symbol,
    lengthMs:
      isBars && rows.length > 0
        ? barLengthMs(source, () => rows.map((cells) => rowTime(cells, columns, zone)))
        : 0,
    spread: options.spread,
    spreadUnit: spreadUnit(columns, rows, symbol, options),
  };
  return {headerLines, symbol, decoder: () => csvDecoder(facts)};
}

function rowTime(cells: readonly string[], columns: CsvColumns, zone: Zone): number {
  return timeOf(columns.time.map((index) => cells[index] ?? '').join(' '), zone);
}

/** MetaTrader writes spreads in points; elsewhere whole numbers beside prices with decimals are points too. */
function spreadUnit(
  columns: CsvColumns,
  rows: readonly (readonly string[])[],
  symbol: string | undefined,
  {point, instruments}: RecordingOptions,
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

function symbolOf({options, name, path}: Source): string {
  const symbol = options.symbol ?? name.symbol;
  if (symbol === undefined) {
    throw new InputError('USAGE_INVALID', `the symbol of "${basename(path)}" is not known`, {
      field: 'symbol',
      hint: 'say it: --symbol XAUUSD',
    });
  }
  return symbol;
}

function midnightMs({options, name, path}: Source): number {
  const written = options.date ?? name.lean?.date;
  if (written === undefined) {
    throw new InputError(
      'USAGE_INVALID',
      `the date of "${basename(path)}" is not known: its times count from midnight`,
      {
        field: 'date',
        hint: 'say it: --date 2014-05-05',
      },
    );
  }
  const [, year, month, day] = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(written) ?? [];
  const localMs = midnightOf(Number(year), Number(month), Number(day));
  if (Number.isNaN(localMs)) {
    throw new InputError('USAGE_INVALID', `"${written}" is not a date`, {
      field: 'date',
      hint: 'write it as 2014-05-05',
    });
  }
  return (options.zone ?? UTC).toUtcMs(localMs);
}

/** Length of a bar: as told, as named, else the smallest step between the first lines. */
function barLengthMs({options, name, path}: Source, firstTimes: () => readonly number[]): number {
  const {timeframe} = options;
  if (timeframe !== undefined) {
    const lengthMs = periodMs(timeframe);
    if (lengthMs !== undefined) return lengthMs;
    throw new InputError('USAGE_INVALID', `"${timeframe}" is not a timeframe`, {
      field: 'timeframe',
      hint: 'write it as S1, M1, M5, H1, D1…',
    });
  }
  if (name.lengthMs !== undefined) return name.lengthMs;
  const lengthMs = smallestStep(firstTimes());
  if (lengthMs !== undefined) return lengthMs;
  throw new InputError('USAGE_INVALID', `the length of the bars in "${basename(path)}" is not known`, {
    field: 'timeframe',
    hint: 'say it: --timeframe M1',
  });
}

function smallestStep(times: readonly number[]): number | undefined {
  let smallest = Number.POSITIVE_INFINITY;
  let previous = Number.NaN;
  for (const time of times) {
    if (Number.isNaN(time)) continue;
    if (time > previous) smallest = Math.min(smallest, time - previous);
    previous = time;
  }
  return Number.isFinite(smallest) ? smallest : undefined;
}
