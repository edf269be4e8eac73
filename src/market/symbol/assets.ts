/** What a price can be asked for, or given in. */
export type AssetClass =
  | 'fiat'
  | 'metal'
  | 'baseMetal'
  | 'stablecoin'
  | 'crypto'
  | 'index'
  | 'energy'
  | 'commodity'
  | 'share'
  | 'other';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** ISO 4217: the currencies that brokers quote. */
const FIAT = words(`
  AED ARS AUD BGN BHD BRL CAD CHF CLP CNH CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JOD JPY
  KES KRW KWD KZT MAD MXN MYR NGN NOK NZD OMR PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TND TRY
  TWD UAH UGX USD UYU VND ZAR`);

/** ISO 4217 codes of metals. */
const METALS = words('XAU XAG XPT XPD');

/** Tokens that stand for a currency. USD and a letter is nearly always one of them: see `isDollarToken`. */
const STABLECOINS = words(`
  USDT USDC USDE USDD USDS USDP USDQ USDR USDK USDG USD1 USDY USDX BUSD TUSD FDUSD PYUSD GUSD HUSD SUSD
  LUSD RLUSD CUSD DAI EURT EURC EURS EURI EURQ EURR AEUR XSGD BIDR IDRT BVND BKRW BRZ TRYB GYEN`);

/**
 * Coins by their tickers (CoinMarketCap, 2024 and later), wrapped and staked ones too: WBTC and STETH are
 * not BTC and ETH with something before them. A coin that is not here is read by its spelling alone.
 */
const COINS = words(`
  1INCH AAVE ADA AGIX AKT ALGO ANKR APE APT AR ARB ARKM ASTR ATOM AVAX AXS BAL BAND BAT BCH BEAM BLUR BNB
  BONK BSV BTC BTG BTT CAKE CBBTC CBETH CELO CFX CHZ COMP CRO CRV CVX DASH DCR DGB DOGE DOT DYDX EGLD ENA
  ENJ ENS EOS ETC ETH ETHFI ETHW FET FIL FLOKI FLOW FLR FTM FTT GALA GMX GRT HBAR HNT HT ICP ICX IMX INJ
  IOST IOTA JASMY JTO JUP KAS KAVA KCS KNC KSM LDO LEO LINK LPT LRC LTC LUNA LUNC MANA MATIC MINA MKR MLN MNT
  NEAR NEO NEXO OCEAN OKB OM OMG ONDO ONE ONT OP ORDI OSMO PAXG PENDLE PEPE POL PYTH QNT QTUM RENDER REP RETH
  RNDR ROSE RPL RUNE RVN SAND SEI SHIB SNX SOL STETH STORJ STRK STX SUI SUSHI TAO TBTC THETA TIA TON TRB
  TRX TWT UNI USTC VET WBETH WBNB WBTC WETH WIF WLD WOO WSTETH XAUT XDC XEC XEM XLM XMR XRP XTZ YFI ZEC
  ZIL ZRX`);

/** Coins that exchanges quote others in. */
const QUOTE_COINS = words('BTC ETH BNB HT KCS OKB TRX SOL XAUT');

/** Other codes of the same thing. XBT: ISO style, Kraken and BitMEX. XDG: Kraken. RUR: before 1998. */
const SAME: ReadonlyMap<string, string> = new Map([
  ['XBT', 'BTC'],
  ['XDG', 'DOGE'],
  ['RUR', 'RUB'],
]);

const CLASSES: ReadonlyMap<string, AssetClass> = new Map<string, AssetClass>([
  ...COINS.map((code) => [code, 'crypto'] as const),
  ...STABLECOINS.map((code) => [code, 'stablecoin'] as const),
  ...METALS.map((code) => [code, 'metal'] as const),
  ...FIAT.map((code) => [code, 'fiat'] as const),
]);

/** Rare tokens of a letter and USD: as quotes they would make POLSUSD, which is POLS/USD, POL/SUSD. */
const NOT_QUOTES: ReadonlySet<string> = new Set(['CUSD', 'GUSD', 'HUSD', 'LUSD', 'SUSD']);

const QUOTES: ReadonlySet<string> = new Set(
  [...FIAT, ...METALS, ...STABLECOINS, ...QUOTE_COINS].filter((code) => !NOT_QUOTES.has(code)),
);

export type Asset = Readonly<{code: string; assetClass: AssetClass}>;

/** A currency, metal or coin by its code, in capitals; undefined when it is not a known one. */
export function assetOf(code: string): Asset | undefined {
  const canonical = SAME.get(code) ?? code;
  const assetClass = CLASSES.get(canonical);
  return assetClass === undefined ? undefined : {code: canonical, assetClass};
}

/** What a price may be given in, by its code, in capitals. */
export function quoteOf(code: string): Asset | undefined {
  const canonical = SAME.get(code) ?? code;
  return QUOTES.has(canonical) ? assetOf(canonical) : undefined;
}

/**
 * Whether a code looks like a token for the dollar: USD and one letter. New ones appear every month, so
 * that a coin in one that is not in the table must not be taken for the coin in USD with an ending.
 */
export function isDollarToken(code: string): boolean {
  return /^USD[A-Z]$/.test(code);
}

/**
 * Well-known shares. They tell that a list holds shares under their bare tickers, where GOLD, DASH or CL
 * may then be a company; and that a name such as AAPLUSD means the share.
 */
export const SHARES: ReadonlySet<string> = new Set(
  words(`
  AAPL ABNB ADBE AMD AMZN AVGO BA BABA BAC COIN COST CRM CSCO CVX DIS FB GE GM GOOG GOOGL GS IBM INTC JNJ
  JPM KO LLY MA MCD META MRK MS MSFT MSTR NFLX NKE NVDA ORCL PEP PFE PG PLTR PYPL QCOM SBUX SHOP SNAP T
  TSLA TSM UBER V WFC WMT XOM`),
);
