import type {Listed} from '../../../market/symbol/listed-symbol.ts';
import {KNOWN_INSTRUMENTS, type KnownInstrument} from '../made/known-instrument.ts';

/** Contracts of currencies that must agree before their size is the usual one of a list. */
const AGREEING_MIN = 3;
const USUAL_LOT = 100_000;

const BY_NAME: ReadonlyMap<string, KnownInstrument> = new Map(
  KNOWN_INSTRUMENTS.flatMap((one) => [one.name, ...one.ownNames].map((name) => [name.toUpperCase(), one])),
);
const CURRENCIES: ReadonlySet<string> = new Set(
  KNOWN_INSTRUMENTS.flatMap(({kind, base, quote}) => (kind === 'currency' ? [base, quote] : [])),
);

type Meant = Pick<KnownInstrument, 'name' | 'kind' | 'base' | 'quote'>;

/**
 * Holds the symbols that names were answered with against what the list says of their contracts. It knows
 * nothing of how names are read: only what a well-known name means, and what the facts say.
 */
export class ContractCheck {
  readonly #bySymbol: ReadonlyMap<string, Listed>;
  /** Size of a currency's lot in this list as a share of the usual; undefined when it does not tell. */
  readonly #factor: number | undefined;

  constructor(listed: readonly Listed[]) {
    this.#bySymbol = new Map(listed.map((one) => [one.symbol, one]));
    this.#factor = commonFactor([...this.#bySymbol.values()]);
  }

  /** Why the contract of a symbol is not what was asked for; undefined when nothing speaks against it. */
  doubt(name: string, symbol: string): string | undefined {
    const facts = this.#bySymbol.get(symbol)?.facts;
    const meant = meantBy(name);
    if (facts === undefined || meant === undefined) return undefined;
    const {base, quote, kind} = meant;
    const statedQuote = facts.quoteCurrency?.toUpperCase() ?? quote;
    if (statedQuote !== quote) return `its price is in ${statedQuote}, and ${name}'s in ${quote}`;
    // Of an index or an oil terminals give the currency of the price as its base.
    const statedBase = facts.baseCurrency?.toUpperCase() ?? base;
    const hasBase = kind === 'currency' || kind === 'metal' || kind === 'coin';
    if (hasBase && statedBase !== base && statedBase !== quote) {
      return `its base is ${statedBase}, and ${name}'s is ${base}`;
    }
    const lot = usualLot(meant) * (this.#factor ?? Number.NaN);
    const size = facts.contractSize;
    // Under its very name a contract is what it is; of other names nobody says that the lot is the usual one.
    if (size === null || Number.isNaN(lot) || symbol === name || size === lot) return undefined;
    return `its lot is ${size}, and by the other contracts of the list it would be ${lot}`;
  }
}

/** Units in a lot where brokers agree; otherwise not a number. */
function usualLot({name, kind}: Meant): number {
  if (kind === 'currency') return USUAL_LOT;
  return name === 'XAUUSD' ? 100 : Number.NaN;
}

function meantBy(name: string): Meant | undefined {
  const letters = name.toUpperCase().replaceAll(/[ ./_-]/g, '');
  const known = BY_NAME.get(letters);
  if (known !== undefined) return known.kind === 'share' ? undefined : known;
  const [base, quote] = [letters.slice(0, 3), letters.slice(3)];
  return CURRENCIES.has(base) && CURRENCIES.has(quote) ? {name, kind: 'currency', base, quote} : undefined;
}

/** The size that most contracts have whose stated currencies are both currencies. */
function commonFactor(listed: readonly Listed[]): number | undefined {
  const counts = new Map<number, number>();
  let total = 0;
  for (const {facts} of listed) {
    const {baseCurrency, quoteCurrency, contractSize} = facts;
    if (contractSize === null || baseCurrency === quoteCurrency) continue;
    if (!CURRENCIES.has(baseCurrency ?? '') || !CURRENCIES.has(quoteCurrency ?? '')) continue;
    total += 1;
    counts.set(contractSize / USUAL_LOT, (counts.get(contractSize / USUAL_LOT) ?? 0) + 1);
  }
  return [...counts].find(([, count]) => count >= AGREEING_MIN && count > total / 2)?.[0];
}
