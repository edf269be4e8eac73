import type {DukascopyLayout} from './dukascopy-head.ts';
import type {LineDecoder, SideBarReader} from './line-decoder.ts';
import {pricesOf, shown} from './side-bars.ts';

/** Cells of a record in the order of its arrays; the first of each is the time. */
const CELLS = {
  tick: ['timestamp', 'askPrice', 'bidPrice', 'askVolume', 'bidVolume'],
  bars: ['timestamp', 'open', 'high', 'low', 'close', 'volume'],
} as const;
const NEEDED = {tick: 3, bars: 5} as const;

type Cells = readonly unknown[];

/** Dukascopy ticks as JSON, objects or arrays. In arrays the ask comes before the bid. */
export function dukascopyTickDecoder(symbol: string, isArray: boolean): LineDecoder {
  return (bytes, start, end, out) => {
    const cells = cellsOf(bytes.toString('utf8', start, end), {kind: 'tick', isArray});
    if (cells === undefined || typeof cells === 'string') return cells;
    const [time, ask, bid] = cells;
    const timeMs = epochMs(time);
    if (Number.isNaN(timeMs)) return notATime(time);
    if (!isPrice(bid)) return notAPrice('bid', bid);
    if (!isPrice(ask)) return notAPrice('ask', ask);
    out.push({symbol, bid, ask, timeMs, receivedAtMs: timeMs});
    return undefined;
  };
}

/**
 * Dukascopy bars of one side as JSON. Those without any volume only fill the time in which the market
 * is closed, and are no quotes. Files without volumes cannot tell them from real ones.
 */
export function dukascopyBarReader({
  symbol,
  isArray,
  lengthMs,
  spread,
}: Readonly<{symbol: string; isArray: boolean; lengthMs: number; spread: number}>): SideBarReader {
  return (bytes, start, end) => {
    const cells = cellsOf(bytes.toString('utf8', start, end), {kind: 'bars', isArray});
    if (cells === undefined || typeof cells === 'string') return cells;
    const timeMs = epochMs(cells[0]);
    if (Number.isNaN(timeMs)) return notATime(cells[0]);
    const prices = pricesOf(cells.slice(1, 5).map(written));
    if (typeof prices === 'string') return prices;
    const isFlat = prices.high === prices.low;
    return cells[5] === 0 && isFlat ? undefined : {symbol, timeMs, lengthMs, prices, spread};
  };
}

/** Time of a record, epoch ms UTC, or NaN. */
export function dukascopyTime(record: string, layout: DukascopyLayout): number {
  const cells = cellsOf(record, layout);
  return typeof cells === 'object' ? epochMs(cells[0]) : Number.NaN;
}

/** Cells of a record with what stands before it; undefined for the brackets around all of them. */
function cellsOf(text: string, {kind, isArray}: DukascopyLayout): Cells | string | undefined {
  const opening = isArray ? text.lastIndexOf('[') : text.indexOf('{');
  if (opening < 0 && /^\s*(?:,?\s*\])?\s*$/.test(text)) return undefined;
  const before = text.slice(0, Math.max(opening, 0));
  const record = parsed(text.slice(Math.max(opening, 0)));
  if (opening < 0 || record === undefined || /[^\s,[]/.test(before)) {
    const found = text.replace(/^[\s,]+/, '').trim();
    return `"${shown(found === '' ? ',' : found)}" is not a record; write ${isArray ? 'an array' : 'an object'} of JSON`;
  }
  const names = CELLS[kind];
  if (!Array.isArray(record)) {
    const values = new Map<string, unknown>(Object.entries(record));
    return names.map((name) => values.get(name));
  }
  const cells: Cells = record;
  if (cells.length >= NEEDED[kind] && cells.length <= names.length) return cells;
  return `${cells.length} cells found; write ${NEEDED[kind]} to ${names.length}: ${names.join(', ')}`;
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isPrice(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** The limits of times are those of plain CSV: ms, from 1973 to 5138. */
function epochMs(value: unknown): number {
  return typeof value === 'number' && value >= 1e11 && value < 1e14 ? value : Number.NaN;
}

function notATime(value: unknown): string {
  return `the time "${shown(written(value))}" is not one; write ms since 1970, as 1549238400994`;
}

function notAPrice(name: string, value: unknown): string {
  return `the ${name} "${shown(written(value))}" is not a number; write it as 1.0234`;
}

/** A value as the file writes it; a number in quotes is text, and no number here. */
function written(value: unknown): string {
  if (value === undefined) return '';
  return JSON.stringify(value);
}
