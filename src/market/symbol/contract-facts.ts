import type {Instrument} from '../instrument.ts';
import {assetOf} from './assets.ts';
import type {Meaning} from './meaning.ts';

/** What a broker says of a contract, as far as it tells which contract it is; null where it says nothing. */
export type ContractFacts = Pick<Instrument, 'digits' | 'contractSize' | 'baseCurrency' | 'quoteCurrency'>;

export const NO_FACTS: ContractFacts = {
  digits: null,
  contractSize: null,
  baseCurrency: null,
  quoteCurrency: null,
};

const canonical = (code: string | null): string | null =>
  code === null ? null : (assetOf(code.toUpperCase())?.code ?? code.toUpperCase());

const HAS_BASE_CURRENCY = ['fiat', 'metal', 'crypto', 'stablecoin'];
const MAJORS = ['EUR', 'GBP', 'AUD', 'NZD', 'USD', 'CAD', 'CHF'];

/** Why a contract cannot be the one meant, in words; undefined when nothing speaks against it. */
export function contradiction(meaning: Meaning, facts: ContractFacts): string | undefined {
  const {asset, quote, assetClass} = meaning;
  if (quote === null) return undefined;
  const statedQuote = canonical(facts.quoteCurrency);
  if (statedQuote !== null && statedQuote !== quote) return `it is quoted in ${statedQuote}, not in ${quote}`;
  const statedBase = canonical(facts.baseCurrency);
  // Brokers give contracts for difference the quote for a base: that says nothing.
  const saysBase = statedBase !== null && statedBase !== quote && HAS_BASE_CURRENCY.includes(assetClass);
  if (saysBase && statedBase !== asset) return `its base is ${statedBase}, not ${asset}`;
  if (facts.digits === null || assetClass !== 'fiat') return undefined;
  const isTooFew = MAJORS.includes(asset) && MAJORS.includes(quote) && facts.digits < 3;
  const isTooMany = quote === 'JPY' && facts.digits > 4;
  return isTooFew || isTooMany ? `${facts.digits} digits are none for ${asset}/${quote}` : undefined;
}

/** Whether both currencies are stated, and are those of the meaning. */
export function isConfirmed({asset, quote}: Meaning, {baseCurrency, quoteCurrency}: ContractFacts): boolean {
  return canonical(baseCurrency) === asset && canonical(quoteCurrency) === quote && asset !== quote;
}

/**
 * Contract size as a multiple of the usual one: 100,000 for currencies, 100 ounces of gold, 1 coin of
 * bitcoin. Null where the size is not stated, or brokers differ.
 */
export function sizeFactor(
  {asset, quote, assetClass}: Meaning,
  {contractSize}: ContractFacts,
): number | null {
  if (contractSize === null || quote === null) return null;
  if (assetClass === 'fiat') return contractSize / 100_000;
  if (asset === 'XAU' && quote === 'USD') return contractSize / 100;
  return asset === 'BTC' && quote === 'USD' ? contractSize : null;
}
