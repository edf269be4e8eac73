import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Wake} from '../../src/condition/wake.ts';
import {WakeIndex} from '../../src/engine/wake-index.ts';
import {TIMEFRAMES, type Timeframe} from '../../src/market/bar.ts';
import {QUOTE_LINES, type Quote, roughLineValue} from '../../src/market/quote.ts';

const price = fc.integer({min: 1, max: 60}).map((ticks) => ticks / 2);

const wake: fc.Arbitrary<Wake> = fc.oneof(
  fc.record({
    on: fc.constant('line' as const),
    line: fc.constantFrom(...QUOTE_LINES),
    direction: fc.constantFrom('up' as const, 'down' as const),
    boundary: price,
  }),
  fc.record({on: fc.constant('time' as const), atMs: fc.integer({min: 0, max: 100})}),
  fc.record({on: fc.constant('bar' as const), timeframe: fc.constantFrom(...TIMEFRAMES)}),
  fc.constant({on: 'quote' as const}),
);

type Step =
  | Readonly<{do: 'sleep'; owner: number; wakes: readonly Wake[]}>
  | Readonly<{do: 'forget'; owner: number}>
  | Readonly<{do: 'quote'; bid: number; spread: number; nowMs: number; closed: readonly Timeframe[]}>;

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({do: fc.constant('sleep' as const), owner: fc.nat(8), wakes: fc.array(wake, {maxLength: 4})}),
  fc.record({do: fc.constant('forget' as const), owner: fc.nat(8)}),
  fc.record({
    do: fc.constant('quote' as const),
    bid: price,
    spread: fc.constantFrom(0, 0.5, 1, 3),
    nowMs: fc.integer({min: 0, max: 100}),
    closed: fc.subarray([...TIMEFRAMES]),
  }),
);

/** The rule as it is said: an owner wakes when any of its wakes has come. */
function hasCome(one: Wake, quote: Quote, nowMs: number, closed: readonly Timeframe[]): boolean {
  switch (one.on) {
    case 'quote':
      return true;
    case 'time':
      return nowMs >= one.atMs;
    case 'bar':
      return closed.includes(one.timeframe);
    case 'line': {
      const value = roughLineValue(quote, one.line);
      return one.direction === 'up' ? value >= one.boundary : value <= one.boundary;
    }
  }
}

describe('WakeIndex', () => {
  it('wakes exactly the owners that a look at every sleeper finds', () => {
    fc.assert(
      fc.property(fc.array(step, {maxLength: 60}), (steps) => {
        const index = new WakeIndex<number>();
        const sleepers = new Map<number, ReturnType<typeof index.sleep>>();
        const naive = new Map<number, readonly Wake[]>();
        for (const one of steps) {
          if (one.do === 'sleep') {
            if (sleepers.has(one.owner)) continue;
            sleepers.set(one.owner, index.sleep(one.owner, one.wakes));
            naive.set(one.owner, one.wakes);
          } else if (one.do === 'forget') {
            const sleeper = sleepers.get(one.owner);
            if (sleeper !== undefined) index.forget(sleeper);
            sleepers.delete(one.owner);
            naive.delete(one.owner);
          } else {
            const {bid, spread, nowMs, closed} = one;
            const quote = {symbol: 'X', bid, ask: bid + spread, timeMs: nowMs, receivedAtMs: nowMs};
            const expected = [...naive].filter(([, wakes]) =>
              wakes.some((some) => hasCome(some, quote, nowMs, closed)),
            );
            const woken = index.wake(quote, nowMs, closed);
            expect(new Set(woken)).toEqual(new Set(expected.map(([owner]) => owner)));
            expect(woken).toHaveLength(expected.length);
            for (const owner of woken) {
              sleepers.delete(owner);
              naive.delete(owner);
            }
          }
          expect(index.size).toBe([...naive.values()].reduce((sum, wakes) => sum + wakes.length, 0));
        }
      }),
      {numRuns: 500},
    );
  });
});
