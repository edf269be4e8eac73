import type {Instrument} from '../instrument.ts';
import {assetOf} from './assets.ts';
import {USUAL_DIALECT} from './core-reading.ts';
import {splitsOf} from './split.ts';

/**
 * The currencies, metals and coins whose news move an instrument: those that its contract states, and those that its
 * name may mean. What is not a pair of two currencies is moved by the dollar too: gold, coins, indexes and energies.
 *
 * Too many are harmless here, and too few are not, so all readings of a name count.
 *
 * @returns Undefined where neither contract nor name tell any.
 */
export function currenciesOf({
  symbol,
  baseCurrency,
  quoteCurrency,
}: Pick<Instrument, 'symbol' | 'baseCurrency' | 'quoteCurrency'>): ReadonlySet<string> | undefined {
  const stated = [baseCurrency, quoteCurrency].filter((code) => code !== null);
  const meant = splitsOf(symbol, USUAL_DIALECT)
    .flatMap(({meanings}) => meanings)
    .flatMap(({asset, quote}) => (quote === null ? [asset] : [asset, quote]));
  const codes = new Set([...stated, ...meant].map(currencyCode));
  if (codes.size === 0) return undefined;
  const isPair = codes.size === 2 && [...codes].every((code) => assetOf(code)?.assetClass === 'fiat');
  return isPair ? codes : codes.add('USD');
}

/** One code for what has several: XBT is BTC. */
export function currencyCode(text: string): string {
  const code = text.toUpperCase();
  return assetOf(code)?.code ?? code;
}
