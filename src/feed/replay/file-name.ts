import {basename} from 'node:path';
import {periodMs} from './period.ts';

/** What a recorded file's name says about it. */
export type NameFacts = Readonly<{
  lean: LeanName | undefined;
  symbol: string | undefined;
  /** Length of a bar. */
  lengthMs: number | undefined;
}>;

export type LeanName = Readonly<{
  /** `YYYYMMDD` */
  date: string;
  resolution: string;
  /** What the file holds: quote, trade… */
  kind: string;
}>;

const LEAN = /^(\d{8})_(.+)_(tick|second|minute)_([a-z]+)\.csv$/i;
const WITH_PERIOD = /^(.+?)[_-]([SMHDW]\d+)(?:[_.-]|$)/i;
/** Upper case, or it may be any word: "EURUSD.csv", not "prices.csv". */
const SYMBOL_ONLY = /^([A-Z][A-Z0-9]{2,11})(?=[_.-])/;

const RESOLUTION_MS: Readonly<Record<string, number>> = {second: 1000, minute: 60_000};

/** Reads `20140505_xauusd_tick_quote.csv.gz`, `US30m_H1_202401012300.csv`, `EURUSD.csv`. */
export function nameFacts(path: string): NameFacts {
  const name = basename(path).replace(/\.gz$/i, '');
  const [, date, leanSymbol, resolution, kind] = LEAN.exec(name) ?? [];
  if (date !== undefined && leanSymbol !== undefined && resolution !== undefined && kind !== undefined) {
    return {
      lean: {date, resolution: resolution.toLowerCase(), kind: kind.toLowerCase()},
      symbol: leanSymbol.toUpperCase(),
      lengthMs: RESOLUTION_MS[resolution.toLowerCase()],
    };
  }
  const [, symbol, period] = WITH_PERIOD.exec(name) ?? [];
  const lengthMs = period === undefined ? undefined : periodMs(period);
  if (symbol !== undefined && lengthMs !== undefined) {
    // Some tools write everything small; a broker's own spelling (US30m) is kept.
    return {
      lean: undefined,
      symbol: symbol === symbol.toLowerCase() ? symbol.toUpperCase() : symbol,
      lengthMs,
    };
  }
  return {lean: undefined, symbol: SYMBOL_ONLY.exec(name)?.[1], lengthMs: undefined};
}
