import type {SpellingList} from '../spelling-list.ts';
import {ambiguous, table, REFUSED, UNKNOWN} from './table.ts';

/** Names with a C at the end or several of them: part of a currency, a token, a cent account, an ending. */
export const TABLES_IN_C: readonly SpellingList[] = [
  table('C as part of a currency', 'USDCAD USDCHF CADCHF USDCNH AUDCAD EURCZK CHFJPY', {
    USDCAD: 'USDCAD',
    USDCHF: 'USDCHF',
    CADCHF: 'CADCHF',
    'cad/chf': 'CADCHF',
    USDCNH: 'USDCNH',
    EURCZK: 'EURCZK',
    USDC: UNKNOWN,
    USDCA: UNKNOWN,
    USDHF: UNKNOWN,
    CHFCAD: UNKNOWN,
  }),
  table('a cent account', 'BTCUSDc EURUSDc XAUUSDc USDCADc CADCHFc USDCNHc USTECc', {
    BTCUSD: 'BTCUSDc',
    XAUUSD: 'XAUUSDc',
    USDCAD: 'USDCADc',
    CADCHF: 'CADCHFc',
    USDCNH: 'USDCNHc',
    NAS100: 'USTECc',
    BTCUSDc: 'BTCUSDc',
    // Bitcoin in the token USDC is another instrument.
    BTCUSDC: UNKNOWN,
    'BTC/USDC': UNKNOWN,
  }),
  table('the whole list ends in C', 'BTCUSDC EURUSDC XAUUSDC USDJPYC USDCADC CADCHFC US30C', {
    BTCUSD: 'BTCUSDC',
    EURUSD: 'EURUSDC',
    USDCAD: 'USDCADC',
    CADCHF: 'CADCHFC',
    US30: 'US30C',
    'BTC/USDC': UNKNOWN,
    'EUR/USDC': UNKNOWN,
  }),
  table('an exchange', 'BTCUSDC BTCUSDT ETHUSDC SOLUSDC ETHBTC', {
    BTCUSDC: 'BTCUSDC',
    'BTC/USDC': 'BTCUSDC',
    btcusdc: 'BTCUSDC',
    'eth-usdc': 'ETHUSDC',
    BTCUSDT: 'BTCUSDT',
    BTCUSD: UNKNOWN,
    SOLUSD: UNKNOWN,
    ETHUSD: UNKNOWN,
    SOLUSDT: UNKNOWN,
    // A cent contract, which an exchange does not have.
    BTCUSDc: UNKNOWN,
  }),
  table('an exchange with one token', 'BTCUSDC ETHUSDC SOLUSDC ADAUSDC DOGEUSDC', {
    'BTC/USDC': 'BTCUSDC',
    ETHUSDC: 'ETHUSDC',
    BTCUSD: UNKNOWN,
    'ETH/USD': UNKNOWN,
  }),
  table('an exchange with separators', 'BTC-USDC ETH-USDC BTC-USD CRO-USDC', {
    BTCUSDC: 'BTC-USDC',
    BTCUSD: 'BTC-USD',
    ETHUSD: UNKNOWN,
    CROUSDC: 'CRO-USDC',
  }),
  table('coins and dollars, all in C', 'BTCUSDC ETHUSDC EURUSDC GBPUSDC', {
    BTCUSD: ambiguous('BTCUSDC'),
    'BTC/USDC': ambiguous('BTCUSDC'),
    BTCUSDC: 'BTCUSDC',
  }),
  table('most of the list in C, and not the whole', 'BTCUSDC USDJPYC EURUSDC GBPUSDC XAUUSD US30', {
    BTCUSD: ambiguous('BTCUSDC'),
    'BTC/USDC': ambiguous('BTCUSDC'),
    USDJPY: REFUSED,
    XAUUSD: 'XAUUSD',
  }),
  table('a token that nobody knows', 'BTCUSDW ETHUSDW SOLUSDW EURUSD', {BTCUSD: UNKNOWN, ETHUSD: UNKNOWN}),
  table('coins in coins', 'ETHBTC LTCBTC BCHBTC ADABTC BTCUSDT ETCUSDT', {
    ETHBTC: 'ETHBTC',
    'ltc/btc': 'LTCBTC',
    BCHBTC: 'BCHBTC',
    ETCUSDT: 'ETCUSDT',
    ETHBT: UNKNOWN,
    LTCBT: UNKNOWN,
    BTCETH: UNKNOWN,
    ETCBTC: UNKNOWN,
  }),
  table('codes of nothing but C', 'CCUSD CUSD CCUSDC ACCUSD EURUSD', {
    CCUSD: 'CCUSD',
    'CC/USD': 'CCUSD',
    CUSD: 'CUSD',
    CCUSDC: 'CCUSDC',
    ACCUSD: 'ACCUSD',
    CCCUSD: UNKNOWN,
    AUSD: UNKNOWN,
  }),
  table('indexes and goods in C', 'USTEC CAC40 EURUSD', {
    USTEC: 'USTEC',
    NAS100: 'USTEC',
    USTE: UNKNOWN,
    CAC40: 'CAC40',
    FR40: 'CAC40',
    AC40: UNKNOWN,
  }),
  table('tickers in C', 'ACC BAC KLAC AAPL EURUSD', {
    ACC: 'ACC',
    BAC: 'BAC',
    KLAC: 'KLAC',
    AC: REFUSED,
    BA: REFUSED,
    KLA: REFUSED,
  }),
  table(
    'BTCUSDC, decided by its contract',
    `symbol,contractSize,baseCurrency,quoteCurrency
     BTCUSDC,1,BTC,USD
     ETHUSDC,1,ETH,USDC
     EURUSD,100000,EUR,USD`,
    {BTCUSD: 'BTCUSDC', 'BTC/USDC': UNKNOWN, 'ETH/USDC': 'ETHUSDC', ETHUSD: UNKNOWN},
  ),
  table(
    'the whole list ends in C, and one contract is a tenth of the others',
    `symbol,contractSize
     EURUSDC,100000
     GBPUSDC,100000
     USDJPYC,100000
     GBPJPYC,100000
     AUDUSDC,10000`,
    {EURUSD: 'EURUSDC', AUDUSD: UNKNOWN},
  ),
];
