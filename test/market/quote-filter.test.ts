import {describe, expect, it} from 'vitest';
import {QUOTE_FILTER_DEFAULTS, QuoteFilter} from '../../src/market/quote-filter.ts';

const quote = (bid: number, ask = bid, timeMs = 1000) => ({bid, ask, timeMs});

/** A filter that has accepted 100 at 1000 ms. */
function started(): QuoteFilter {
  const filter = new QuoteFilter();
  expect(filter.refuses(quote(100))).toBeUndefined();
  return filter;
}

describe('QuoteFilter', () => {
  it.each([
    ['a bid of zero', quote(0, 100), 'nonPositive'],
    ['a negative ask', quote(100, -1), 'nonPositive'],
    ['a bid that is no number', quote(Number.NaN, 100), 'nonPositive'],
    ['an infinite ask', quote(100, Infinity), 'nonPositive'],
    ['no time', quote(100, 100, Number.NaN), 'nonPositive'],
    ['an ask below the bid', quote(100, 99.99), 'crossed'],
    ['an ask at the bid', quote(100, 100), undefined],
    ['a time before the last', quote(100, 100, 999.9), 'outOfOrder'],
    ['the time of the last', quote(100, 100, 1000), undefined],
    ['a step of a tenth', quote(110), undefined],
    ['a step down of a tenth', quote(90), undefined],
    ['a step of more than a tenth', quote(110.0001), 'jump'],
    ['a step down of more than a tenth', quote(89.9999), 'jump'],
    ['a mid that jumps while the bid does not', quote(100, 120.1), 'jump'],
  ])('judges %s', (_name, seen, refusal) => {
    expect(started().refuses(seen)).toBe(refusal);
  });

  it('gives the first reason that holds', () => {
    const filter = started();
    expect(filter.refuses(quote(200, 150, 1))).toBe('crossed');
    expect(filter.refuses(quote(200, 0, 1))).toBe('nonPositive');
    expect(filter.refuses(quote(200, 200, 1))).toBe('outOfOrder');
  });

  it('has nothing to compare the first quote with', () => {
    expect(new QuoteFilter().refuses(quote(1e6, 1e6, -5))).toBeUndefined();
  });

  it('compares with the last accepted quote, whatever was refused in between', () => {
    const filter = started();
    expect(filter.refuses(quote(100, 90, 5000))).toBe('crossed');
    expect(filter.refuses(quote(150, 150, 5000))).toBe('jump');
    expect(filter.refuses(quote(100, 100, 2000))).toBeUndefined();
    expect(filter.refuses(quote(109, 109, 2000))).toBeUndefined();
    expect(filter.refuses(quote(119, 119, 2000))).toBeUndefined();
  });

  it('believes the third in a row at a new level', () => {
    const filter = started();
    expect([150, 151, 149, 150].map((mid) => filter.refuses(quote(mid)))).toEqual([
      'jump',
      'jump',
      undefined,
      undefined,
    ]);
  });

  it('counts anew at another level, and after a quote at the old one', () => {
    const filter = started();
    expect([150, 150, 200, 200, 200].map((mid) => filter.refuses(quote(mid)))).toEqual([
      'jump',
      'jump',
      'jump',
      'jump',
      undefined,
    ]);
    expect([400, 400, 201, 400, 400, 400].map((mid) => filter.refuses(quote(mid)))).toEqual([
      'jump',
      'jump',
      undefined,
      'jump',
      'jump',
      undefined,
    ]);
  });

  it('does not let other refusals break the row', () => {
    const filter = started();
    expect(
      [quote(150), quote(150, 1), quote(150), quote(0), quote(150)].map((seen) => filter.refuses(seen)),
    ).toEqual(['jump', 'crossed', 'jump', 'nonPositive', undefined]);
  });

  it('decides as one filter does, wherever its memory is handed to another', () => {
    const prices = [100, 150, 150, 150, 151, 60, 61, 200, 62, 61.5, 61.4];
    const one = new QuoteFilter();
    let other = new QuoteFilter();
    for (const price of prices) {
      expect(other.refuses(quote(price))).toBe(one.refuses(quote(price)));
      other = new QuoteFilter(QUOTE_FILTER_DEFAULTS, other.memory);
    }
  });

  it('takes exactly a tenth for no jump, in decimals', () => {
    const filter = new QuoteFilter();
    filter.refuses({bid: 4677.167, ask: 4677.173, timeMs: 1});
    expect(filter.refuses({bid: 5144.885, ask: 5144.889, timeMs: 2})).toBeUndefined();
    expect(filter.refuses({bid: 4630.3965, ask: 4630.4001, timeMs: 3})).toBeUndefined();
    expect(filter.refuses({bid: 5093.4, ask: 5093.5, timeMs: 4})).toBe('jump');
  });

  it('goes on from where an earlier process was', () => {
    const filter = new QuoteFilter(QUOTE_FILTER_DEFAULTS, {last: quote(100, 102, 1000), jumps: null});
    expect(filter.refuses(quote(101, 101, 999))).toBe('outOfOrder');
    expect(filter.refuses(quote(120, 120, 1000))).toBe('jump');
    expect(filter.refuses(quote(111.1, 111.1, 1000))).toBeUndefined();
  });
});
