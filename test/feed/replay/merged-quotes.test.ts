import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {mergedQuotes} from '../../../src/feed/replay/merged-quotes.ts';
import type {Quote} from '../../../src/market/quote.ts';

/** A quote whose bid says where it came from. */
function aQuote(timeMs: number, bid: number): Quote {
  return {symbol: 'XAUUSD', bid, ask: bid, timeMs, receivedAtMs: timeMs};
}

async function* inBatches(quotes: readonly Quote[], size: number): AsyncGenerator<readonly Quote[]> {
  for (let index = 0; index < quotes.length; index += size) yield quotes.slice(index, index + size);
}

async function collected(stream: AsyncIterable<readonly Quote[]>): Promise<Quote[]> {
  const quotes: Quote[] = [];
  for await (const batch of stream) quotes.push(...batch);
  return quotes;
}

describe('mergedQuotes', () => {
  it('orders by the latest time so far, then by source, and keeps the order inside a source', async () => {
    const files = fc.array(
      fc.record({
        times: fc.array(fc.integer({min: 0, max: 40}), {maxLength: 30}),
        isStartKnown: fc.boolean(),
      }),
      {
        maxLength: 6,
      },
    );
    const law = fc.asyncProperty(files, fc.integer({min: 1, max: 7}), async (drawn, size) => {
      const sources = drawn.map(({times}, file) =>
        times.map((timeMs, line) => aQuote(timeMs, file * 1000 + line)),
      );
      const keyed = sources.flatMap((quotes, file) => {
        let keyMs = Number.NEGATIVE_INFINITY;
        return quotes.map((quote, line) => {
          keyMs = Math.max(keyMs, quote.timeMs);
          return {quote, keyMs, file, line};
        });
      });
      keyed.sort((a, b) => a.keyMs - b.keyMs || a.file - b.file || a.line - b.line);
      const stream = mergedQuotes(
        sources.map((quotes, file) => ({
          startMs: drawn[file]?.isStartKnown === true ? (quotes[0]?.timeMs ?? 0) : Number.NEGATIVE_INFINITY,
          open: () => inBatches(quotes, size),
        })),
      );
      expect(await collected(stream)).toEqual(keyed.map(({quote}) => quote));
    });
    await fc.assert(law, {numRuns: 300});
  });

  it('opens a source when its time comes, and so holds one of a year of daily files', async () => {
    let open = 0;
    let openMax = 0;
    const source = (day: number) => ({
      startMs: day * 1000,
      async *open() {
        open++;
        openMax = Math.max(openMax, open);
        yield Array.from({length: 100}, (_, index) => aQuote(day * 1000 + index, day));
        open--;
      },
    });
    const stream = mergedQuotes(Array.from({length: 300}, (_, day) => source(299 - day)));
    expect(await collected(stream)).toHaveLength(30_000);
    expect(openMax).toBe(1);
  });

  it('closes its sources when the reader stops early', async () => {
    let closed = 0;
    const source = {
      startMs: 0,
      async *open() {
        try {
          for (let index = 0; ; index++) yield [aQuote(index, 1)];
        } finally {
          closed++;
        }
      },
    };
    for await (const batch of mergedQuotes([source, source])) if (batch.length > 0) break;
    expect(closed).toBe(2);
  });

  it('passes quotes on in batches, so that nobody waits for each', async () => {
    const quotes = Array.from({length: 10_000}, (_, index) => aQuote(index, 1));
    const other = quotes.map(({timeMs}) => aQuote(timeMs, 2));
    let batches = 0;
    const sources = [quotes, other].map((all) => ({startMs: 0, open: () => inBatches(all, 1000)}));
    for await (const batch of mergedQuotes(sources)) if (batch.length > 0) batches++;
    expect(batches).toBeLessThanOrEqual(21);
  });
});
