import type {SpellingList} from '../spelling-list.ts';
import {ambiguous, table, REFUSED, UNKNOWN} from './table.ts';

/** Names that hold another's name and are not it. */
export const OTHER_CONTRACT_TABLES: readonly SpellingList[] = [
  table('gold by the gram first', 'XAUUSDgr XAUUSD EURUSD', {XAUUSD: 'XAUUSD', GOLD: 'XAUUSD'}),
  table('gold by the gram beside an account', 'XAUUSDgr XAUUSD.m', {XAUUSD: 'XAUUSD.m', GOLD: 'XAUUSD.m'}),
  table('gold by the gram only', 'XAUUSDgr EURUSD GBPUSD', {
    XAUUSD: UNKNOWN,
    GOLD: UNKNOWN,
    XAUUSDgr: 'XAUUSDgr',
  }),
  table('grams and ounces of all metals', 'XAUUSDgr XAGUSDgr XPTUSDgr XAUUSDoz', {XAUUSD: UNKNOWN}),
  table('multiples', 'US30_x10m US30_x100 EURUSD_x10m', {US30: UNKNOWN, EURUSD: UNKNOWN}),
  table('a whole list of multiples', 'US30_x10m EURUSD_x10m XAUUSD_x10m GBPUSD_x10m USDJPY_x10m', {
    US30: UNKNOWN,
    EURUSD: UNKNOWN,
    GOLD: UNKNOWN,
    US30_x10m: 'US30_x10m',
  }),
  table('an ending that only metals have', 'XAUUSD.q XAGUSD.q XPTUSD.q EURUSD GBPUSD', {
    XAUUSD: UNKNOWN,
    SILVER: UNKNOWN,
    EURUSD: 'EURUSD',
  }),
  table('an ending that only indexes have', 'US30.q US500.q DE40.q EURUSD GBPUSD', {US30: UNKNOWN}),
  table('a multiple first', 'US30_x10m US30 EURUSD', {US30: 'US30', DJ30: 'US30'}),
  table('thousands of a coin', '1000PEPEUSDT 1000SHIBUSDT SHIB1000USDT kBONKUSDT BTCUSDT', {
    PEPEUSDT: UNKNOWN,
    SHIBUSDT: UNKNOWN,
    BONKUSDT: UNKNOWN,
    '1000PEPEUSDT': '1000PEPEUSDT',
  }),
  table('a coin and a thousand of it', '1000PEPEUSDT PEPEUSDT', {
    PEPEUSDT: 'PEPEUSDT',
    'PEPE/USDT': 'PEPEUSDT',
  }),
  table('futures', 'XAUUSD-F US30_Z5 US500-Z25 BRENT_H6', {
    XAUUSD: UNKNOWN,
    US30: UNKNOWN,
    US500: UNKNOWN,
    BRENT: UNKNOWN,
  }),
  table('a future first', 'US30_Z5 US30 XAUUSD-F XAUUSD', {US30: 'US30', XAUUSD: 'XAUUSD'}),
  table('perpetuals', 'BTCUSDT_PERP BTC/USDT:USDT ETHUSDT', {BTCUSDT: UNKNOWN, ETHUSDT: 'ETHUSDT'}),
  table('wrapped and leveraged coins', 'WBTCUSDT BTCUPUSDT BTC3LUSDT STETHUSDT XRPUSDT', {
    BTCUSDT: UNKNOWN,
    ETHUSDT: UNKNOWN,
    XRPUSDT: 'XRPUSDT',
  }),
  table('minis', 'EURUSDmini GBPUSDmini USDJPY XAUUSD US30', {EURUSD: UNKNOWN, USDJPY: 'USDJPY'}),
  table('one after another in the alphabet', 'EURUSD.otc EURUSDT GBPUSDmicro USDCHFx USDJPY', {
    EURUSD: UNKNOWN,
    GBPUSD: UNKNOWN,
    USDCHF: REFUSED,
    'EUR/USDT': 'EURUSDT',
  }),
  table('tokens are not dollars', 'XAUUSDT EURUSDT BTCUSDT', {
    XAUUSD: UNKNOWN,
    EURUSD: UNKNOWN,
    BTCUSD: UNKNOWN,
    BTCUSDT: 'BTCUSDT',
  }),
  table('shares by ticker', 'AAPL MSFT GOLD XAUUSD EURUSD', {
    XAUUSD: 'XAUUSD',
    AAPL: 'AAPL',
    GOLD: ambiguous('GOLD', 'XAUUSD'),
  }),
  table('shares with a mark', '#AAPL #GOLD XAUUSD EURUSD', {
    XAUUSD: 'XAUUSD',
    AAPL: '#AAPL',
    '#GOLD': '#GOLD',
  }),
  table('shares and no metal', 'AAPL MSFT GOLD CORN EURUSD', {XAUUSD: UNKNOWN, AAPL: 'AAPL'}),
  table(
    'gold by the ounce and by the gram, by their contracts',
    `symbol,contractSize,baseCurrency,quoteCurrency
     XAUUSD.g,1,XAU,USD
     XAUUSD.k,100,XAU,USD
     EURUSD.k,100000,EUR,USD
     GBPUSD.k,100000,GBP,USD`,
    {XAUUSD: 'XAUUSD.k', EURUSD: 'EURUSD.k'},
  ),
  table(
    'the very name in another currency',
    `symbol;digits;contractSize;baseCurrency;quoteCurrency
     XAUUSD;2;100;XAU;EUR
     EURUSD;5;100000;EUR;USD`,
    {XAUUSD: UNKNOWN, EURUSD: 'EURUSD'},
  ),
  table(
    'a tenth of the rest',
    `symbol,contractSize
     EURUSD.r,100000
     GBPUSD.r,100000
     USDJPY.r,100000
     AUDUSD.r,10000`,
    {AUDUSD: UNKNOWN, GBPUSD: 'GBPUSD.r'},
  ),
  table(
    'a cent account by its contracts',
    `symbol,contractSize
     EURUSD.c,1000
     GBPUSD.c,1000
     XAUUSD.c,1`,
    {EURUSD: 'EURUSD.c', XAUUSD: 'XAUUSD.c'},
  ),
  table(
    'two equal contracts',
    `symbol,contractSize,baseCurrency,quoteCurrency
     XAUUSD.m,100,XAU,USD
     XAUUSD.r,100,XAU,USD
     EURUSD.m,100000,EUR,USD
     EURUSD.r,100000,EUR,USD`,
    {XAUUSD: ambiguous('XAUUSD.m', 'XAUUSD.r'), GOLD: ambiguous('XAUUSD.m', 'XAUUSD.r')},
  ),
];
