import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {TopKeys} from '../../src/contention/top-keys.ts';

describe('TopKeys', () => {
  it('adds up what was waited for each key, most first, and leaves out those who waited for nobody', () => {
    const keys = new TopKeys(4);
    keys.waited('short', 10, true);
    keys.waited('never', 0, true);
    keys.waited('long', 30, true);
    keys.waited('long', 0, true);
    keys.waited('long', 50, false);
    expect(keys.top(10)).toEqual([
      {key: 'long', acquisitions: 2, waitMs: 80, waitMaxMs: 50},
      {key: 'short', acquisitions: 1, waitMs: 10, waitMaxMs: 10},
    ]);
    expect(keys.top(1)).toHaveLength(1);
  });

  it('gives a newcomer the place of the smallest, also where that one was a newcomer', () => {
    const keys = new TopKeys(2);
    keys.waited('big', 100, true);
    for (let index = 0; index < 50; index += 1) keys.waited(`once-${index}`, 1, true);
    expect(keys.top(2)).toMatchObject([
      {key: 'big', waitMs: 100},
      {key: 'once-49', waitMs: 1},
    ]);
  });

  it('lets those in who come again and again, though each time in the place of another', () => {
    const keys = new TopKeys(2);
    keys.waited('once', 10, true);
    keys.waited('too', 9, true);
    for (let index = 0; index < 20; index += 1) keys.waited(index % 2 === 0 ? 'even' : 'odd', 5, true);
    expect(keys.top(2)).toMatchObject([
      {key: 'even', waitMs: 50},
      {key: 'odd', waitMs: 50},
    ]);
  });

  it('knows every key with more than 1/N of all waiting, to within 1/N and never above', () => {
    const CAPACITY = 5;
    const stream = fc.array(fc.record({key: fc.nat({max: 20}), waitMs: fc.nat({max: 50})}), {maxLength: 300});
    fc.assert(
      fc.property(stream, (waits) => {
        const keys = new TopKeys(CAPACITY);
        const truth = new Map<string, number>();
        let total = 0;
        for (const {key, waitMs} of waits) {
          keys.waited(`${key}`, waitMs, true);
          truth.set(`${key}`, (truth.get(`${key}`) ?? 0) + waitMs);
          total += waitMs;
        }
        const said = new Map(keys.top(CAPACITY + 1).map(({key, waitMs}) => [key, waitMs]));
        expect(said.size).toBeLessThanOrEqual(CAPACITY);
        for (const [key, waitMs] of truth) {
          const saidMs = said.get(key) ?? 0;
          expect(saidMs).toBeLessThanOrEqual(waitMs);
          expect(saidMs).toBeGreaterThanOrEqual(waitMs - total / CAPACITY);
        }
      }),
    );
  });
});
