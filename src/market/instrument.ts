/** Contract facts of an instrument. What is unknown is null; nothing is guessed. */
export type Instrument = Readonly<{
  symbol: string;
  /** Decimals in which the broker quotes. */
  digits: number | null;
  /** Units of the base in one lot; with it a price difference becomes money. */
  contractSize: number | null;
  /** MetaTrader: SYMBOL_CURRENCY_BASE. */
  baseCurrency: string | null;
  /** Of profits. MetaTrader: SYMBOL_CURRENCY_PROFIT. */
  quoteCurrency: string | null;
  /** Sizes are whole multiples of this, in lots. */
  volumeStepLots: number | null;
  volumeMinLots: number | null;
  /** Stop loss and take profit must be at least so many points from the price. */
  stopLevelPoints: number | null;
  /** Whether its market closes over the weekend. */
  closesAtWeekend: boolean | null;
}>;

/** What one source knows of an instrument. */
export type InstrumentFacts = Readonly<{[Fact in keyof Instrument]?: Instrument[Fact] | undefined}>;

/** Price of one point: the last digit. Null where the digits are unknown. */
export function pointOf({digits}: Instrument): number | null {
  return digits === null ? null : Number(`1e-${digits}`);
}

export function unknownInstrument(symbol: string): Instrument {
  return {
    symbol,
    digits: null,
    contractSize: null,
    baseCurrency: null,
    quoteCurrency: null,
    volumeStepLots: null,
    volumeMinLots: null,
    stopLevelPoints: null,
    closesAtWeekend: null,
  };
}

function usual(symbol: string, digits: number, contractSize: number, closesAtWeekend = true): Instrument {
  return {
    ...unknownInstrument(symbol),
    digits,
    contractSize,
    volumeStepLots: 0.01,
    volumeMinLots: 0.01,
    closesAtWeekend,
  };
}

/**
 * The usual contracts of retail MetaTrader brokers, for use without a broker. Only instruments whose
 * contract hardly differs between brokers are listed: a wrong contract size is a wrong profit.
 */
const BUILT_IN: readonly Instrument[] = [
  usual('EURUSD', 5, 100_000),
  usual('GBPUSD', 5, 100_000),
  usual('AUDUSD', 5, 100_000),
  usual('NZDUSD', 5, 100_000),
  usual('USDCAD', 5, 100_000),
  usual('USDCHF', 5, 100_000),
  usual('USDJPY', 3, 100_000),
  usual('EURGBP', 5, 100_000),
  usual('EURJPY', 3, 100_000),
  usual('GBPJPY', 3, 100_000),
  usual('XAUUSD', 2, 100),
  usual('XAGUSD', 3, 5000),
  usual('BTCUSD', 2, 1, false),
  usual('ETHUSD', 2, 1, false),
];

/**
 * Finds instruments by their exact symbol: what the user configured first, then what the feed or the
 * broker says, then the built-in table.
 */
export class InstrumentBook {
  readonly #known = new Map<string, Instrument>();

  /** @param sources The strongest first; a fact that one leaves null is taken from the next. */
  constructor(...sources: readonly (readonly InstrumentFacts[])[]) {
    for (const source of [...sources, BUILT_IN]) {
      for (const facts of source) {
        if (facts.symbol === undefined) continue;
        const known = this.#known.get(facts.symbol) ?? unknownInstrument(facts.symbol);
        this.#known.set(facts.symbol, complete(known, facts));
      }
    }
  }

  /** Everything that any source names, the configured ones first. */
  get symbols(): readonly string[] {
    return [...this.#known.keys()];
  }

  of(symbol: string): Instrument {
    return this.#known.get(symbol) ?? unknownInstrument(symbol);
  }
}

function complete(known: Instrument, facts: InstrumentFacts): Instrument {
  return {
    symbol: known.symbol,
    digits: known.digits ?? facts.digits ?? null,
    contractSize: known.contractSize ?? facts.contractSize ?? null,
    baseCurrency: known.baseCurrency ?? facts.baseCurrency ?? null,
    quoteCurrency: known.quoteCurrency ?? facts.quoteCurrency ?? null,
    volumeStepLots: known.volumeStepLots ?? aboveZero(facts.volumeStepLots),
    volumeMinLots: known.volumeMinLots ?? facts.volumeMinLots ?? null,
    stopLevelPoints: known.stopLevelPoints ?? facts.stopLevelPoints ?? null,
    closesAtWeekend: known.closesAtWeekend ?? facts.closesAtWeekend ?? null,
  };
}

/** Brokers write 0 where they have no step. */
function aboveZero(value: number | null | undefined): number | null {
  return value === undefined || value === null || value <= 0 ? null : value;
}
