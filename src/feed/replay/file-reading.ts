import {basename} from 'node:path';
import {InputError} from '../../errors.ts';
import {binanceBarReader} from './binance-bars.ts';
import {numberOf} from './cell-reader.ts';
import {csvReading} from './csv-reading.ts';
import {dukascopyBarReader, dukascopyTickDecoder, dukascopyTime} from './dukascopy.ts';
import {dukascopyRecordEnd, dukascopyRecords, isDukascopyArray} from './dukascopy-head.ts';
import {barLengthMs, midnightMs, type ReadingOptions, type Source, symbolOf} from './file-facts.ts';
import {detectedFormat} from './file-format.ts';
import type {FileHead} from './file-head.ts';
import {mt4Symbol, nameFacts} from './file-name.ts';
import {HISTDATA_CLOCK, histdataBarReader, histdataBarTime, histdataTickDecoder} from './histdata.ts';
import {leanBarDecoder} from './lean-bars.ts';
import {leanTickDecoder} from './lean-ticks.ts';
import type {FileReading, LineDecoder, SideBarReader} from './line-decoder.ts';
import type {LocalClock} from './local-clock.ts';
import {mt4BarReader, mt4Time} from './mt4-bars.ts';
import {sideBarDecoder} from './side-bars.ts';
import {unknownFormat} from './unknown-format.ts';

const UTC: LocalClock = {toUtcMs: (localMs) => localMs};

/**
 * Decides how a file is read, from the options, its name and its first lines. A file without any line
 * may have any layout: undefined.
 *
 * @throws {InputError} FILE_FORMAT_UNKNOWN; USAGE_INVALID when an option is missing or wrong.
 */
export function fileReading(path: string, head: FileHead, options: ReadingOptions): FileReading | undefined {
  const source = {path, name: nameFacts(path), lines: head.lines, options};
  if (source.name.lean !== undefined && source.name.lean.kind !== 'quote') {
    throw unknownFormat(
      `"${basename(path)}" holds LEAN ${source.name.lean.kind} data: no bid and ask to replay`,
    );
  }
  const headerIndex = head.lines.findIndex((line) => line.trim() !== '');
  const first = head.lines[headerIndex];
  if (first === undefined) return undefined;
  const format = options.format ?? detectedFormat(source.name, head.lines);
  switch (format) {
    case 'lean-tick':
      return leanReading(source, leanTickDecoder);
    case 'lean-bars': {
      const lengthMs = barLengthMs(source, () =>
        head.lines.map((line) => numberOf(line.split(',', 1)[0] ?? '')),
      );
      return leanReading(source, (symbol, startMs) => leanBarDecoder(symbol, startMs, lengthMs));
    }
    case 'mt5-tick':
    case 'mt5-bars':
    case 'csv':
      return csvReading(source, first, headerIndex + 1);
    case 'mt4-bars':
      return mt4Reading(source);
    case 'histdata-tick': {
      const symbol = symbolOf(source);
      const clock = options.clock ?? HISTDATA_CLOCK;
      return {...OWN_CLOCK, symbol, decoder: () => histdataTickDecoder(symbol, clock)};
    }
    case 'histdata-bars': {
      const symbol = symbolOf(source);
      const clock = options.clock ?? HISTDATA_CLOCK;
      const lengthMs = barLengthMs(source, () => head.lines.map((line) => histdataBarTime(line, clock)));
      const facts = {symbol, clock, lengthMs, spread: options.spread ?? 0};
      return sideReading({...OWN_CLOCK, symbol, lengthMs}, () => histdataBarReader(facts));
    }
    case 'dukascopy-tick':
    case 'dukascopy-bars':
      return dukascopyReading(source, format === 'dukascopy-tick' ? 'tick' : 'bars');
    case 'binance-bars': {
      const symbol = symbolOf(source);
      return sideReading({...OWN_CLOCK, symbol}, () => binanceBarReader(symbol, options.spread ?? 0));
    }
    case 'ambiguous':
      throw new InputError(
        'FILE_FORMAT_UNKNOWN',
        `the first records of "${basename(path)}" may be ticks or bars: five numbers that fit both`,
        {hint: 'say it: --format dukascopy-tick or --format dukascopy-bars'},
      );
    case undefined:
      throw unknownFormat(
        `the layout of "${basename(path)}" is not known; its first line is "${first.slice(0, 80)}"`,
      );
  }
}

/** Without a header, and with times that need no clock to be told. */
const OWN_CLOCK = {headerLines: 0, hasLocalTimes: false};

function sideReading(
  facts: Omit<FileReading, 'decoder' | 'sideBars'>,
  sideBars: () => SideBarReader,
): FileReading {
  return {...facts, sideBars, decoder: () => sideBarDecoder(sideBars())};
}

function leanReading(
  source: Source,
  decoder: (symbol: string, midnightMs: number) => LineDecoder,
): FileReading {
  const symbol = symbolOf(source);
  const startMs = midnightMs(source, source.options.clock ?? UTC);
  return {headerLines: 0, hasLocalTimes: true, symbol, decoder: () => decoder(symbol, startMs)};
}

/** HistData offers its minutes in this layout too, by its own clock; only the name tells. */
function mt4Reading(source: Source): FileReading {
  const {options, name, lines, path} = source;
  const clock = options.clock ?? (name.isHistdata ? HISTDATA_CLOCK : UTC);
  const lengthMs = barLengthMs(source, () => lines.map((line) => mt4Time(line, clock)));
  const ownName = name.lengthMs === undefined ? mt4Symbol(path, lengthMs) : undefined;
  const symbol = options.symbol ?? ownName ?? symbolOf(source);
  const facts = {symbol, clock, lengthMs, spread: options.spread ?? 0};
  return sideReading({headerLines: 0, hasLocalTimes: !name.isHistdata, symbol, lengthMs}, () =>
    mt4BarReader(facts),
  );
}

function dukascopyReading(source: Source, kind: 'tick' | 'bars'): FileReading {
  const {options, lines, path} = source;
  const head = lines.join('\n');
  const isArray = isDukascopyArray(head);
  if (isArray === undefined) {
    throw unknownFormat(`"${basename(path)}" is no list of JSON arrays or objects`);
  }
  const symbol = symbolOf(source);
  const facts = {...OWN_CLOCK, symbol, recordEnd: dukascopyRecordEnd({isArray})};
  if (kind === 'tick') return {...facts, decoder: () => dukascopyTickDecoder(symbol, isArray)};
  const lengthMs = barLengthMs(source, () =>
    dukascopyRecords(head, isArray).map((record) => dukascopyTime(record, {kind, isArray})),
  );
  return sideReading({...facts, lengthMs}, () =>
    dukascopyBarReader({symbol, isArray, lengthMs, spread: options.spread ?? 0}),
  );
}
