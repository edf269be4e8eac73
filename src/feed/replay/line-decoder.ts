import type {Quote} from '../../market/quote.ts';

/**
 * Turns one line into quotes and appends them to `out`, or returns why it cannot; then nothing was
 * appended. Prices that no quote may have (negative, crossed) are left to the quote filter, which
 * counts them.
 *
 * @param end Index after the line's last byte; the line break is not part of it.
 */
export type LineDecoder = (bytes: Buffer, start: number, end: number, out: Quote[]) => string | undefined;

/** How a file is read. */
export type FileReading = Readonly<{
  /** Lines at the top that hold no data. */
  headerLines: number;
  /** A decoder for one reading from the top: it may remember earlier lines. */
  decoder: () => LineDecoder;
  /** Symbol of the file's quotes; undefined when each line says its own. */
  symbol: string | undefined;
}>;
