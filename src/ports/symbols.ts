/** The names of an instrument where it is quoted and where it is traded. */
export type Listing = Readonly<{
  feedSymbol: string;
  brokerSymbol: string;
  /** What the lists of feed and broker say that it is, such as XAU/USD; absent where they do not say. */
  meaning?: string | undefined;
}>;

/** What became of a plan's symbol. Not listed: no quote is taken for it, and nothing is traded. */
export type SymbolAnswer =
  | Readonly<{listed: true; listing: Listing}>
  | Readonly<{
      listed: false;
      verdict: 'ambiguous' | 'unknown';
      /** Whose list it is that does not answer. */
      at: 'feed' | 'broker';
      /** Ambiguous: what it could be. Unknown: the nearest, none of which is it. */
      candidates: readonly string[];
    }>;

/** Finds the instrument that a plan's symbol means in the lists of the feed and of the broker. */
export interface Symbols {
  find(planSymbol: string): SymbolAnswer;
}
