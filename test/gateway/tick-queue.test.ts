import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {TickQueue} from '../../src/gateway/tick-queue.ts';

const tick = fc.record({symbol: fc.constantFrom('A', 'B', 'C'), bid: fc.integer({min: 1, max: 99})});

describe('TickQueue', () => {
  it('keeps the last price, the count and the extremes of each symbol, and little else', () => {
    fc.assert(
      fc.property(fc.array(tick), fc.nat(5), (ticks, max) => {
        const queue = new TickQueue(max);
        for (const [index, {symbol, bid}] of ticks.entries()) {
          queue.push({symbol, bid, ask: bid + 1, timeMs: index, n: 1});
          expect(queue.size).toBeLessThanOrEqual(max + 3);
        }
        const taken = queue.take();
        expect(queue.size).toBe(0);
        for (const symbol of ['A', 'B', 'C']) {
          const given = ticks.filter((one) => one.symbol === symbol).map(({bid}) => bid);
          const got = taken.filter((one) => one.symbol === symbol);
          expect(got.reduce((sum, {n}) => sum + n, 0)).toBe(given.length);
          expect(got.at(-1)?.bid).toBe(given.at(-1));
          expect(Math.min(...got.map(({minBid, bid}) => minBid ?? bid))).toBe(Math.min(...given));
          expect(Math.max(...got.map(({maxAsk, ask}) => maxAsk ?? ask))).toBe(
            Math.max(...given.map((bid) => bid + 1)),
          );
        }
      }),
    );
  });
});
