import type {SpellingList} from '../spelling-list.ts';
import {ambiguous, table, UNKNOWN} from './table.ts';

/** Endings that brokers write after all their names. */
const ENDINGS = [
  ...['c', 'm', 'z', 'r', '.r', '.raw', '.pro', '.ecn', '+', '#', '-', '_i'],
  ...['.c', '.m', 'C', 'M', 'pro', '.sml', '.zz', '-VIP', '.cash'],
];

const NAMES = ['EURUSD', 'GBPJPY', 'USDCAD', 'XAUUSD', 'US30', 'USTEC'];

/** Lists whose broker writes the same after every name. */
const EVERYWHERE = ENDINGS.map((ending) =>
  table(`"${ending}" after every name`, NAMES.map((name) => name + ending).join(' '), {
    EURUSD: `EURUSD${ending}`,
    'gbp/jpy': `GBPJPY${ending}`,
    USDCAD: `USDCAD${ending}`,
    GOLD: `XAUUSD${ending}`,
    DJ30: `US30${ending}`,
    US100: `USTEC${ending}`,
    USDCHF: UNKNOWN,
    [`XAUUSD${ending}`]: `XAUUSD${ending}`,
  }),
);

/** What stands after a name: an account, or another contract. */
export const ENDING_TABLES: readonly SpellingList[] = [
  ...EVERYWHERE,
  table('an account on one name only', 'EURUSD.r GBPUSD USDJPY', {EURUSD: 'EURUSD.r', GBPUSD: 'GBPUSD'}),
  table('m on one name only, a mini contract', 'EURUSDm GBPUSD USDJPY XAUUSD', {EURUSD: UNKNOWN}),
  table('c on one name only, a cent contract', 'EURUSDc GBPUSD USDJPY XAUUSD', {EURUSD: UNKNOWN}),
  table('the plain name beside one with an ending', 'XAUUSD XAUUSD.m EURUSD EURUSD.m', {
    XAUUSD: 'XAUUSD',
    eurusd: 'EURUSD',
    'XAUUSD.m': 'XAUUSD.m',
  }),
  table('an ending that elsewhere marks another contract', 'EURUSD EURUSD.x XAUUSD.x GBPUSD.x', {
    EURUSD: 'EURUSD',
    XAUUSD: UNKNOWN,
  }),
  table('two accounts', 'XAUUSD.raw XAUUSD.ecn EURUSD.raw EURUSD.ecn GBPUSD.ecn', {
    XAUUSD: ambiguous('XAUUSD.raw', 'XAUUSD.ecn'),
    GOLD: ambiguous('XAUUSD.raw', 'XAUUSD.ecn'),
    'XAUUSD.ecn': 'XAUUSD.ecn',
    GBPUSD: 'GBPUSD.ecn',
  }),
  table('an account in the plan', 'XAUUSD EURUSD BTCUSD', {
    'XAUUSD.raw': 'XAUUSD',
    'EURUSD.pro': 'EURUSD',
    // A lot of a cent or mini contract is not a lot.
    XAUUSDc: UNKNOWN,
    XAUUSDm: UNKNOWN,
    BTCUSDc: UNKNOWN,
  }),
  table('an ending whose first letter would make another name', 'USTEC.hw STOXX50-ECN EURUSD.hw US30.hw', {
    NAS100: 'USTEC.hw',
    EU50: 'STOXX50-ECN',
  }),
  table('other accounts for other kinds', 'XAUUSD-VIP EURUSD-ECN GBPUSD-ECN US30.cash', {
    XAUUSD: 'XAUUSD-VIP',
    EURUSD: 'EURUSD-ECN',
    US30: 'US30.cash',
  }),
];
