/** An instrument whose identity is beyond doubt, and how brokers call it. */
export type KnownInstrument = Readonly<{
  /** The plain name that it is asked for by, and that tells it from all others. */
  name: string;
  kind: 'currency' | 'metal' | 'index' | 'energy' | 'coin' | 'share';
  /** What is traded; for an index or a share its name. */
  base: string;
  quote: string;
  /** Names of its own, which brokers list it by instead of base and quote. */
  ownNames: readonly string[];
  /** Units in one lot at most brokers. */
  contractSize: number;
  digits: number;
}>;

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const CURRENCY_PAIRS = words(`
  EURUSD GBPUSD AUDUSD NZDUSD USDCAD USDCHF USDJPY EURGBP EURJPY EURCHF EURAUD EURCAD EURNZD GBPJPY GBPCHF
  GBPAUD GBPCAD GBPNZD AUDJPY AUDCAD AUDCHF AUDNZD CADJPY CADCHF CHFJPY NZDJPY NZDCAD NZDCHF USDCNH USDMXN
  USDZAR USDTRY USDSEK USDNOK USDSGD USDHKD USDPLN EURPLN EURSEK EURNOK EURCZK EURTRY CNHJPY ZARJPY`);

type Row = readonly [name: string, ownNames: string, contractSize: number, digits: number];

const METALS: readonly Row[] = [
  ['XAUUSD', 'GOLD', 100, 2],
  ['XAGUSD', 'SILVER', 5000, 3],
  ['XPTUSD', 'PLATINUM', 100, 2],
  ['XPDUSD', 'PALLADIUM', 100, 2],
  ['XAUEUR', '', 100, 2],
];

/** By the currency of each. */
const INDEXES: Readonly<Record<string, readonly Row[]>> = {
  USD: [
    ['US30', 'DJ30 WS30 USA30 WallStreet30', 1, 1],
    ['US100', 'NAS100 USTEC NDX100 USA100', 1, 1],
    ['US500', 'SPX500 SP500 USA500', 1, 1],
    ['US2000', 'RUS2000 RUSSELL2000', 1, 1],
  ],
  EUR: [
    ['DE40', 'GER40 DE30 GER30 DAX40', 1, 1],
    ['FR40', 'FRA40 CAC40', 1, 1],
    ['EU50', 'STOXX50 EUSTX50', 1, 1],
    ['ES35', 'ESP35 SPA35', 1, 1],
  ],
  GBP: [['UK100', 'FTSE100', 1, 1]],
  JPY: [['JP225', 'JPN225 NIKKEI225', 1, 0]],
  AUD: [['AU200', 'AUS200 ASX200', 1, 1]],
  HKD: [['HK50', 'HK33', 1, 0]],
  CHF: [['CH20', 'SWI20', 1, 1]],
};

const ENERGIES: readonly Row[] = [
  ['WTI', 'USOIL XTIUSD WTI', 1000, 2],
  ['BRENT', 'UKOIL XBRUSD BRENT', 1000, 2],
  ['NATGAS', 'NATGAS XNGUSD NGAS', 10_000, 3],
];

const COINS = words(`
  BTCUSD ETHUSD LTCUSD BCHUSD XRPUSD ADAUSD SOLUSD DOTUSD DOGEUSD BNBUSD LINKUSD AVAXUSD XLMUSD BTCEUR ETHEUR
  ETHBTC LTCBTC`);

const SHARES = words('AAPL TSLA MSFT NVDA AMZN NFLX META BABA');

function named([name, ownNames, contractSize, digits]: Row): Pick<
  KnownInstrument,
  'name' | 'ownNames' | 'contractSize' | 'digits'
> {
  return {name, ownNames: ownNames === '' ? [] : ownNames.split(' '), contractSize, digits};
}

/** Every instrument that the lists are made of. */
export const KNOWN_INSTRUMENTS: readonly KnownInstrument[] = [
  ...CURRENCY_PAIRS.map((name): KnownInstrument => {
    const digits = name.endsWith('JPY') ? 3 : 5;
    const [base, quote] = [name.slice(0, 3), name.slice(3)];
    return {name, kind: 'currency', base, quote, ownNames: [], contractSize: 100_000, digits};
  }),
  ...METALS.map((row): KnownInstrument => {
    const base = row[0].slice(0, 3);
    return {...named(row), kind: 'metal', base, quote: row[0].slice(3)};
  }),
  ...Object.entries(INDEXES).flatMap(([quote, rows]) =>
    rows.map((row): KnownInstrument => ({...named(row), kind: 'index', base: row[0], quote})),
  ),
  ...ENERGIES.map((row): KnownInstrument => ({...named(row), kind: 'energy', base: row[0], quote: 'USD'})),
  ...COINS.map((name): KnownInstrument => {
    const [base, quote] = [name.slice(0, -3), name.slice(-3)];
    return {name, kind: 'coin', base, quote, ownNames: [], contractSize: 1, digits: 2};
  }),
  ...SHARES.map((name): KnownInstrument => {
    return {name, kind: 'share', base: name, quote: 'USD', ownNames: [], contractSize: 1, digits: 2};
  }),
];

export function instrumentsOf(kind: KnownInstrument['kind']): readonly KnownInstrument[] {
  return KNOWN_INSTRUMENTS.filter((one) => one.kind === kind);
}

/** Coins that exchanges list in several tokens and coins. */
export const EXCHANGE_BASES: readonly string[] = words(
  'BTC ETH LTC BCH XRP ADA SOL DOT DOGE BNB LINK AVAX PEPE SHIB CRO COMP ETC',
);
export const EXCHANGE_QUOTES = ['USDT', 'USDC', 'BTC', 'EUR', 'USD'] as const;
