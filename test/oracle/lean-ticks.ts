import {readFileSync} from 'node:fs';
import {basename} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {billionths} from './decimal.ts';
import {zoneMidnightMs} from './zone-clock.ts';

/** A point in time: epoch milliseconds rounded down, and what was cut off in nanoseconds. */
export type Instant = Readonly<{ms: number; fractionNs: number}>;

/** A quote as its file has it, good or bad. Prices in billionths. */
export type RawQuote = Readonly<{symbol: string; at: Instant; bid: number; ask: number}>;

export function isBefore(a: Instant, b: Instant): boolean {
  return a.ms < b.ms || (a.ms === b.ms && a.fractionNs < b.fractionNs);
}

const NAME = /^(\d{4})(\d\d)(\d\d)_([a-z0-9]+)_tick_quote\.csv(\.gz)?$/;

/** Every line of a LEAN tick file in file order. `zone`: where the midnight of the file's date is. */
export function readLeanTicks(path: string, zone = 'UTC'): RawQuote[] {
  const name = NAME.exec(basename(path));
  if (name === null) throw new Error(`${path} is not named like a LEAN tick file`);
  const [, year, month, day, ticker = '', gzip] = name;
  const bytes = readFileSync(path);
  const text = (gzip === undefined ? bytes : gunzipSync(bytes)).toString('utf8');
  return parseLeanTicks(
    text,
    ticker.toUpperCase(),
    zoneMidnightMs(Number(year), Number(month), Number(day), zone),
  );
}

export function parseLeanTicks(text: string, symbol: string, midnightMs: number): RawQuote[] {
  const quotes: RawQuote[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const [time = '', bid = '', ask = ''] = line.trim().split(',');
    const [wholeMs = '', fraction = ''] = time.split('.');
    if (!/^\d+(?:\.\d{1,6})?$/.test(time)) throw new Error(`${line}: not a time to the nanosecond`);
    quotes.push({
      symbol,
      at: {ms: midnightMs + Number(wholeMs), fractionNs: Number(fraction.padEnd(6, '0'))},
      bid: billionths(bid),
      ask: billionths(ask),
    });
  }
  return quotes;
}

/**
 * Several files as one stream: always the file whose next quote is earliest, the first of them when
 * two are equally early. Lines of one file never change places.
 */
export function* mergeStreams(streams: readonly (readonly RawQuote[])[]): Generator<RawQuote> {
  const heads = streams.map((quotes) => ({quotes, next: 0}));
  for (;;) {
    let earliest: {head: {next: number}; quote: RawQuote} | undefined;
    for (const head of heads) {
      const quote = head.quotes[head.next];
      if (quote === undefined) continue;
      if (earliest === undefined || isBefore(quote.at, earliest.quote.at)) earliest = {head, quote};
    }
    if (earliest === undefined) return;
    earliest.head.next += 1;
    yield earliest.quote;
  }
}
