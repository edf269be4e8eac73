import type {SpellingList} from '../spelling-list.ts';
import {ambiguous, table, UNKNOWN} from './table.ts';

/** Instruments that go by several names. */
export const ALIAS_TABLES: readonly SpellingList[] = [
  table('metals by code', 'XAUUSD XAGUSD XPTUSD EURUSD', {
    GOLD: 'XAUUSD',
    gold: 'XAUUSD',
    SILVER: 'XAGUSD',
    PLATINUM: 'XPTUSD',
    PALLADIUM: UNKNOWN,
    COPPER: UNKNOWN,
  }),
  table('metals by word', 'GOLD SILVER EURUSD', {XAUUSD: 'GOLD', XAGUSD: 'SILVER', 'XAU/USD': 'GOLD'}),
  table('metals by both', 'GOLD XAUUSD.r EURUSD.r', {XAUUSD: ambiguous('GOLD', 'XAUUSD.r'), GOLD: 'GOLD'}),
  table('gold in other currencies', 'XAUEUR XAUAUD XAUJPY', {
    XAUUSD: UNKNOWN,
    GOLD: UNKNOWN,
    'XAU/EUR': 'XAUEUR',
  }),
  table('indexes', 'NAS100 DJ30 GER40 FTSE100 JPN225 SPX500', {
    USTEC: 'NAS100',
    US100: 'NAS100',
    US30: 'DJ30',
    WS30: 'DJ30',
    DE40: 'GER40',
    GER30: 'GER40',
    DAX: 'GER40',
    UK100: 'FTSE100',
    JP225: 'JPN225',
    US500: 'SPX500',
    SP500: 'SPX500',
    US2000: UNKNOWN,
  }),
  table('one index under two names', 'NAS100 USTEC US30', {
    US100: ambiguous('NAS100', 'USTEC'),
    NAS100: 'NAS100',
    USTEC: 'USTEC',
  }),
  table('oil', 'USOIL UKOIL EURUSD', {
    WTI: 'USOIL',
    XTIUSD: 'USOIL',
    BRENT: 'UKOIL',
    XBRUSD: 'UKOIL',
    // Either, to one person or another.
    OIL: ambiguous('USOIL', 'UKOIL'),
    NATGAS: UNKNOWN,
  }),
  table('oil by code', 'XTIUSD XBRUSD XNGUSD', {USOIL: 'XTIUSD', BRENT: 'XBRUSD', NATGAS: 'XNGUSD'}),
  table('words with several meanings', 'US30 #DOW USOIL EURUSD', {
    DOW: ambiguous('US30', '#DOW'),
    OIL: ambiguous('USOIL'),
    US30: 'US30',
  }),
  table('coins by word', 'Bitcoin BitcoinCash Ethereum', {
    BTCUSD: 'Bitcoin',
    BCHUSD: 'BitcoinCash',
    ETHUSD: 'Ethereum',
    ETCUSD: UNKNOWN,
  }),
];
