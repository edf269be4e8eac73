import {listOf} from '../tables/table.ts';
import type {Scene} from './scene.ts';

/** Plan's symbol → the feed's and the broker's name, or null where nothing may be traded. */
type Outcomes = Readonly<Record<string, readonly [feedSymbol: string, brokerSymbol: string] | null>>;

function scene(topic: string, lists: Readonly<{feed: string; broker: string}>, outcomes: Outcomes): Scene {
  return {
    topic,
    feed: lists.feed === '' ? [] : listOf(lists.feed, topic),
    broker: lists.broker === '' ? [] : listOf(lists.broker, topic),
    plans: Object.entries(outcomes).map(([symbol, names]) => {
      return {symbol, expected: names === null ? null : {feedSymbol: names[0], brokerSymbol: names[1]}};
    }),
  };
}

/** The same list on both sides. */
function oneList(topic: string, list: string, outcomes: Readonly<Record<string, string | null>>): Scene {
  const both = Object.entries(outcomes).map(([symbol, name]): [string, [string, string] | null] => {
    return [symbol, name === null ? null : [name, name]];
  });
  return scene(topic, {feed: list, broker: list}, Object.fromEntries(both));
}

const OUNCES_AND_GRAMS = `symbol,contractSize,baseCurrency,quoteCurrency
  XAUUSDgr,1,XAU,USD
  XAUUSD.m,100,XAU,USD
  EURUSD.m,100000,EUR,USD
  GBPUSD.m,100000,GBP,USD`;

const EQUAL_CONTRACTS = `symbol,contractSize,baseCurrency,quoteCurrency
  XAUUSD.m,100,XAU,USD
  XAUUSD.r,100,XAU,USD
  EURUSD.m,100000,EUR,USD
  GBPUSD.m,100000,GBP,USD`;

/** Feeds and brokers with lookalikes, and the only right thing to do. */
export const FIXED_SCENES: readonly Scene[] = [
  oneList('gold by the ounce and by the gram', 'XAUUSDgr XAUUSD.m', {XAUUSD: 'XAUUSD.m', GOLD: 'XAUUSD.m'}),
  oneList('the same, with contracts', OUNCES_AND_GRAMS, {
    XAUUSD: 'XAUUSD.m',
    EURUSD: 'EURUSD.m',
    XAUUSDgr: 'XAUUSDgr',
  }),
  oneList('gold by the gram first, and plain', 'XAUUSDgr XAUUSD EURUSD', {XAUUSD: 'XAUUSD', GOLD: 'XAUUSD'}),
  oneList('gold by the gram only', 'XAUUSDgr EURUSD GBPUSD', {XAUUSD: null, GOLD: null, EURUSD: 'EURUSD'}),
  oneList('two equal contracts', EQUAL_CONTRACTS, {XAUUSD: null, GOLD: null, 'XAUUSD.r': 'XAUUSD.r'}),
  scene(
    'grams at the broker only',
    {feed: 'XAUUSD EURUSD', broker: 'XAUUSDgr EURUSD'},
    {
      XAUUSD: null,
      EURUSD: ['EURUSD', 'EURUSD'],
    },
  ),
  scene('grams at the feed only', {feed: 'XAUUSDgr EURUSD', broker: 'XAUUSD EURUSD'}, {XAUUSD: null}),
  scene(
    'other names at the broker',
    {feed: 'XAUUSD US100 EURUSD', broker: 'GOLD.m USTEC.m EURUSD.m XAUUSDgr'},
    {
      XAUUSD: ['XAUUSD', 'GOLD.m'],
      GOLD: ['XAUUSD', 'GOLD.m'],
      NAS100: ['US100', 'USTEC.m'],
      'EUR/USD': ['EURUSD', 'EURUSD.m'],
    },
  ),
  scene(
    'other names at the feed',
    {feed: 'XAU_USD NAS100_USD EUR_USD', broker: 'XAUUSDgr XAUUSD USTEC EURUSD'},
    {
      XAUUSD: ['XAU_USD', 'XAUUSD'],
      EURUSD: ['EUR_USD', 'EURUSD'],
    },
  ),
  scene(
    'other case',
    {feed: 'xauusd eurusd', broker: 'XAUUSD EURUSD'},
    {
      XAUUSD: ['xauusd', 'XAUUSD'],
      eurusd: ['eurusd', 'EURUSD'],
    },
  ),
  oneList('a cent account', 'XAUUSDc EURUSDc BTCUSDc USDCADc', {
    XAUUSD: 'XAUUSDc',
    BTCUSD: 'BTCUSDc',
    USDCAD: 'USDCADc',
    'BTC/USDC': null,
  }),
  oneList('no cent account', 'XAUUSD EURUSD BTCUSD', {XAUUSDc: null, BTCUSDc: null, XAUUSD: 'XAUUSD'}),
  oneList('an exchange', 'BTCUSDC BTCUSDT ETHBTC 1000PEPEUSDT', {
    BTCUSD: null,
    'BTC/USDC': 'BTCUSDC',
    BTCUSDT: 'BTCUSDT',
    ETHBTC: 'ETHBTC',
    PEPEUSDT: null,
  }),
  scene(
    'an exchange for a feed, a broker whose list ends in C',
    {feed: 'BTCUSDC BTCUSDT ETHUSDC SOLUSDC', broker: 'BTCUSDC EURUSDC USDJPYC XAUUSDC'},
    {BTCUSD: null, 'BTC/USDC': null},
  ),
  scene(
    'a feed in dollars, a broker whose list ends in C',
    {feed: 'BTCUSD BTCUSDC.x EURUSD', broker: 'BTCUSDC EURUSDC USDJPYC XAUUSDC'},
    {BTCUSD: ['BTCUSD', 'BTCUSDC'], EURUSD: ['EURUSD', 'EURUSDC']},
  ),
  oneList('multiples', 'US30_x10m US30 USTEC_x10m', {US30: 'US30', DJ30: 'US30', USTEC: null}),
  oneList('futures', 'XAUUSD-F XAUUSD US30_Z5 EURUSD', {XAUUSD: 'XAUUSD', US30: null}),
  oneList('words with several meanings', 'USOIL UKOIL US30 #DOW', {
    OIL: null,
    DOW: null,
    WTI: 'USOIL',
    US30: 'US30',
  }),
  oneList('shares', 'AAPL MSFT GOLD XAUUSD EURUSD', {GOLD: null, XAUUSD: 'XAUUSD', AAPL: 'AAPL'}),
  oneList('one index under two names', 'NAS100 USTEC US30', {US100: null, USTEC: 'USTEC', NAS100: 'NAS100'}),
  scene(
    'a feed that says nothing of its names',
    {feed: '', broker: 'XAUUSDgr XAUUSD EURUSD'},
    {XAUUSDx: null},
  ),
  {
    ...scene(
      'a name of the user’s own',
      {feed: 'XAUUSD EURUSD', broker: 'XAUUSDgr XAUUSD.q EURUSD'},
      {
        metal: ['XAUUSD', 'XAUUSD.q'],
        grams: ['XAUUSD', 'XAUUSDgr'],
        XAUUSD: null,
      },
    ),
    mapped: {
      metal: {feed: 'XAUUSD', broker: 'XAUUSD.q'},
      grams: {feed: 'XAUUSD', broker: 'XAUUSDgr'},
    },
  },
];
