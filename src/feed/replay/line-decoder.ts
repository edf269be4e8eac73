import type {Quote} from '../../market/quote.ts';
import type {Ohlc} from './bar-quotes.ts';

/**
 * Turns one record into quotes and appends them to `out`, or returns why it cannot; then nothing was
 * appended. Prices that no quote may have (negative, crossed) are left to the quote filter, which
 * counts them.
 *
 * @param end Index after the record's last byte; a line break is not part of it, a bracket is.
 */
export type LineDecoder = (bytes: Buffer, start: number, end: number, out: Quote[]) => string | undefined;

/** A bar of which a file has one side only. */
export type SideBar = Readonly<{
  symbol: string;
  timeMs: number;
  lengthMs: number;
  prices: Ohlc;
  /** Ask less bid, in price units. */
  spread: number;
}>;

/** Reads one record: its bar, why there is none, or undefined where the record says nothing by design. */
export type SideBarReader = (bytes: Buffer, start: number, end: number) => SideBar | string | undefined;

export const LINE_BREAK = 10;

/** How a file is read. */
export type FileReading = Readonly<{
  /** Lines at the top that hold no data. */
  headerLines: number;
  /** The byte that ends a record: a line break, or the closing bracket of JSON. Default: a line break. */
  recordEnd?: number;
  /** A decoder for one reading from the top: it may remember earlier lines. */
  decoder: () => LineDecoder;
  /** Bars of one side, for a file whose other side is in another file; undefined when it has both. */
  sideBars?: () => SideBarReader;
  /** Length of a bar; undefined where the file holds ticks or says it line by line. */
  lengthMs?: number | undefined;
  /** Whether its times are those of a clock that the file does not name. */
  hasLocalTimes: boolean;
  /** Symbol of the file's quotes; undefined when each line says its own. */
  symbol: string | undefined;
}>;
