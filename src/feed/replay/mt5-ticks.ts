import {numberOf} from './cell-reader.ts';
import {notANumber, shown} from './side-bars.ts';

/** A row of ticks as far as it concerns prices; cells as they are written. */
export type TickCells = Readonly<{bid: string; ask: string; flags: string}>;
export type BidAsk = Readonly<{bid: number; ask: number}>;

const BID_CHANGED = 2;
const ASK_CHANGED = 4;
/** Flags are bits; MetaTrader 5 uses few of them. */
const FLAGS_MAX = 65_535;

/**
 * Rows of MetaTrader 5 ticks, which name what changed: an empty bid or ask is that of the row before.
 * Flags tell which side must be there: 2 the bid, 4 the ask; others are of trades. Keeps the sides
 * that it saw; to be called row by row.
 *
 * @returns The quote, undefined where there is none (one side is not known yet, or a trade), or what is wrong.
 */
export function tickChanges(): (cells: TickCells) => BidAsk | string | undefined {
  let bid = Number.NaN;
  let ask = Number.NaN;
  return (cells) => {
    const bidCell = cells.bid.trim();
    const askCell = cells.ask.trim();
    const problem = problemOf(bidCell, askCell, cells.flags.trim());
    if (problem !== undefined) return problem;
    if (bidCell === '' && askCell === '') return undefined;
    if (bidCell !== '') bid = numberOf(bidCell);
    if (askCell !== '') ask = numberOf(askCell);
    return Number.isNaN(bid) || Number.isNaN(ask) ? undefined : {bid, ask};
  };
}

function problemOf(bid: string, ask: string, flags: string): string | undefined {
  if (bid !== '' && !Number.isFinite(numberOf(bid))) return `${notANumber('bid', bid)}; write it as 1.0234`;
  if (ask !== '' && !Number.isFinite(numberOf(ask))) return `${notANumber('ask', ask)}; write it as 1.0234`;
  const changed = flags === '' ? 0 : numberOf(flags);
  if (!(Number.isInteger(changed) && changed >= 0 && changed <= FLAGS_MAX)) {
    return `the flags "${shown(flags)}" are none; write 2 for the bid, 4 for the ask, 6 for both`;
  }
  const missing = (changed & BID_CHANGED) > 0 && bid === '' ? 'bid' : undefined;
  const side = missing ?? ((changed & ASK_CHANGED) > 0 && ask === '' ? 'ask' : undefined);
  return side === undefined
    ? undefined
    : `the ${side} is empty, and the flags "${flags}" say that it changed; write it, or other flags`;
}
