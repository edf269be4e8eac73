import {describe, expect, it} from 'vitest';
import {ContractCheck} from '../../../../src/diagnose/normalization/own/contract-check.ts';
import {contract} from '../../../market/symbol/lists.ts';

const pair = (symbol: string, contractSize: number | null, facts = {}) =>
  contract(symbol, {
    contractSize,
    baseCurrency: symbol.slice(0, 3),
    quoteCurrency: symbol.slice(3, 6),
    ...facts,
  });

const check = new ContractCheck([
  pair('EURUSD.m', 100_000),
  pair('GBPUSD.m', 100_000),
  pair('USDJPY.m', 100_000),
  pair('AUDUSD.m', 10_000),
  pair('NZDUSD', 10_000),
  pair('XAUUSD.m', 100),
  pair('XAUUSDgr', 1),
  pair('XAUEUR.m', 100),
  pair('XAGUSD.m', 1000),
  contract('GER40.m', {contractSize: 1, baseCurrency: 'EUR', quoteCurrency: 'EUR'}),
  contract('USDCHF.m', {}),
]);

describe('ContractCheck', () => {
  it.each([
    ['EURUSD', 'EURUSD.m'],
    ['eur/usd', 'EURUSD.m'],
    ['GOLD', 'XAUUSD.m'],
    ['DAX40', 'GER40.m'],
    // Its lot differs between brokers.
    ['XAGUSD', 'XAGUSD.m'],
    // Its very name.
    ['NZDUSD', 'NZDUSD'],
    // Nothing is stated, or nothing known.
    ['USDCHF', 'USDCHF.m'],
    ['FOOBAR', 'AUDUSD.m'],
    ['EURUSD', 'not listed'],
  ])('has nothing against %s as %s', (name, symbol) => {
    expect(check.doubt(name, symbol)).toBeUndefined();
  });

  it.each([
    ['AUDUSD', 'AUDUSD.m', 'its lot is 10000, and by the other contracts of the list it would be 100000'],
    ['XAUUSD', 'XAUUSDgr', 'its lot is 1, and by the other contracts of the list it would be 100'],
    ['XAUUSD', 'XAUEUR.m', "its price is in EUR, and XAUUSD's in USD"],
    ['US30', 'GER40.m', "its price is in EUR, and US30's in USD"],
    ['EURUSD', 'GBPUSD.m', "its base is GBP, and EURUSD's is EUR"],
  ])('is against %s as %s', (name, symbol, doubt) => {
    expect(check.doubt(name, symbol)).toBe(doubt);
  });

  it('takes the lot of a cent account for the usual one', () => {
    const cent = new ContractCheck([
      ...['EURUSDc', 'GBPUSDc', 'USDJPYc'].map((symbol) => pair(symbol, 1000)),
      pair('XAUUSDc', 1),
    ]);
    expect(cent.doubt('EURUSD', 'EURUSDc')).toBeUndefined();
    expect(cent.doubt('XAUUSD', 'XAUUSDc')).toBeUndefined();
  });

  it('does not judge lots by two contracts', () => {
    const few = new ContractCheck([pair('EURUSD.m', 100_000), pair('GBPUSD.m', 1000)]);
    expect(few.doubt('GBPUSD', 'GBPUSD.m')).toBeUndefined();
  });
});
