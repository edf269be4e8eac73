import {MicrostructureBook} from '../market/microstructure/microstructure-book.ts';
import {QUOTE_FILTER_DEFAULTS, type QuoteFilterOptions} from '../market/quote-filter.ts';
import type {MarketHours} from '../market/session/market-hours.ts';
import {Zone} from '../market/zone.ts';
import {type Guards, GUARDS_OFF} from '../plan/guards.ts';
import type {Limits} from '../ports/store.ts';
import {EXECUTOR_DEFAULTS, type ExecutorOptions} from './executor.ts';
import {SOURCE_CLOCK_DEFAULTS, type SourceClockOptions} from './source-clock.ts';

export const LIMITS_OFF: Limits = {
  volumePerPlanLots: null,
  openPositions: null,
  ordersPerHour: null,
  lossPerDay: null,
};

export type MonitorOptions = Readonly<{
  filter: QuoteFilterOptions;
  /** A quote whose source time is older than this when it arrives moves nothing. */
  quoteAgeMaxMs: number;
  sourceClock: SourceClockOptions;
  /** Its midnight begins the broker's day. */
  dayZone: Zone;
  /** When the market of a symbol is open, where that was configured. */
  hoursOf: (symbol: string) => MarketHours | undefined;
  /** How the minutes of an instrument are analysed. */
  microstructure: MicrostructureBook;
  executor: ExecutorOptions;
  guards: Guards;
  limits: Limits;
  /** After the store or the broker failed a level: pause before it may fire again, doubled each time. */
  failurePauseMs: number;
}>;

export const MONITOR_DEFAULTS: MonitorOptions = {
  filter: QUOTE_FILTER_DEFAULTS,
  quoteAgeMaxMs: 10_000,
  sourceClock: SOURCE_CLOCK_DEFAULTS,
  dayZone: new Zone('UTC'),
  hoursOf: () => undefined,
  microstructure: new MicrostructureBook(),
  executor: EXECUTOR_DEFAULTS,
  guards: GUARDS_OFF,
  limits: LIMITS_OFF,
  failurePauseMs: 250,
};
