import fc from 'fast-check';
import {type Bar, TIMEFRAME_MS, type Timeframe} from '../../../src/market/bar.ts';

/** Of one price, or of open, high, low, close; bars of a minute follow each other from 1970. */
type Written = number | readonly [open: number, high: number, low: number, close: number];

export function barsOf(written: readonly Written[], timeframe: Timeframe = 'M1', ticks = 1): readonly Bar[] {
  return written.map((one, index) => {
    const [open, high, low, close] = typeof one === 'number' ? [one, one, one, one] : one;
    return {timeMs: index * TIMEFRAME_MS[timeframe], open, high, low, close, ticks};
  });
}

/** How many bars are missing before one. */
const GAPS = {
  none: fc.constant(0),
  some: fc.oneof(
    {weight: 8, arbitrary: fc.constant(0)},
    {weight: 1, arbitrary: fc.integer({min: 1, max: 100})},
  ),
  weekends: fc.oneof({weight: 30, arbitrary: fc.constant(0)}, {weight: 1, arbitrary: fc.constant(2880)}),
  many: fc.integer({min: 0, max: 6}),
  // More than the anchors of short periods are long: each bar has one to itself.
  huge: fc.integer({min: 100, max: 300}),
};

/** A power of two: sums and differences of such prices are exact. */
const UNIT = 1 / 1024;

const step = fc.record({
  move: fc.oneof(fc.constant(0), fc.integer({min: -400, max: 400})),
  body: fc.oneof(fc.constant(0), fc.integer({min: -300, max: 300})),
  upperWick: fc.oneof(fc.constant(0), fc.integer({min: 0, max: 200})),
  lowerWick: fc.oneof(fc.constant(0), fc.integer({min: 0, max: 200})),
  ticks: fc.integer({min: 0, max: 50}),
});

/** Random walks from 200 in steps of 1/1024, with gaps of every kind, from any instant of a day. */
export function walks(timeframe: Timeframe, maxLength: number): fc.Arbitrary<readonly Bar[]> {
  return fc
    .constantFrom(...Object.values(GAPS))
    .chain((gap) =>
      fc.tuple(
        fc.integer({min: 0, max: 3000}),
        fc.array(fc.tuple(gap, step), {minLength: 1, maxLength, size: 'max'}),
      ),
    )
    .map(([start, steps]) => {
      let index = start;
      let price = 200 / UNIT;
      return steps.map(([missing, {move, body, upperWick, lowerWick, ticks}]) => {
        index += 1 + missing;
        const open = price + move;
        const close = open + body;
        price = close;
        return {
          timeMs: index * TIMEFRAME_MS[timeframe],
          open: open * UNIT,
          high: (Math.max(open, close) + upperWick) * UNIT,
          low: (Math.min(open, close) - lowerWick) * UNIT,
          close: close * UNIT,
          ticks,
        };
      });
    });
}

/** The same market upside down: every price is `around` less what it was. */
export function mirrored(bars: readonly Bar[], around: number): readonly Bar[] {
  return bars.map(({open, high, low, close, ...bar}) => ({
    ...bar,
    open: around - open,
    high: around - low,
    low: around - high,
    close: around - close,
  }));
}
