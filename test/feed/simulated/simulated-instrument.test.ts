import {describe, expect, it} from 'vitest';
import {simulatedInstrument} from '../../../src/feed/simulated/simulated-instrument.ts';
import {InstrumentBook} from '../../../src/market/instrument.ts';

describe('simulatedInstrument', () => {
  it.each([
    ['XAUUSD', {price: 2000, digits: 2, isCrypto: false}],
    ['xauusd.pro', {price: 2000, digits: 2}],
    ['EURUSDm', {price: 1.1, digits: 5}],
    ['BTCUSD', {isCrypto: true}],
    ['SOLUSDT', {isCrypto: true}],
  ])('knows %s', (symbol, facts) => {
    expect(simulatedInstrument(symbol, 1, new InstrumentBook())).toMatchObject(facts);
  });

  it('makes up any other from its name and the seed', () => {
    const priceOf = (symbol: string, seed: number) =>
      simulatedInstrument(symbol, seed, new InstrumentBook()).price;
    expect(priceOf('FOO', 1)).toBe(priceOf('FOO', 1));
    expect(priceOf('FOO', 1)).not.toBe(priceOf('FOO', 2));
    expect(priceOf('FOO', 1)).not.toBe(priceOf('BAR', 1));
    for (let index = 0; index < 500; index++) {
      expect(priceOf(`S${index}`, 1)).toBeGreaterThanOrEqual(0.5);
      expect(priceOf(`S${index}`, 1)).toBeLessThanOrEqual(5000);
    }
  });

  it("takes the book's digits, unless a point would then be a large part of the price", () => {
    const book = new InstrumentBook([
      {symbol: 'XAUUSD', digits: 3},
      {symbol: 'EURUSD', digits: 0},
    ]);
    expect(simulatedInstrument('XAUUSD', 1, book).digits).toBe(3);
    expect(simulatedInstrument('EURUSD', 1, book).digits).toBe(3);
  });
});
