import type {SpellingList} from '../spelling-list.ts';
import {ambiguous, table, UNKNOWN} from './table.ts';

/** Case, separators and signs: the same instrument, written otherwise. */
export const SPELLING_TABLES: readonly SpellingList[] = [
  table('plain names, asked in other ways', 'EURUSD XAUUSD BTCUSD US30', {
    eurusd: 'EURUSD',
    'EUR/USD': 'EURUSD',
    'EUR-USD': 'EURUSD',
    eur_usd: 'EURUSD',
    'XAU/USD': 'XAUUSD',
    'BTC-USD': 'BTCUSD',
    us30: 'US30',
    EURUS: UNKNOWN,
    EURUSDX: UNKNOWN,
    GBPUSD: UNKNOWN,
  }),
  table('separators in the list', 'EUR/USD GBP-USD XAU_USD BTC/USD', {
    EURUSD: 'EUR/USD',
    GBPUSD: 'GBP-USD',
    GOLD: 'XAU_USD',
    btcusd: 'BTC/USD',
    USDEUR: UNKNOWN,
  }),
  table('small letters in the list', 'eurusd gbpusd xauusd usdcad', {
    EURUSD: 'eurusd',
    'XAU/USD': 'xauusd',
    USDCAD: 'usdcad',
  }),
  table('two that differ in case only', 'EURUSD eurusd GBPUSD', {
    EURUSD: 'EURUSD',
    eurusd: 'eurusd',
    'EUR/USD': ambiguous('EURUSD', 'eurusd'),
    gbpusd: 'GBPUSD',
  }),
  table('signs before names', '#US30 #US500 #DE40 EURUSD', {US30: '#US30', SPX500: '#US500', DAX40: '#DE40'}),
  table('a dot before names', '.US30Cash .US500Cash .DE40Cash', {US30: '.US30Cash', GER40: '.DE40Cash'}),
  table('signs after names', 'EURUSD! XAUUSD! US30!', {EURUSD: 'EURUSD!', GOLD: 'XAUUSD!', US30: 'US30!'}),
  table('signs within names', '\nS&P500\nFTSE100\nVolatility 75 Index\nBTC/USDT:USDT\nBTC/USDT\n', {
    US500: 'S&P500',
    UK100: 'FTSE100',
    VOL75: 'Volatility 75 Index',
    BTCUSDT: 'BTC/USDT',
    VIX: UNKNOWN,
  }),
  table('two signs after names', 'GOLD.i# SILVER.i# EURUSD.i#', {XAUUSD: 'GOLD.i#', EURUSD: 'EURUSD.i#'}),
];
