import {describe, expect, it} from 'vitest';
import {SymbolResolver} from '../../../src/market/symbol/symbol-resolver.ts';
import {contract, listOf, resolveIn} from './lists.ts';

/** Rows: the broker's list; names and what each is answered with. */
type Case = readonly [list: string, answers: Readonly<Record<string, string>>];

const CENT = 'XAUUSDc|BTCUSDc|EURUSDc|USDCADc|USDCHFc';
const ALL_IN_C = 'BTCUSDC|EURUSDC|XAUUSDC|USDJPYC|US30C';
const EXCHANGE = 'BTCUSDC|ETHUSDC|SOLUSDC|EURUSDC|BTCUSDT';

const CASES: Readonly<Record<string, readonly Case[]>> = {
  'case and separators': [
    ['XAUUSD|EURUSD', {xauusd: 'XAUUSD', 'EUR/USD': 'EURUSD', XAU_USD: 'XAUUSD', ' EURUSD ': 'EURUSD'}],
    ['EUR/USD|BTC-USD|XAU_USD', {EURUSD: 'EUR/USD', BTCUSD: 'BTC-USD', GOLD: 'XAU_USD'}],
    ['EURUSD|eurusd', {EURUSD: 'EURUSD', 'eur/usd': 'ambiguous: EURUSD eurusd'}],
    ['btcusdt|iostht|ada_qc', {BTCUSDT: 'btcusdt', IOSTHT: 'iostht', ADAQC: 'ada_qc', BTCUSD: 'unknown'}],
  ],
  'endings that the list teaches': [
    [
      'EURUSD.sml|GBPUSD.sml|USOIL.sml|USDCHF|US100',
      {GBPUSD: 'GBPUSD.sml', WTI: 'USOIL.sml', USDCHF: 'USDCHF'},
    ],
    ['US30.hw|NASDAQ.hw|S&P500.hw|USOUSD.hw', {US500: 'S&P500.hw', US100: 'NASDAQ.hw', WTIUSD: 'USOUSD.hw'}],
    ['EURUSD.SB|GBPUSD.SB|XAUUSD.SB|US30.SB', {GOLD: 'XAUUSD.SB'}],
    [
      'XAUUSD-VIP|EURUSD-ECN|US30.s|US500.s|NAS100.s',
      {XAUUSD: 'XAUUSD-VIP', EURUSD: 'EURUSD-ECN', US30: 'unknown'},
    ],
    ['USTECm|US30m|XAUUSDm|EURUSDm|VIX_Z3', {NAS100: 'USTECm', GOLD: 'XAUUSDm', VIX: 'unknown'}],
    ['EURUSDPRO|XAUUSDPRO|BTCUSDPRO', {EURUSD: 'EURUSDPRO', GOLD: 'XAUUSDPRO', BTCUSD: 'BTCUSDPRO'}],
    ['IBUS500|IBDE40|IBGB100|IBUST100', {US500: 'IBUS500', UK100: 'IBGB100', NAS100: 'IBUST100'}],
    ['tBTCUSD|tBTCUST|tETHBTC|tBTC:XAUT', {BTCUSD: 'tBTCUSD', BTCUSDT: 'tBTCUST', ETHBTC: 'tETHBTC'}],
    ['mEURUSD|mGBPUSD|mXAUUSD|mUSDJPY', {GOLD: 'mXAUUSD'}],
    ['JPYUSD-PERP|EURUSD-PERP|XAU-PERP', {EURUSD: 'EURUSD-PERP', XAUUSD: 'XAU-PERP', USDJPY: 'unknown'}],
    ['Corn_H4|Wheat_H4|Sugar_H4|EURUSD', {CORN: 'Corn_H4'}],
    ['USTEC.hw|US30.hw|EURUSD.hw', {NAS100: 'USTEC.hw'}],
    ['STOXX50-ECN|EURUSD-ECN', {EU50: 'STOXX50-ECN'}],
    ['Coffee-Cash|EURUSD', {COFFEE: 'Coffee-Cash'}],
    ['Corn_H4|Corn_K4|Wheat_H4|Sugar_H4', {CORN: 'ambiguous: Corn_H4 Corn_K4', WHEAT: 'Wheat_H4'}],
  ],
  'one ending, several contracts': [
    ['XAUUSD.m|XAUUSDgr', {XAUUSD: 'XAUUSD.m', GOLD: 'XAUUSD.m'}],
    ['XAUUSDgr|XAGUSDgr|XPTUSDgr', {XAUUSD: 'unknown'}],
    ['XAUUSDg|XAGUSDg|XPTUSDg|EURUSD|GBPUSD', {XAUUSD: 'unknown'}],
    ['XAUUSD.q|XAGUSD.q|XPTUSD.q|EURUSD|GBPUSD', {XAUUSD: 'unknown'}],
    ['US30_x10m|EURUSD_x10m|XAUUSD_x10m', {US30: 'unknown', XAUUSD: 'unknown', US30_x10m: 'US30_x10m'}],
    ['EURUSDmini|GBPUSDmini|USDJPY|XAUUSD|US30', {EURUSD: 'unknown'}],
    ['EURUSD|EURUSD.m|XAUUSD.m|GBPUSD.m', {EURUSD: 'EURUSD', XAUUSD: 'unknown'}],
    ['XAUUSD-F|XAUUSD-Z25|XAUUSD_250328|GOLD24-7', {XAUUSD: 'unknown'}],
    ['BTCUSDPERP|ETHUSDPERP|EURUSD', {BTCUSD: 'unknown'}],
    ['US30xx|US500xx|DE40xx|US30yy|EURUSD', {US30: 'unknown'}],
    ['US30.q|US500.q|DE40.q|EURUSD|GBPUSD', {US30: 'unknown', EURUSD: 'EURUSD'}],
    ['EURUSD_otc|GBPUSD_otc|XAUUSD_otc', {EURUSD: 'unknown'}],
    [
      'EURUSD.spa|EURUSD.mpa|GBPUSD.spa|GBPUSD.mpa|USDJPY.spa|USDJPY.mpa|XPDUSD.spa',
      {
        EURUSD: 'ambiguous: EURUSD.mpa EURUSD.spa',
        XPDUSD: 'XPDUSD.spa',
      },
    ],
    ['XAUUSD|BTCUSD', {XAUUSDc: 'unknown', XAUUSDm: 'unknown', XAUUSDgr: 'unknown', 'XAUUSD.raw': 'XAUUSD'}],
  ],
  'a name that ends in C': [
    [CENT, {BTCUSD: 'BTCUSDc', BTCUSDC: 'unknown', btcusdc: 'unknown', USDCAD: 'USDCADc', USDCHF: 'USDCHFc'}],
    [ALL_IN_C, {BTCUSD: 'BTCUSDC', 'BTC/USDC': 'unknown', EURUSD: 'EURUSDC', US30: 'US30C'}],
    [EXCHANGE, {BTCUSD: 'unknown', 'BTC/USDC': 'BTCUSDC', EURUSD: 'unknown', BTCUSDT: 'BTCUSDT'}],
    ['BTCUSDC|ETHUSDC|EURUSDC|GBPUSDC', {BTCUSD: 'ambiguous: BTCUSDC', 'BTC/USDC': 'ambiguous: BTCUSDC'}],
    ['BTCUSDC|XAUUSDC|EURUSDC|GBPUSDC', {BTCUSD: 'ambiguous: BTCUSDC', BTCUSDC: 'BTCUSDC'}],
    ['EURUSDT|GBPUSDT|XAUUSDT|BTCUSDT', {BTCUSD: 'unknown', 'BTC/USDT': 'BTCUSDT', EURUSD: 'unknown'}],
    ['ADABTC|ETHBTC|ADAUSDT', {'ADA/BTC': 'ADABTC', ADABT: 'unknown', ADAUSD: 'unknown'}],
    ['BTCUSDX|ETHUSDX|EURUSD', {BTCUSD: 'unknown'}],
    ['XAUUSDT|XAUTUSDT', {XAUUSD: 'unknown', GOLD: 'unknown', XAUUSDT: 'XAUUSDT'}],
  ],
  'other names of the same': [
    ['NAS100|USTEC|US30', {US100: 'ambiguous: NAS100 USTEC', NAS100: 'NAS100'}],
    [
      'GER30|USOIL|UKOIL|#Japan225|.USTECHCash',
      {
        DE40: 'GER30',
        DAX: 'GER30',
        BRENTUSD: 'UKOIL',
        JP225: '#Japan225',
        NDX: '.USTECHCash',
      },
    ],
    ['USOIL|UKOIL', {OIL: 'ambiguous: UKOIL USOIL', CL_BRENT: 'UKOIL'}],
    ['USOIL|EURUSD', {OIL: 'ambiguous: USOIL', WTI: 'USOIL'}],
    ['Bitcoin|BitcoinCash|Ethereum Classic', {BTCUSD: 'Bitcoin', BCHUSD: 'BitcoinCash', ETHUSD: 'unknown'}],
    ['US30CASH|US500CASH|DE40CASH|BITCOINCASH', {BTCUSD: 'unknown', US30: 'US30CASH'}],
    [
      'XXBTZUSD|XETHXXBT|ZEURZUSD|XDGUSD',
      {BTCUSD: 'XXBTZUSD', ETHBTC: 'XETHXXBT', EURUSD: 'ZEURZUSD', DOGEUSD: 'XDGUSD'},
    ],
    [
      'USDT_BTC|USDT_ETH|BTC_ETH',
      {BTCUSDT: 'USDT_BTC', ETHBTC: 'BTC_ETH', BTCETH: 'unknown', 'BTC/ETH': 'unknown', BTC_ETH: 'BTC_ETH'},
    ],
    ['USDT_BTC|EURUSD', {BTCUSDT: 'unknown'}],
    ['US30USD|US30EUR', {US30: 'US30USD', 'US30/EUR': 'US30EUR'}],
    ['XAUEUR|XAUAUD', {XAUUSD: 'unknown', GOLD: 'unknown'}],
    ['CL|NG|ES|YM|GC', {WTIUSD: 'CL', US30: 'YM'}],
    ['CL|NG|ES|SI|AAPL|MSFT|XOM|KO|PEP', {WTI: 'unknown', US500: 'unknown', CL: 'CL'}],
  ],
  'something else with a similar name': [
    [
      '1000PEPEUSDT|SHIB1000USDT|kBONKUSDT|BTCUSDT',
      {PEPEUSDT: 'unknown', SHIBUSDT: 'unknown', BONKUSDT: 'unknown'},
    ],
    ['BTCUP/USDT|BTC3L/USDT|WBTC/USDT|ETH/USDT', {BTCUSDT: 'unknown', ETHUSDT: 'ETH/USDT'}],
    ['ETHBTCUSDT|BTCUSDT', {ETHBTC: 'unknown', BTCUSDT: 'BTCUSDT'}],
    ['BTC/USDT:USDT|BTC/USDT', {BTCUSDT: 'BTC/USDT'}],
    ['BTC/USDT:USDT|ETH/USDT', {BTCUSDT: 'unknown'}],
    ['ETH-26JUN26-16000-P|BTCUSD_PERP|BTC-USD', {ETHUSDC: 'unknown', BTCUSD: 'BTC-USD'}],
    ['Volatility 75 Index|Volatility 75 (1s) Index', {VOL75: 'Volatility 75 Index', VIX: 'unknown'}],
    ['mBTCUSD|EURUSD|GBPUSD', {BTCUSD: 'unknown'}],
  ],
  shares: [
    ['GOLD|#GOLD|#AAPL', {XAUUSD: 'GOLD', GOLD: 'GOLD', '#GOLD': '#GOLD', AAPL: '#AAPL'}],
    ['XAUUSD|GOLD.US|AAPL.OQ', {GOLD: 'ambiguous: GOLD.US XAUUSD', XAUUSD: 'XAUUSD', AAPL: 'AAPL.OQ'}],
    ['AAPL|UBER|GOLD|XAUUSD', {GOLD: 'ambiguous: GOLD XAUUSD', XAUUSD: 'XAUUSD', UBER: 'UBER'}],
    ['AAPL|MSFT|GOLD|EURUSD', {XAUUSD: 'unknown', aapl: 'AAPL'}],
    ['GOLDm|AAPLm|TSLAm|EURUSDm|USDJPYm', {XAUUSD: 'unknown', AAPL: 'AAPLm', EURUSD: 'EURUSDm'}],
    ['US30|#DOW', {DOW: 'ambiguous: #DOW US30', DJ30: 'US30'}],
    ['GOLDM|WTIM|EURUSDM|USDJPYM|GBPUSDM|XAGUSDM', {XAUUSD: 'GOLDM', WTI: 'WTIM'}],
    ['GOLDM|AAPLM|EURUSDM|USDJPYM|GBPUSDM|XAGUSDM', {XAUUSD: 'unknown'}],
    ['DASH|UBER|EURUSD', {DASHUSD: 'unknown'}],
    ['DASH|BTC|ETH', {DASHUSD: 'DASH'}],
    ['BarrickGold|GOLD.i#', {XAUUSD: 'GOLD.i#'}],
  ],
};

const ROWS = Object.entries(CASES).flatMap(([topic, cases]) =>
  cases.flatMap(([list, answers]) =>
    Object.entries(answers).map(([name, answer]) => ({topic, list, name, answer})),
  ),
);

describe('SymbolResolver', () => {
  it.each(ROWS)('$topic: answers $name in $list with $answer', ({list, name, answer}) => {
    expect(resolveIn(listOf(list), name)).toBe(answer);
  });

  it('shows lookalikes first as the nearest, and says why they are not it', () => {
    const {verdict, candidates, trace} = new SymbolResolver(listOf('XAUEUR|XAUUSDgr')).resolve('XAUUSD');
    expect({verdict, first: candidates[0]}).toEqual({verdict: 'unknown', first: 'XAUUSDgr'});
    expect(trace.join('\n')).toContain('"XAUUSDgr" is not taken: "gr" marks another contract than XAUUSD');
  });

  it('answers nothing to an empty name and in an empty list', () => {
    expect(resolveIn(listOf('XAUUSD'), '')).toBe('unknown');
    expect(resolveIn([], 'XAUUSD')).toBe('unknown');
  });
});

describe('SymbolResolver with contract facts', () => {
  const gold = {digits: 2, contractSize: 100, baseCurrency: 'XAU', quoteCurrency: 'USD'};

  it('refuses an exact name whose contract is in another currency', () => {
    expect(resolveIn([contract('XAUUSD', {...gold, quoteCurrency: 'EUR'})], 'XAUUSD')).toBe('unknown');
  });

  it('says nothing against a contract for difference whose base is given as its quote', () => {
    expect(resolveIn([contract('XAUUSD.r', {...gold, baseCurrency: 'USD'})], 'XAUUSD')).toBe('XAUUSD.r');
  });

  it('takes an ending that nobody knows when currencies and size are those of the instrument', () => {
    const list = [contract('XAUUSD.zz', gold), contract('XAUUSD.yy', {...gold, contractSize: 10})];
    expect(resolveIn(list, 'XAUUSD')).toBe('XAUUSD.zz');
  });

  it('refuses a contract of another size than the rest of the list has', () => {
    const pair = (symbol: string, contractSize: number) => contract(symbol, {contractSize});
    const list = [pair('XAUUSD.m', 1), pair('EURUSD.m', 100_000), pair('GBPUSD.m', 100_000)];
    expect(resolveIn(list, 'XAUUSD')).toBe('unknown');
    expect(resolveIn(list, 'EURUSD')).toBe('EURUSD.m');
  });

  it('knows a cent account by all sizes being a hundredth', () => {
    const pair = (symbol: string, contractSize: number) => contract(symbol, {contractSize});
    const list = [pair('XAUUSDc', 1), pair('EURUSDc', 1000), pair('GBPUSDc', 1000)];
    expect(resolveIn(list, 'XAUUSD')).toBe('XAUUSDc');
  });

  it('decides by the quote currency what BTCUSDC is', () => {
    const bitcoin = (quoteCurrency: string) => [
      contract('BTCUSDC', {baseCurrency: 'BTC', quoteCurrency}),
      ...listOf('EURUSD|ETHUSDT'),
    ];
    expect(resolveIn(bitcoin('USD'), 'BTCUSD')).toBe('BTCUSDC');
    expect(resolveIn(bitcoin('USD'), 'BTC/USDC')).toBe('unknown');
    expect(resolveIn(bitcoin('USDC'), 'BTC/USDC')).toBe('BTCUSDC');
  });

  it('refuses a pair with digits that it cannot have', () => {
    expect(resolveIn([contract('USDJPY.r', {digits: 5})], 'USDJPY')).toBe('unknown');
    expect(resolveIn([contract('EURUSD.r', {digits: 1})], 'EURUSD')).toBe('unknown');
  });

  it('refuses another size also where the whole list ends in C', () => {
    const list = [
      ...['USDJPYC', 'GBPJPYC', 'EURUSDC', 'GBPUSDC'].map((name) => contract(name, {contractSize: 100_000})),
      contract('AUDUSDC', {contractSize: 10_000}),
    ];
    expect(resolveIn(list, 'EURUSD')).toBe('EURUSDC');
    expect(resolveIn(list, 'AUDUSD')).toBe('unknown');
  });

  it('does not take a share for the index of its name when its contract is in another currency', () => {
    const list = [...listOf('AAPL|MSFT|EURUSD'), contract('DAX', {quoteCurrency: 'USD'})];
    expect(resolveIn(list, 'DAX')).toBe('ambiguous: DAX');
    expect(resolveIn([...listOf('AAPL|MSFT|EURUSD'), contract('DAX', {quoteCurrency: 'EUR'})], 'DAX')).toBe(
      'DAX',
    );
  });

  it('prefers the size of the plain name among several of one meaning', () => {
    const list = [
      contract('Gold', {contractSize: 100}),
      contract('XAGUSD', {contractSize: 5000}),
      contract('Silver.r', {contractSize: 1000}),
    ];
    expect(resolveIn(list, 'SILVER')).toBe('XAGUSD');
  });
});
