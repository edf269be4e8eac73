import {describe, expect, it} from 'vitest';
import {AS_WRITTEN, SymbolDirectory} from '../../src/engine/symbol-directory.ts';
import {NO_FACTS} from '../../src/market/symbol/contract-facts.ts';
import type {Listed} from '../../src/market/symbol/listed-symbol.ts';

const gold = (symbol: string, contractSize = 100): Listed => ({
  symbol,
  facts: {digits: 2, contractSize, baseCurrency: 'XAU', quoteCurrency: 'USD'},
});
const named = (...symbols: readonly string[]): readonly Listed[] =>
  symbols.map((symbol) => ({symbol, facts: NO_FACTS}));

const listing = (feedSymbol: string, brokerSymbol: string, meaning?: string) => ({
  listed: true,
  listing: {feedSymbol, brokerSymbol, meaning},
});

describe('SymbolDirectory', () => {
  it('asks each list for its own name of the instrument', () => {
    const directory = new SymbolDirectory({
      feed: named('GOLD', 'SILVER', 'EURUSD'),
      broker: [gold('XAUUSD.m'), gold('XAUUSDgr', 1)],
    });
    expect(directory.find('XAUUSD')).toEqual(listing('GOLD', 'XAUUSD.m', 'XAU/USD'));
  });

  it.each([
    ['both keep no list', [], [], listing('XAUUSD', 'XAUUSD')],
    ['the feed keeps none', [], [gold('XAUUSD.m')], listing('XAUUSD', 'XAUUSD.m', 'XAU/USD')],
    ['the broker keeps none', named('GOLD', 'EURUSD'), [], listing('GOLD', 'XAUUSD', 'XAU/USD')],
  ])('takes the name as written where %s', (_, feed, broker, found) => {
    expect(new SymbolDirectory({feed, broker}).find('XAUUSD')).toEqual(found);
  });

  it('says what a listed name means, and nothing of one that is in doubt', () => {
    const directory = new SymbolDirectory({feed: named('MY.INDEX', 'EURUSD.pro'), broker: []});
    expect(directory.find('MY.INDEX')).toEqual(listing('MY.INDEX', 'MY.INDEX'));
    expect(directory.find('EURUSD.pro')).toEqual(listing('EURUSD.pro', 'EURUSD.pro', 'EUR/USD'));
  });

  it('has no instrument when two are equally what is meant, and says which', () => {
    const directory = new SymbolDirectory({feed: [], broker: [gold('XAUUSD.m'), gold('XAUUSD.r')]});
    expect(directory.find('XAUUSD')).toEqual({
      listed: false,
      verdict: 'ambiguous',
      at: 'broker',
      candidates: ['XAUUSD.m', 'XAUUSD.r'],
    });
  });

  it('has no instrument when only the broker has it', () => {
    const directory = new SymbolDirectory({feed: named('EURUSD'), broker: [gold('XAUUSD')]});
    expect(directory.find('XAUUSD')).toMatchObject({listed: false, verdict: 'unknown', at: 'feed'});
  });

  it('looks for what the user mapped a name to', () => {
    const directory = new SymbolDirectory({
      feed: [],
      broker: [gold('XAUUSD.m'), gold('XAUUSD.r')],
      mapped: {XAUUSD: 'XAUUSD.r'},
    });
    expect(directory.find('XAUUSD')).toEqual(listing('XAUUSD.r', 'XAUUSD.r', 'XAU/USD'));
  });

  it('looks for what the user mapped a name to at the feed and at the broker', () => {
    const directory = new SymbolDirectory({
      feed: named('GOLD', 'SILVER'),
      broker: [gold('XAUUSD.m'), gold('XAUUSD.r')],
      mapped: {XAUUSD: {broker: 'XAUUSD.r'}, yellow: {feed: 'GOLD', broker: 'XAUUSD.m'}},
    });
    expect(directory.find('XAUUSD')).toEqual(listing('GOLD', 'XAUUSD.r', 'XAU/USD'));
    expect(directory.find('yellow')).toEqual(listing('GOLD', 'XAUUSD.m', 'XAU/USD'));
  });

  it('asks a list once for a name that comes again', () => {
    let asked = 0;
    const directory = new SymbolDirectory({
      feed: [],
      broker: [gold('XAUUSD')],
      resolverOf: () => ({
        meaningOf: () => undefined,
        resolve: (query) => {
          asked += 1;
          return {query, verdict: 'resolved', symbol: query, candidates: [query], trace: []};
        },
      }),
    });
    directory.find('XAUUSD');
    directory.find('XAUUSD');
    directory.find('EURUSD');
    expect(asked).toBe(2);
  });
});

describe('AS_WRITTEN', () => {
  it('changes no name', () => {
    expect(AS_WRITTEN.find('xau/usd')).toEqual(listing('xau/usd', 'xau/usd'));
  });
});
