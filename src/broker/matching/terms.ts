import {Big} from 'big.js';
import {type Instrument, pointOf} from '../../market/instrument.ts';
import type {Quote} from '../../market/quote.ts';
import type {MatchingRules} from './matching-rules.ts';
import type {Order, Rejection} from './position.ts';

/** To the instrument's digits, half up; as it is where the digits are unknown. */
export function roundedPrice(price: number, {digits}: Instrument): number {
  return digits === null ? price : new Big(price).round(digits).toNumber();
}

/** The price moved by whole points; not moved where the point is unknown. */
export function movedByPoints(price: number, points: number, instrument: Instrument): number {
  const point = pointOf(instrument);
  if (point === null || points === 0) return price;
  return new Big(point).times(points).plus(price).toNumber();
}

/** The quote as this broker gives it: in its digits, with its own spread on top. */
export function venueQuote(quote: Quote, instrument: Instrument, {extraSpreadPoints}: MatchingRules): Quote {
  return {
    ...quote,
    bid: roundedPrice(quote.bid, instrument),
    ask: roundedPrice(movedByPoints(quote.ask, extraSpreadPoints, instrument), instrument),
  };
}

/** Why the instrument's terms do not allow an order of this size. */
export function refusedVolume({volumeLots}: Order, instrument: Instrument): Rejection | undefined {
  const {symbol, volumeMinLots, volumeStepLots} = instrument;
  if (volumeMinLots !== null && volumeLots < volumeMinLots) {
    return never(
      'VOLUME_INVALID',
      `volume ${volumeLots} is below the least of ${symbol}, ${volumeMinLots} lots`,
    );
  }
  if (volumeStepLots !== null && !new Big(volumeLots).mod(volumeStepLots).eq(0)) {
    return never(
      'VOLUME_INVALID',
      `volume ${volumeLots} is not a multiple of the step of ${symbol}, ${volumeStepLots} lots`,
    );
  }
  return undefined;
}

/**
 * Why stop loss or take profit cannot stand. Both are measured from the price that would close the
 * position, and must lie on their own side of it by at least the stop level.
 */
export function refusedStops(
  {side, stopLoss, takeProfit}: Order,
  closingPrice: number,
  levelPoints: number,
  instrument: Instrument,
): Rejection | undefined {
  const least = new Big(pointOf(instrument) ?? 0).times(levelPoints);
  const below = side === 'buy' ? stopLoss : takeProfit;
  const above = side === 'buy' ? takeProfit : stopLoss;
  const lines = [
    {price: below, gap: below === null ? null : new Big(closingPrice).minus(below), where: 'below'},
    {price: above, gap: above === null ? null : new Big(above).minus(closingPrice), where: 'above'},
  ];
  for (const {price, gap, where} of lines) {
    if (gap === null || (gap.gt(0) && gap.gte(least))) continue;
    const name = price === stopLoss ? 'stop loss' : 'take profit';
    return never(
      'STOPS_INVALID',
      `${name} ${price} must be ${where} ${closingPrice}${least.gt(0) ? ` by at least ${least.toString()} (${levelPoints} points)` : ''}`,
    );
  }
  return undefined;
}

export function never(code: string, message: string): Rejection {
  return {status: 'rejected', code, message, retry: 'never'};
}
