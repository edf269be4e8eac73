import {type Bar, TIMEFRAME_MS, type Timeframe} from '../../market/bar.ts';
import type {Dice} from '../kernel/dice.ts';
import {longerBars} from './longer-bars.ts';

const MINUTE_MS = TIMEFRAME_MS.M1;
/** From before the run: enough for the analyses of its plans, or next to nothing. */
const PAST_MINUTES = {many: 200, few: 3};
/** How far a minute of the past goes, as a share of the price. */
const MOVE_SHARE = 0.001;

/** The bars of a venue: drawn from its quotes, after a past that is made up. */
export class BarHistory {
  readonly #dice: Dice;
  readonly #pastMinutes: number;
  /** By symbol; the newest has not closed. */
  readonly #minutes = new Map<string, Bar[]>();
  readonly #pasts = new Map<string, readonly Bar[]>();

  constructor(dice: Dice, isShort: boolean) {
    this.#dice = dice;
    this.#pastMinutes = isShort ? PAST_MINUTES.few : PAST_MINUTES.many;
  }

  take(symbol: string, bid: number, atMs: number): void {
    const timeMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
    const minutes = this.#minutes.get(symbol) ?? [];
    this.#minutes.set(symbol, minutes);
    const bar = minutes.at(-1);
    if (bar?.timeMs !== timeMs) {
      minutes.push({timeMs, open: bid, high: bid, low: bid, close: bid, ticks: 1});
      return;
    }
    const {high, low, ticks} = bar;
    minutes[minutes.length - 1] = {
      ...bar,
      high: Math.max(high, bid),
      low: Math.min(low, bid),
      close: bid,
      ticks: ticks + 1,
    };
  }

  /** The newest bars that have closed by a time, oldest first; at most `count`. */
  closed(symbol: string, timeframe: Timeframe, count: number, atMs: number): readonly Bar[] {
    const minutes = this.#minutes.get(symbol) ?? [];
    const [first] = minutes;
    if (first === undefined) return [];
    const lengthMs = TIMEFRAME_MS[timeframe];
    const bars = longerBars([...this.#pastOf(symbol, first), ...minutes], lengthMs);
    return bars.filter(({timeMs}) => timeMs + lengthMs <= atMs).slice(-count);
  }

  /** Made up when somebody asks for it: most runs need none. */
  #pastOf(symbol: string, first: Bar): readonly Bar[] {
    const known = this.#pasts.get(symbol);
    if (known !== undefined) return known;
    const die = this.#dice.of(`past of ${symbol}`);
    const rounded = (price: number) => Number(price.toFixed(5));
    const bars: Bar[] = [];
    let close = first.open;
    for (let back = 1; back <= this.#pastMinutes; back++) {
      const open = rounded(close * (1 + MOVE_SHARE * die.between(-1, 1)));
      const wick = () => 1 + MOVE_SHARE * die.between(0, 0.5);
      const high = rounded(Math.max(open, close) * wick());
      const low = rounded(Math.min(open, close) / wick());
      bars.push({timeMs: first.timeMs - back * MINUTE_MS, open, high, low, close, ticks: 30});
      close = open;
    }
    const past = bars.reverse();
    this.#pasts.set(symbol, past);
    return past;
  }
}
