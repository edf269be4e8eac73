/** How wide the zone about an entry is, in price units; null: nothing is known. */
export type ToleranceBounds = Readonly<{fallback: number | null; most: number | null}>;

const CURRENCIES = 'EUR|GBP|USD|AUD|NZD|CAD|CHF';
const CURRENCY_PAIR = new RegExp(`^(?:${CURRENCIES})(?:${CURRENCIES})`);
const FOREX_PAIR = new RegExp(`^(?:${CURRENCIES}|JPY)(?:${CURRENCIES}|JPY)`);

/**
 * What the old program filled in and cut at, by the class of the symbol. Its classes were
 * parts of names: USDCHF was a coin by its "USDC", and yen, silver and indices were cut at 0.01. Those have no
 * bounds here, so nothing is filled in and nothing is cut.
 */
export function toleranceBounds(symbol: string): ToleranceBounds {
  const name = symbol.toUpperCase();
  if (CURRENCY_PAIR.test(name)) return {fallback: 0.001, most: 0.01};
  if (name.includes('BTC')) return {fallback: 100, most: 200};
  if (name.includes('ETH')) return {fallback: 10, most: 20};
  if (name.includes('XAU') || name.includes('GOLD')) return {fallback: 7, most: 10};
  return {fallback: null, most: null};
}

/** Whether the name begins with two currencies. */
export function isForexPair(symbol: string): boolean {
  return FOREX_PAIR.test(symbol.toUpperCase());
}
