import {Big} from 'big.js';
import {type Instrument, pointOf} from '../../market/instrument.ts';
import {openingLine, type Quote} from '../../market/quote.ts';
import type {Rejection} from '../../ports/broker.ts';
import {never} from './decision.ts';
import type {MatchingRules} from './matching-rules.ts';
import type {Exits, Order} from './placed-order.ts';

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
export function refusedVolume(
  {volumeLots}: Pick<Order, 'volumeLots'>,
  instrument: Instrument,
): Rejection | undefined {
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
 * Why stop loss or take profit cannot stand. Both must lie on their own side of a price by at least the
 * stop level: of the one that would close the position, or of the one at which the order rests.
 */
export function refusedStops(
  {side, stopLoss, takeProfit}: Exits & Pick<Order, 'side'>,
  closingPrice: number,
  levelPoints: number,
  instrument: Instrument,
): Rejection | undefined {
  const least = leastDistance(levelPoints, instrument);
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
      `${name} ${price} must be ${where} ${closingPrice}${distanceText(least, levelPoints)}`,
    );
  }
  return undefined;
}

/**
 * Why a limit or stop order cannot rest: its price must not be reached yet, and lie at least the stop
 * level from the price that opens. The market may come back, so another price or another quote may do.
 */
export function refusedPrice(
  {side, type}: Pick<Order, 'side' | 'type'>,
  price: number,
  quote: Quote,
  levelPoints: number,
  instrument: Instrument,
): Rejection | undefined {
  const line = openingLine(side);
  const least = leastDistance(levelPoints, instrument);
  const where = (side === 'buy') === (type === 'limit') ? 'below' : 'above';
  const gap = where === 'below' ? new Big(quote[line]).minus(price) : new Big(price).minus(quote[line]);
  if (gap.gt(0) && gap.gte(least)) return undefined;
  return {
    status: 'rejected',
    code: 'PRICE_INVALID',
    message: `the price ${price} of a ${side} ${type} must be ${where} the ${line} ${quote[line]}${distanceText(least, levelPoints)}`,
    retry: 'reprice',
  };
}

function leastDistance(levelPoints: number, instrument: Instrument): Big {
  return new Big(pointOf(instrument) ?? 0).times(levelPoints);
}

function distanceText(least: Big, levelPoints: number): string {
  return least.gt(0) ? ` by at least ${least.toString()} (${levelPoints} points)` : '';
}
