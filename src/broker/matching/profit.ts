import {Big} from 'big.js';
import type {Side} from '../../market/quote.ts';

/**
 * What a position earned, in the quote currency: (exit − entry) × contract size × lots, the other way
 * round for a sell, in exact decimals. Null where the contract size is unknown.
 */
export function profitOf(
  {side, entryPrice, volumeLots}: Readonly<{side: Side; entryPrice: number; volumeLots: number}>,
  exitPrice: number,
  contractSize: number | null,
): number | null {
  if (contractSize === null) return null;
  const gain = side === 'buy' ? new Big(exitPrice).minus(entryPrice) : new Big(entryPrice).minus(exitPrice);
  return gain.times(contractSize).times(volumeLots).toNumber();
}
