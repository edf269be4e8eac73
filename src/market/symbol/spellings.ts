import type {AssetClass} from './assets.ts';

/** An instrument that has names of its own instead of a base and a quote. */
export type NamedInstrument = Readonly<{
  /** The name used here. */
  code: string;
  assetClass: AssetClass;
  /** The currency that its price is in when the name does not say. */
  quote: string;
}>;

/**
 * Spellings, in capitals, without separators, and where each is used. A spelling stands here only when
 * it means the same everywhere. DE30 and DE40 are one index: the DAX grew from 30 to 40 members on
 * 20 September 2021, and many brokers kept the name. HK33 and HK50 are both the Hang Seng.
 */
type Row = readonly [code: string, quote: string, spellings: Readonly<Record<string, string>>];

const INDEXES: readonly Row[] = [
  [
    'US30',
    'USD',
    {
      'US30 USA30': 'most brokers; FTMO, OANDA, Exness',
      'DJ30 DJI30': 'VT Markets, Axi; Admirals',
      'DJI DJIA DOWJONES DOWJONES30': 'index codes; Infoway; AvaTrade',
      'WS30 WALLSTREET WALLSTREET30': 'Alpari; Capital.com, IG',
      USA30IDX: 'Dukascopy',
    },
  ],
  [
    'US100',
    'USD',
    {
      'US100 USA100': 'OANDA, FBS, FTMO',
      'NAS100 NDX100 NQ100 NASDAQ100 NASDAQ': 'Pepperstone, FXCM; Tickmill; Admirals; IG; HWFX',
      'NDX IXNDX': 'index codes',
      'USTEC USTECH USTECH100 TECH100 USTEC100': 'IC Markets, Exness; RoboForex; Capital.com',
      'USNDAQ100 UT100 UST100': 'FxPro; Roll contracts; Interactive Brokers',
      'USATECH USATECHIDX': 'Dukascopy',
    },
  ],
  [
    'US500',
    'USD',
    {
      'US500 USA500': 'most brokers',
      'SPX500 SP500 SPX USSPX500': 'FXCM, OANDA; Admirals, HWFX; index code; FxPro',
      USA500IDX: 'Dukascopy',
      GSPC: 'Yahoo Finance',
    },
  ],
  [
    'US2000',
    'USD',
    {'US2000 RUSSELL2000 RUS2000 USA2000': 'FXCM, IC Markets; IG', 'RUT USSC2000': 'index code; Dukascopy'},
  ],
  [
    'DE40',
    'EUR',
    {
      'DE40 DE30 DEU40 DEU30': 'Interactive Brokers; IC Markets, Exness, FBS, FXCM; Capital.com',
      'GER40 GER30 GERMANY40 GERMANY30': 'FTMO, Pepperstone, HWFX; FxPro, Admirals, ICM Trader',
      'DAX DAX40 DAX30 GDAXI': 'Admirals, Deriv; Yahoo Finance',
      DEUIDX: 'Dukascopy',
    },
  ],
  [
    'UK100',
    'GBP',
    {
      'UK100 GB100 GBR100': 'most; Interactive Brokers',
      'FTSE100 FTSE UKX GBRIDX': 'Admirals; XGLOBAL; index code; Dukascopy',
    },
  ],
  [
    'FR40',
    'EUR',
    {
      'FR40 FRA40 FRANCE40 F40': 'FXCM; FTMO; IC Markets cTrader',
      'CAC40 CAC FCHI FRAIDX': 'Admirals; Yahoo; Dukascopy',
    },
  ],
  [
    'EU50',
    'EUR',
    {
      'EU50 EUSTX50 STOXX50 ESTX50 EUROSTOXX50': 'FTMO; FXCM, Pepperstone; IC Markets; Euronext',
      'ESX50 SX5E EURO50 STOXX50E EUSIDX': 'FxPro; index code; IG; Yahoo; Dukascopy',
    },
  ],
  ['ES35', 'EUR', {'ES35 ESP35 SPA35 SPAIN35 IBEX35 IBEX': 'IC Markets; FXCM; Pepperstone; IG; index name'}],
  ['IT40', 'EUR', {'IT40 ITA40 ITALY40': 'IC Markets, Pepperstone'}],
  ['NL25', 'EUR', {'NL25 NETH25 NED25 AEX AEX25': 'OANDA; Pepperstone; FxPro; index code'}],
  ['CH20', 'CHF', {'CH20 SWI20 SUI20 SWISS20 SMI SMI20': 'FXCM; Pepperstone; Admirals; index code'}],
  ['AU200', 'AUD', {'AU200 AUS200 ASX200 AUSTRALIA200': 'FXCM, FTMO; Admirals; IG'}],
  [
    'JP225',
    'JPY',
    {
      'JP225 JPN225 JAPAN225 JAP225': 'most; FXCM, Pepperstone; FxPro',
      'NIKKEI NIKKEI225 NI225 N225 NK225 JPNIDX': 'HWFX; Admirals; Yahoo; Dukascopy',
    },
  ],
  [
    'HK50',
    'HKD',
    {
      'HK50 HK33 HKG33 HKG50 HONGKONG50': 'IC Markets, FTMO; OANDA; FXCM; FxPro',
      'HSI HSI50 HKGIDX': 'Axi; Dukascopy',
    },
  ],
  [
    'CN50',
    'USD',
    {'CN50 CHN50 CHINA50 CHINAA50 FTSECHINAA50': 'Pepperstone; FXCM; OANDA; Deriv, FxPro; FTSE Russell'},
  ],
  ['SG30', 'SGD', {'SG30 SING30 SGP30': 'OANDA'}],
  ['VIX', 'USD', {VIX: 'Cboe'}],
  [
    'DXY',
    'USD',
    {
      'DXY USDX': 'ICE; Pepperstone, Forex.com',
      'DOLLARINDEX DOLLARINDX USDINDEX USDIDX': 'OANDA; IG; Dukascopy',
    },
  ],
];

const ENERGIES: readonly Row[] = [
  [
    'WTI',
    'USD',
    {
      'WTI XTI USOIL WTIOIL WTICO': 'FxPro; IC Markets (XTIUSD); Exness, FTMO; Deriv; OANDA',
      'CLOIL USCRUDE WTICRUDE USOUSD LIGHTCMD': 'Vantage; IG; HWFX; Dukascopy',
    },
  ],
  [
    'BRENT',
    'USD',
    {
      'BRENT XBR UKOIL BRENTOIL BCO': 'FxPro; IC Markets (XBRUSD); Exness, FTMO; OANDA',
      'CLBRENT UKCRUDE BRENTCRUDE UKOUSD BRENTCMD': 'Deriv; IG; HWFX; Dukascopy',
    },
  ],
  [
    'NATGAS',
    'USD',
    {'NATGAS XNG NGAS NATURALGAS USNATURALGAS GASCMD': 'FTMO; Exness (XNGUSD); FXCM; Forex.com; Dukascopy'},
  ],
  ['HEATOIL', 'USD', {'HEATOIL HEATINGOIL': 'FTMO'}],
  ['GASOLINE', 'USD', {GASOLINE: 'IC Markets'}],
];

const COMMODITIES: readonly Row[] = [
  ['WHEAT', 'USD', {WHEAT: 'FTMO, OANDA'}],
  ['CORN', 'USD', {CORN: 'FTMO, OANDA'}],
  ['SOYBEAN', 'USD', {'SOYBEAN SOYBEANS SBEAN SOYBN': 'FTMO; Forex.com; IC Markets; OANDA'}],
  ['SUGAR', 'USD', {SUGAR: 'Pepperstone, OANDA'}],
  ['COFFEE', 'USD', {'COFFEE COFFEEC': 'Pepperstone; ICE and Forex.com'}],
  ['COCOA', 'USD', {COCOA: 'Pepperstone'}],
  ['COTTON', 'USD', {COTTON: 'Pepperstone'}],
  ['ORANGEJUICE', 'USD', {'ORANGEJUICE OJ': 'Pepperstone; ICE'}],
];

const BASE_METALS: readonly Row[] = [['COPPER', 'USD', {'COPPER XCU': 'FXCM; Deriv, Exness (XCUUSD)'}]];

const METALS: readonly Row[] = [
  ['XAU', 'USD', {'XAU GOLD SPOTGOLD GOLDSPOT': 'ISO 4217; FxPro, XM, Admirals'}],
  ['XAG', 'USD', {'XAG SILVER SPOTSILVER SILVERSPOT': 'ISO 4217; FxPro, XM'}],
  ['XPT', 'USD', {'XPT PLATINUM': 'ISO 4217; FxPro, FBS'}],
  ['XPD', 'USD', {'XPD PALLADIUM': 'ISO 4217; FxPro, FBS'}],
];

/** Coins by name. Those whose name begins with another's must be here: Bitcoin Cash is not Bitcoin. */
const NAMED_COINS: readonly Row[] = [
  ['BTC', 'USD', {BITCOIN: 'FxPro, Pepperstone, Forex.com'}],
  ['BCH', 'USD', {'BITCOINCASH BCASH': 'FxPro; IG'}],
  ['BSV', 'USD', {'BITCOINSV BITCOINSATOSHI BITCOINSATOSHIVISION': 'eToro'}],
  ['BTG', 'USD', {BITCOINGOLD: 'IG'}],
  ['ETH', 'USD', {'ETHEREUM ETHER': 'FxPro, Pepperstone, Forex.com; IG'}],
  ['ETC', 'USD', {'ETHEREUMCLASSIC ETHERCLASSIC': 'IG'}],
  ['LTC', 'USD', {LITECOIN: 'FxPro, Pepperstone'}],
  ['XRP', 'USD', {RIPPLE: 'Forex.com'}],
  ['DOGE', 'USD', {DOGECOIN: 'Pepperstone'}],
  ['ADA', 'USD', {CARDANO: 'Capital.com'}],
  ['SOL', 'USD', {SOLANA: 'Capital.com'}],
  ['DOT', 'USD', {POLKADOT: 'Capital.com'}],
];

/** Indexes of a broker's own making, without a market behind them. */
const SYNTHETIC: readonly Row[] = [
  ...[10, 25, 50, 75, 100].map((number): Row => {
    const spellings = `VOL${number} R${number} VOLATILITY${number} VOLATILITY${number}INDEX`;
    return [`VOL${number}`, 'USD', {[spellings]: 'Deriv'}];
  }),
  ...[300, 500, 1000].flatMap((number) =>
    ['BOOM', 'CRASH'].map((word): Row => {
      return [`${word}${number}`, 'USD', {[`${word}${number} ${word}${number}INDEX`]: 'Deriv'}];
    }),
  ),
  ['STEP', 'USD', {'STEP STEPINDEX': 'Deriv'}],
];

const GROUPS: readonly (readonly [AssetClass, readonly Row[]])[] = [
  ['index', INDEXES],
  ['energy', ENERGIES],
  ['commodity', COMMODITIES],
  ['metal', METALS],
  ['baseMetal', BASE_METALS],
  ['crypto', NAMED_COINS],
  ['index', SYNTHETIC],
];

const BY_SPELLING: ReadonlyMap<string, NamedInstrument> = new Map(
  GROUPS.flatMap(([assetClass, rows]) =>
    rows.flatMap(([code, quote, spellings]) =>
      Object.keys(spellings)
        .flatMap((together) => together.split(' '))
        .map((spelling) => [spelling, {code, assetClass, quote}] as const),
    ),
  ),
);

/**
 * Spellings that are tickers of companies or funds too: Barrick (until 2025), Teucrium Corn, W&T Offshore,
 * Global X DAX, Camden National.
 */
const TICKERS: ReadonlySet<string> = new Set(['GOLD', 'CORN', 'WTI', 'DAX', 'CAC']);

export function isTickerToo(spelling: string): boolean {
  return TICKERS.has(spelling);
}

/** The instrument of a spelling that is in capitals and without separators. */
export function namedInstrument(spelling: string): NamedInstrument | undefined {
  return BY_SPELLING.get(spelling);
}

/**
 * Roots of CME and Eurex futures. CL is also Colgate-Palmolive, ES Eversource, and CO is Brent here and
 * corn there, so that these count only in a list that consists mainly of them.
 */
const ROOTS: ReadonlyMap<string, NamedInstrument> = new Map([
  ['CL', {code: 'WTI', assetClass: 'energy', quote: 'USD'}],
  ['NG', {code: 'NATGAS', assetClass: 'energy', quote: 'USD'}],
  ['GC', {code: 'XAU', assetClass: 'metal', quote: 'USD'}],
  ['SI', {code: 'XAG', assetClass: 'metal', quote: 'USD'}],
  ['HG', {code: 'COPPER', assetClass: 'baseMetal', quote: 'USD'}],
  ['ES', {code: 'US500', assetClass: 'index', quote: 'USD'}],
  ['NQ', {code: 'US100', assetClass: 'index', quote: 'USD'}],
  ['YM', {code: 'US30', assetClass: 'index', quote: 'USD'}],
  ['RTY', {code: 'US2000', assetClass: 'index', quote: 'USD'}],
  ['NKD', {code: 'JP225', assetClass: 'index', quote: 'USD'}],
  ['FDAX', {code: 'DE40', assetClass: 'index', quote: 'EUR'}],
]);

export function futuresRoot(spelling: string): NamedInstrument | undefined {
  return ROOTS.get(spelling);
}

/**
 * Words that mean one thing to one person and another to the next. They are never resolved, only
 * answered with the candidates. DOW is the index or Dow Inc.: a copier once sent its orders to the share.
 */
const DOUBTFUL: ReadonlyMap<string, readonly string[]> = new Map([
  ['DOW', ['US30']],
  ['OIL', ['WTI', 'BRENT']],
  ['CRUDE', ['WTI', 'BRENT']],
  ['CRUDEOIL', ['WTI', 'BRENT']],
  ['GAS', ['NATGAS', 'GASOLINE']],
  ['SP', ['US500']],
  ['USDOLLAR', ['DXY']],
  ['DOLLAR', ['DXY']],
]);

export function doubtfulInstruments(spelling: string): readonly NamedInstrument[] {
  return (DOUBTFUL.get(spelling) ?? []).flatMap((code) => namedInstrument(code) ?? []);
}
