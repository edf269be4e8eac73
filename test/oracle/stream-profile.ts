import {isBefore, type RawQuote} from './lean-ticks.ts';

/** What a generator needs to know of a stream to aim plans at it. Prices in billionths. */
export type StreamProfile = Readonly<{
  symbol: string;
  /** The smallest step between the file's prices. */
  step: number;
  /** Good quotes spread over the stream, oldest first. */
  samples: readonly RawQuote[];
  lowest: number;
  highest: number;
  fromMs: number;
  toMs: number;
}>;

/** `step`: of the last decimal place in the file, in billionths. */
export function profileOf(quotes: readonly RawQuote[], step: number): StreamProfile {
  const good = quotes.filter((quote) => quote.bid > 0 && quote.ask >= quote.bid);
  const [first] = good;
  if (first === undefined) throw new Error('no good quote to take a profile of');
  const stride = Math.max(1, Math.floor(good.length / 5000));
  const samples = good.filter((_, index) => index % stride === 0);
  samples.sort((a, b) => (isBefore(a.at, b.at) ? -1 : isBefore(b.at, a.at) ? 1 : 0));
  let lowest = first.bid;
  let highest = first.ask;
  let fromMs = first.at.ms;
  let toMs = first.at.ms;
  for (const quote of good) {
    lowest = Math.min(lowest, quote.bid);
    highest = Math.max(highest, quote.ask);
    fromMs = Math.min(fromMs, quote.at.ms);
    toMs = Math.max(toMs, quote.at.ms);
  }
  return {symbol: first.symbol, step, samples, lowest, highest, fromMs, toMs};
}
