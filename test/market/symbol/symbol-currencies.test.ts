import {describe, expect, it} from 'vitest';
import {unknownInstrument} from '../../../src/market/instrument.ts';
import {currenciesOf} from '../../../src/market/symbol/symbol-currencies.ts';

const NONE = [null, null] as const;

describe('currenciesOf', () => {
  it.each<[string, readonly [string | null, string | null], readonly string[] | undefined]>([
    // Pairs have the news of both sides, and no others.
    ['EURUSD', NONE, ['EUR', 'USD']],
    ['EURGBP', NONE, ['EUR', 'GBP']],
    ['eurnok.m', NONE, ['EUR', 'NOK']],
    ['EURPLNpro', NONE, ['EUR', 'PLN']],
    // Whatever else is priced, the dollar moves it too.
    ['XAUUSD', NONE, ['USD', 'XAU']],
    ['GOLD', NONE, ['USD', 'XAU']],
    ['XAUEUR', NONE, ['EUR', 'USD', 'XAU']],
    ['BTCUSD', NONE, ['BTC', 'USD']],
    ['XBTEUR', NONE, ['BTC', 'EUR', 'USD']],
    ['ETHBTC', NONE, ['BTC', 'ETH', 'USD']],
    ['DE40', NONE, ['DE40', 'EUR', 'USD']],
    ['US500.cash', NONE, ['US500', 'USD']],
    ['UKOIL', NONE, ['BRENT', 'USD']],
    // What a name may mean besides counts as well.
    ['BTCUSDC', NONE, ['BTC', 'USD', 'USDC']],
    // The contract says more than the name.
    ['AAPL', ['USD', 'USD'], ['USD']],
    ['SAP', ['EUR', 'EUR'], ['EUR', 'USD']],
    ['CABLE', ['GBP', 'USD'], ['GBP', 'USD']],
    ['fiber', ['eur', 'usd'], ['EUR', 'USD']],
    // Where the two differ, both count.
    ['EURUSD', ['EUR', 'GBP'], ['EUR', 'GBP', 'USD']],
    // Of these nobody can tell.
    ['AAPL', NONE, undefined],
    ['OIL', NONE, undefined],
    ['', NONE, undefined],
  ])('%s of a contract %j: %j', (symbol, [baseCurrency, quoteCurrency], expected) => {
    const codes = currenciesOf({...unknownInstrument(symbol), baseCurrency, quoteCurrency});
    expect(codes === undefined ? undefined : [...codes].sort()).toEqual(expected);
  });
});
