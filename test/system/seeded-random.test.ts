import {describe, expect, it} from 'vitest';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {SystemRandom} from '../../src/system/system-random.ts';

describe('SeededRandom', () => {
  it('repeats itself from its seed, for ever the same', () => {
    const random = new SeededRandom(42);
    // The published values of mulberry32 for this seed.
    expect([random.next(), random.next(), random.next()]).toEqual([
      0.6011037519201636, 0.44829055899754167, 0.8524657934904099,
    ]);
  });

  it.each([new SeededRandom(7), new SystemRandom()])('is even over [0, 1)', (random) => {
    const counts = Array.from({length: 10}, () => 0);
    for (let count = 0; count < 100_000; count++) {
      const value = random.next();
      expect(value >= 0 && value < 1).toBe(true);
      const bucket = Math.floor(value * 10);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
    // 10,000 each; seven standard deviations are 664.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(664);
  });
});
