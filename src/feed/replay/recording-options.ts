import type {InstrumentBook} from '../../market/instrument.ts';
import type {ZoneChoice} from './local-clock.ts';

/** Layouts of recorded files that can be replayed. */
export const RECORDING_FORMATS = [
  'lean-tick',
  'lean-bars',
  'mt5-tick',
  'mt5-bars',
  'mt4-bars',
  'histdata-tick',
  'histdata-bars',
  'dukascopy-tick',
  'dukascopy-bars',
  'binance-bars',
  'csv',
] as const;
export type RecordingFormat = (typeof RECORDING_FORMATS)[number];

/** What a reader has to be told where neither a file's name nor its content says it. */
export type RecordingOptions = Readonly<{
  /** Default: detected from each file's name and first lines. */
  format?: RecordingFormat | undefined;
  /** Symbol of every quote, as it is; wins over file names and symbol columns. */
  symbol?: string | undefined;
  /** `YYYY-MM-DD` or `YYYYMMDD`: the day whose midnight LEAN times count from; wins over file names. */
  date?: string | undefined;
  /**
   * Zone of times written without one, and of the midnight of LEAN dates; `auto` measures it from the
   * weekends of each file. Default UTC, for HistData UTC−5.
   */
  zone?: ZoneChoice | undefined;
  /** Length of a bar, as MetaTrader names it (M1, H4…; S1 for a second). Wins over file names. */
  timeframe?: string | undefined;
  /** Ask less bid, in price units, for bars without an ask. Wins over the file's spread column. */
  spread?: number | undefined;
  /** Price of one point, for spreads in points. Default: by the instrument's digits, else the file's. */
  point?: number | undefined;
  instruments?: InstrumentBook | undefined;
}>;
