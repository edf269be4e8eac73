import {isBinanceBars} from './binance-bars.ts';
import {numberOf} from './cell-reader.ts';
import {csvColumns} from './csv-columns.ts';
import {type DukascopyLayout, dukascopyKind, dukascopyRecords, isDukascopyArray} from './dukascopy-head.ts';
import type {NameFacts} from './file-name.ts';
import {isHistdataBars, isHistdataTicks} from './histdata.ts';
import {isMt4Bars} from './mt4-bars.ts';
import type {RecordingFormat} from './recording-options.ts';

/**
 * The layout of a file by its name and first lines, `ambiguous` when it may be one of two, undefined
 * when it is none that can be replayed. Each is told by what no other has.
 *
 * @param lines With at least one that is not blank.
 */
export function detectedFormat(
  {lean}: NameFacts,
  lines: readonly string[],
): RecordingFormat | 'ambiguous' | undefined {
  if (lean !== undefined) return lean.resolution === 'tick' ? 'lean-tick' : 'lean-bars';
  const first = lines.find((line) => line.trim() !== '') ?? '';
  if (first.trimStart().startsWith('[')) return dukascopyFormat(lines.join('\n'));
  if (isMt4Bars(first)) return 'mt4-bars';
  if (isHistdataBars(first)) return 'histdata-bars';
  if (isHistdataTicks(first)) return 'histdata-tick';
  const columns = csvColumns(first);
  if (columns !== undefined) {
    if (!first.includes('<')) return 'csv';
    return columns.prices.kind === 'quotes' ? 'mt5-tick' : 'mt5-bars';
  }
  const cells = first.split(',');
  if (cells.some((cell) => Number.isNaN(numberOf(cell)))) return undefined;
  if (cells.length === 3) return 'lean-tick';
  if (cells.length === 11) return 'lean-bars';
  return isBinanceBars(first) ? 'binance-bars' : undefined;
}

function dukascopyFormat(head: string): RecordingFormat | 'ambiguous' | undefined {
  const isArray = isDukascopyArray(head);
  if (isArray === undefined) return undefined;
  const kind = dukascopyKind(dukascopyRecords(head, isArray), isArray);
  return kind === undefined || kind === 'ambiguous' ? kind : FORMATS[kind];
}

const FORMATS: Readonly<Record<DukascopyLayout['kind'], RecordingFormat>> = {
  tick: 'dukascopy-tick',
  bars: 'dukascopy-bars',
};
