import {describe, expect, it} from 'vitest';
import {instrumentKey} from '../../../src/market/microstructure/instrument-key.ts';
import {MicrostructureBook} from '../../../src/market/microstructure/microstructure-book.ts';
import {DEFAULT_PROFILES, withOverrides} from '../../../src/market/microstructure/profiles.ts';

const {instruments, other, sessions} = DEFAULT_PROFILES;
const GOLD = instruments['XAUUSD'] ?? other;
const rowOf = (...names: readonly string[]) => new MicrostructureBook().of(...names).profile.name;

describe('MicrostructureBook', () => {
  it.each([
    ['XAUUSD', 'XAUUSD'],
    ['xauusd', 'XAUUSD'],
    [' XAU/USD ', 'XAUUSD'],
    ['GOLDUSD', 'XAUUSD'],
    ['BTC-USD', 'BTCUSD'],
    ['XBTUSD', 'BTCUSD'],
    ['EURUSD.pro', 'EURUSD'],
    ['GBPUSD', 'GBPUSD'],
    ['USDJPY', 'USDJPY'],
    // Letters in common make nothing of these what they are not.
    ['XAUEUR', 'other'],
    ['XAUUSDc', 'other'],
    ['BTCUSDT', 'other'],
    ['BTCUSDc', 'other'],
    ['MBTCUSD', 'other'],
    ['EURUSDC', 'other'],
    ['JPYUSD', 'other'],
    ['EURGBP', 'other'],
    // It may be a company.
    ['GOLD', 'other'],
    ['US30', 'other'],
    ['', 'other'],
  ])('judges "%s" by the row of %s', (name, row) => {
    const {profile} = new MicrostructureBook().of(name);
    expect(profile).toEqual({name: row, sessions, instrument: instruments[row] ?? other});
  });

  it.each([
    [['GOLD', 'XAU/USD'], 'XAUUSD'],
    [['EURUSD', 'XAUUSD'], 'EURUSD'],
    [['GOLD', 'US30', 'BTCUSD'], 'BTCUSD'],
    [['GOLD', 'US30'], 'other'],
    [[], 'other'],
  ])('of the names %j takes the first that has a row: %s', (names, row) => {
    expect(rowOf(...names)).toBe(row);
  });

  it('finds a configured name that means nothing known by its spelling alone', () => {
    const book = new MicrostructureBook(
      withOverrides(DEFAULT_PROFILES, {instruments: {'MY.INDEX': GOLD, 'XAU/USD': other}}),
    );
    expect(book.of('MY.INDEX').profile).toEqual({name: 'MY.INDEX', sessions, instrument: GOLD});
    expect(book.of('MY.INDEX2').profile.name).toBe('other');
    expect(book.of('GOLDUSD').profile).toEqual({name: 'XAU/USD', sessions, instrument: other});
  });

  it('gives all who ask for one row the same analysis', () => {
    const book = new MicrostructureBook();
    expect(book.of('XAU/USD')).toBe(book.of('GOLD', 'xauusd'));
    expect(book.of('SYM1')).toBe(book.of('SYM2'));
  });
});

describe('instrumentKey', () => {
  it.each([
    'XAUUSD',
    'EURUSD',
    'JPYUSD',
    'BTCUSDT',
    'NAS100',
    'GER40',
    'US30.cash',
    'JP225',
    'XTIUSD',
    'NATGAS',
  ])('of what %s means is that of the name', (name) => {
    const key = instrumentKey(name);
    expect(key).toMatch(/^[A-Z0-9]+\/[A-Z]+$/);
    expect(instrumentKey(key)).toBe(key);
  });
});
