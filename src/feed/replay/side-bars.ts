import {askOf, type Ohlc, pushBarQuotes} from './bar-quotes.ts';
import {numberOf} from './cell-reader.ts';
import type {LineDecoder, SideBarReader} from './line-decoder.ts';

/** Plays bars of one side: the prices are bids, the asks lie the spread above. */
export function sideBarDecoder(read: SideBarReader): LineDecoder {
  return (bytes, start, end, out) => {
    const bar = read(bytes, start, end);
    if (bar === undefined || typeof bar === 'string') return bar;
    pushBarQuotes(out, bar, bar.prices, askOf(bar.prices, bar.spread));
    return undefined;
  };
}

const PRICES = ['open', 'high', 'low', 'close'] as const;

/** Four cells as prices of a bar, or what is wrong with them, in words. */
export function pricesOf(cells: readonly (string | undefined)[]): Ohlc | string {
  const values: number[] = [];
  for (const [index, name] of PRICES.entries()) {
    const value = numberOf(cells[index] ?? '');
    if (!Number.isFinite(value)) return `${notANumber(name, cells[index])}; write it as 1.0234`;
    values.push(value);
  }
  const [open = 0, high = 0, low = 0, close = 0] = values;
  const bar = {open, high, low, close};
  return outOfRange(bar) ?? bar;
}

/** What is wrong with a bar whose extremes are none, in words; undefined when they are. */
function outOfRange({open, high, low, close}: Ohlc): string | undefined {
  const above = Math.max(open, close, low);
  if (high < above) return `the high "${high}" is below ${above}; a high is the greatest price of its bar`;
  const below = Math.min(open, close);
  if (low > below) return `the low "${low}" is above ${below}; a low is the least price of its bar`;
  return undefined;
}

export function notANumber(name: string, cell: string | undefined): string {
  return `the ${name} "${shown(cell)}" is not a number`;
}

/** A cell for a message: the whole of a damaged one may be long. */
export function shown(cell: string | undefined): string {
  return (cell ?? '').slice(0, 40);
}
