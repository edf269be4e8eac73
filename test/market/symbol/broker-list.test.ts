import {describe, expect, it} from 'vitest';
import {parseBrokerList} from '../../../src/market/symbol/broker-list.ts';

describe('parseBrokerList', () => {
  it('reads one symbol a line, with spaces, signs and quotes', () => {
    const list = parseBrokerList('\uFEFFXAUUSD\r\n\r\nUS Oil\n#US30\n"EUR/USD"\n', 'x.txt');
    expect(list.map(({symbol}) => symbol)).toEqual(['XAUUSD', 'US Oil', '#US30', 'EUR/USD']);
  });

  it('reads facts by the names of the columns, in any order', () => {
    const text =
      'Digits;Currency Profit;Symbol;CurrencyBase;Contract_Size\n2;USD;XAUUSD.m;XAU;100\n;;US30;;\n';
    expect(parseBrokerList(text, 'x.csv')).toEqual([
      {symbol: 'XAUUSD.m', facts: {digits: 2, contractSize: 100, baseCurrency: 'XAU', quoteCurrency: 'USD'}},
      {symbol: 'US30', facts: {digits: null, contractSize: null, baseCurrency: null, quoteCurrency: null}},
    ]);
  });

  it('takes a single column with a header for a list', () => {
    expect(parseBrokerList('symbol\nXAUUSD\n', 'x.csv').map(({symbol}) => symbol)).toEqual(['XAUUSD']);
  });

  it.each([
    ['\n', '"x.csv" holds no symbols'],
    ['symbol,digits\n', '"x.csv" holds no symbols'],
    ['price,volume\n1,2\n', '"x.csv" has no column for the symbol'],
    ['symbol,digits\nXAUUSD,two\n', '"two" is not a number'],
  ])('refuses %j', (text, message) => {
    expect(() => parseBrokerList(text, 'x.csv')).toThrow(message);
  });
});
