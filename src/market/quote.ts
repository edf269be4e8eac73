import {Big} from 'big.js';

/** Best bid and ask of one instrument at one moment. */
export type Quote = Readonly<{
  symbol: string;
  bid: number;
  ask: number;
  /** When the source says it was quoted, epoch ms UTC; may have a fraction. */
  timeMs: number;
  /** When we received it, by our own clock. Compared with a plan's creation. */
  receivedAtMs: number;
}>;

export type Side = 'buy' | 'sell';

/** What a price condition may look at. The side price is `ask` for a buy and `bid` for a sell. */
export type PriceOf = 'bid' | 'ask' | 'mid';

/** A number that every quote gives, and that boundaries are set on. */
export type QuoteLine = PriceOf | 'spread';

export const QUOTE_LINES: readonly QuoteLine[] = ['bid', 'ask', 'mid', 'spread'];

/** What a plan pays or receives when it opens: ask for a buy, bid for a sell. */
export function openingLine(side: Side): 'bid' | 'ask' {
  return side === 'buy' ? 'ask' : 'bid';
}

/** What a position pays or receives when it closes: bid for a buy, ask for a sell. */
export function closingLine(side: Side): 'bid' | 'ask' {
  return side === 'buy' ? 'bid' : 'ask';
}

/** Exact decimal value of a line: the mid of 1.1 and 1.2 is 1.15, the spread 0.1. */
export function lineValue(quote: Quote, line: QuoteLine): number {
  switch (line) {
    case 'bid':
      return quote.bid;
    case 'ask':
      return quote.ask;
    case 'mid':
      return new Big(quote.bid).plus(quote.ask).times(0.5).toNumber();
    case 'spread':
      return new Big(quote.ask).minus(quote.bid).toNumber();
  }
}

/** The same in floating point: within `slackOf` of the exact value, and cheap enough for every quote. */
export function roughLineValue(quote: Quote, line: QuoteLine): number {
  switch (line) {
    case 'bid':
      return quote.bid;
    case 'ask':
      return quote.ask;
    case 'mid':
      return (quote.bid + quote.ask) / 2;
    case 'spread':
      return quote.ask - quote.bid;
  }
}
