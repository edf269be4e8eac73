import {basename} from 'node:path';
import {periodMs} from './period.ts';

/** What a recorded file's name says about it. */
export type NameFacts = Readonly<{
  lean: LeanName | undefined;
  symbol: string | undefined;
  /** Length of a bar. */
  lengthMs: number | undefined;
  /** Whether HistData.com named it: its clock is Eastern Standard Time, whatever the layout. */
  isHistdata: boolean;
}>;

export type LeanName = Readonly<{
  /** `YYYYMMDD` */
  date: string;
  resolution: string;
  /** What the file holds: quote, trade… */
  kind: string;
}>;

const LEAN = /^(\d{8})_(.+)_(tick|second|minute)_([a-z]+)\.csv$/i;
const HISTDATA = /^DAT_[A-Z]+_([A-Z0-9]+)_(M1|T)_\d{4,6}(?:\.|$)/i;
const WITH_PERIOD = /^(.+?)[_-]([SMHDW]\d+)(?:[_.-]|$)/i;
/** As Binance names it: 1m is a minute. 1M would be a month. */
const BINANCE = /^([A-Z0-9]+)-(\d{1,2}[smhdw])(?=[-.]|$)/;
/** As Dukascopy's ticks are named, with the first day. */
const TICKS = /^([a-z0-9.]+)-tick-\d{4}-/i;
/** Upper case, or it may be any word: "EURUSD.csv", not "prices.csv". */
const SYMBOL_ONLY = /^([A-Z][A-Z0-9]{2,11})(?=[_.-])/;

const RESOLUTION_MS: Readonly<Record<string, number>> = {second: 1000, minute: 60_000};
const MINUTE_MS = 60_000;

/**
 * Reads `20140505_xauusd_tick_quote.csv.gz`, `US30m_H1_202401012300.csv`, `DAT_ASCII_EURUSD_M1_2019.csv`,
 * `ADABTC-1m-2021-11-27.csv`, `btcusd-tick-2023-02-20.json`, `EURUSD.csv`.
 */
export function nameFacts(path: string): NameFacts {
  const name = plainName(path);
  const facts = {lean: undefined, lengthMs: undefined, isHistdata: false};
  const [, date, leanSymbol, resolution, kind] = LEAN.exec(name) ?? [];
  if (date !== undefined && leanSymbol !== undefined && resolution !== undefined && kind !== undefined) {
    return {
      ...facts,
      lean: {date, resolution: resolution.toLowerCase(), kind: kind.toLowerCase()},
      symbol: leanSymbol.toUpperCase(),
      lengthMs: RESOLUTION_MS[resolution.toLowerCase()],
    };
  }
  const [, histdataSymbol, histdataPeriod = ''] = HISTDATA.exec(name) ?? [];
  if (histdataSymbol !== undefined) {
    return {...facts, symbol: histdataSymbol, lengthMs: periodMs(histdataPeriod), isHistdata: true};
  }
  const [, symbol, period = ''] = WITH_PERIOD.exec(name) ?? [];
  const lengthMs = periodMs(period);
  // Some tools write everything small; a broker's own spelling (US30m) is kept.
  if (symbol !== undefined && lengthMs !== undefined) return {...facts, symbol: capitals(symbol), lengthMs};
  const [, pair, interval = ''] = BINANCE.exec(name) ?? [];
  if (pair !== undefined) {
    return {...facts, symbol: pair, lengthMs: periodMs(`${interval.slice(-1)}${interval.slice(0, -1)}`)};
  }
  const [, quoted] = TICKS.exec(name) ?? [];
  if (quoted !== undefined) return {...facts, symbol: capitals(quoted)};
  return {...facts, symbol: SYMBOL_ONLY.exec(name)?.[1]};
}

/**
 * Symbol of a file that MetaTrader 4 named, which appends the minutes of a bar: `EURUSD1`, `US3015`.
 * Undefined when the name does not end in those minutes.
 */
export function mt4Symbol(path: string, lengthMs: number): string | undefined {
  const [stem = ''] = plainName(path).split(/\.csv$/i, 1);
  const minutes = String(lengthMs / MINUTE_MS);
  const symbol = stem.slice(0, -minutes.length);
  return stem.endsWith(minutes) && /^[A-Za-z#][\w.#+-]{2,}$/.test(symbol) ? symbol : undefined;
}

function plainName(path: string): string {
  return basename(path).replace(/\.gz$/i, '');
}

function capitals(symbol: string): string {
  return symbol === symbol.toLowerCase() ? symbol.toUpperCase() : symbol;
}
