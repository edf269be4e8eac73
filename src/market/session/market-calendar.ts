import type {Instrument} from '../instrument.ts';
import {assetClassOf} from '../symbol/asset-class.ts';
import type {AssetClass} from '../symbol/assets.ts';
import {FOREX_WEEK, type MarketHours} from './market-hours.ts';

/** What is known of when the market of an instrument is open. */
export type MarketCalendar = Readonly<{
  /** By which it is closed; undefined: it never closes, or nobody knows when. */
  hours: MarketHours | undefined;
  /** By which it may be closed: a bar is not old because of a weekend in which nothing may have been quoted. */
  possibleHours: MarketHours | undefined;
}>;

/** What is usual, of the kinds of instruments of which most brokers agree. */
const CLOSES_AT_WEEKEND: Readonly<Partial<Record<AssetClass, boolean>>> = {
  fiat: true,
  metal: true,
  crypto: false,
  stablecoin: false,
};

/**
 * What closes at weekends is closed by the week of currencies and metals, unless its hours are configured. Of what is
 * neither configured nor told by the feed, what is usual for its kind counts; of other kinds nobody knows.
 *
 * @param neverCloses Its quotes come at all hours, because they are made up or recorded.
 */
export function calendarOf(
  {symbol, closesAtWeekend}: Pick<Instrument, 'symbol' | 'closesAtWeekend'>,
  {configured, neverCloses}: Readonly<{configured: MarketHours | undefined; neverCloses: boolean}>,
): MarketCalendar {
  if (configured !== undefined) return {hours: configured, possibleHours: configured};
  const closes = closesAtWeekend ?? CLOSES_AT_WEEKEND[assetClassOf(symbol)];
  return {
    hours: closes === true && !neverCloses ? FOREX_WEEK : undefined,
    possibleHours: closes === false ? undefined : FOREX_WEEK,
  };
}
