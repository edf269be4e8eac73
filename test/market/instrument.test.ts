import {describe, expect, it} from 'vitest';
import {InstrumentBook, pointOf, unknownInstrument} from '../../src/market/instrument.ts';

describe('InstrumentBook', () => {
  it('knows the usual contracts', () => {
    expect(new InstrumentBook().of('XAUUSD')).toEqual({
      symbol: 'XAUUSD',
      digits: 2,
      contractSize: 100,
      baseCurrency: null,
      quoteCurrency: null,
      volumeStepLots: 0.01,
      volumeMinLots: 0.01,
      stopLevelPoints: null,
      closesAtWeekend: true,
    });
  });

  it('guesses nothing about what it does not know', () => {
    expect(new InstrumentBook().of('xauusd')).toEqual(unknownInstrument('xauusd'));
  });

  it('takes each fact from the strongest source that gives it', () => {
    const book = new InstrumentBook(
      [{symbol: 'XAUUSD', contractSize: 10}],
      [{symbol: 'XAUUSD', contractSize: 50, digits: 3, stopLevelPoints: 20}, {digits: 1}],
    );
    expect(book.of('XAUUSD')).toEqual({
      symbol: 'XAUUSD',
      digits: 3,
      contractSize: 10,
      baseCurrency: null,
      quoteCurrency: null,
      volumeStepLots: 0.01,
      volumeMinLots: 0.01,
      stopLevelPoints: 20,
      closesAtWeekend: true,
    });
  });
});

describe('pointOf', () => {
  it.each([
    [5, 0.00001],
    [2, 0.01],
    [0, 1],
    [null, null],
  ])('of %s digits is %s', (digits, point) => {
    expect(pointOf({...unknownInstrument('X'), digits})).toBe(point);
  });
});
