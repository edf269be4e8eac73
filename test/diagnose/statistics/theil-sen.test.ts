import {spawnSync} from 'node:child_process';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {theilSen} from '../../../src/diagnose/statistics/theil-sen.ts';
import {hasPythonWith} from '../../has-program.ts';

/** Sen's interval in the standard library of Python, written from the paper and not from our code. */
const PYTHON = `
import json, math, statistics, sys
answers = []
for xs, ys in json.load(sys.stdin):
    n = len(xs)
    slopes = sorted((ys[j] - ys[i]) / (xs[j] - xs[i]) for i in range(n) for j in range(i + 1, n))
    z = statistics.NormalDist().inv_cdf(0.995)
    c = z * math.sqrt(n * (n - 1) * (2 * n + 5) / 18)
    count = len(slopes)
    # Ranks from one: the M1-th and the (M2 + 1)-th slope.
    first = max(1, round((count - c) / 2))
    last = min(count, round((count + c) / 2) + 1)
    answers.append([statistics.median(slopes), slopes[first - 1], slopes[last - 1]])
print(json.dumps(answers))
`;

const hasPython = hasPythonWith('statistics');

const points = fc
  .array(fc.tuple(fc.integer({min: 1, max: 500}), fc.integer({min: -10_000, max: 10_000})), {
    minLength: 3,
    maxLength: 40,
  })
  .map((steps) => {
    let x = 0;
    return [
      steps.map(([step]) => {
        x += step;
        return x;
      }),
      steps.map(([, y]) => y),
    ] as const;
  });

describe('theilSen', () => {
  it('gives the slope of points on a line, and no interval around it', () => {
    expect(theilSen([100, 200, 300, 400], [5, 25, 45, 65])).toEqual({slope: 0.2, lower: 0.2, upper: 0.2});
  });

  it('has all slopes in the interval when there are too few points for a narrower one', () => {
    // Slopes by hand: (1,1)-(2,3): 2; (1,1)-(3,2): 0.5; (2,3)-(3,2): -1.
    expect(theilSen([1, 2, 3], [1, 3, 2])).toEqual({slope: 0.5, lower: -1, upper: 2});
  });

  it('takes the 31st slope from either end of those of sixteen points', () => {
    // 120 slopes, sigma = √(16·15·37/18) = 22.21, times 2.5758 = 57.21: ranks 31 and 90. Between points
    // of a parabola the slope is the sum of their places: 30 sums are 10 or less, 36 are 11 or less.
    const xs = Array.from({length: 16}, (_, index) => index);
    expect(
      theilSen(
        xs,
        xs.map((x) => x * x),
      ),
    ).toEqual({slope: 15, lower: 11, upper: 19});
  });

  it('is not moved by one point that is far off', () => {
    const xs = Array.from({length: 16}, (_, index) => (index + 1) * 100);
    const ys = xs.map((x, index) => (index === 7 ? 1e9 : 30 * x));
    const {slope, lower, upper} = theilSen(xs, ys);
    expect([slope, lower, upper]).toEqual([30, 30, 30]);
  });

  it('turns with the points and does not mind their level', () => {
    fc.assert(
      fc.property(points, fc.integer({min: -1000, max: 1000}), ([xs, ys], level) => {
        const trend = theilSen(xs, ys);
        const raised = theilSen(
          xs,
          ys.map((y) => y + level),
        );
        const turned = theilSen(
          xs,
          ys.map((y) => -y),
        );
        expect(raised).toEqual(trend);
        expect(turned.slope).toBeCloseTo(-trend.slope, 9);
        expect(trend.lower).toBeLessThanOrEqual(trend.slope);
        expect(trend.upper).toBeGreaterThanOrEqual(trend.slope);
      }),
    );
  });

  it('refuses points whose places do not ascend, and fewer than three', () => {
    expect(() => theilSen([1, 1, 2], [0, 0, 0])).toThrow('ascend');
    expect(() => theilSen([1, 2], [0, 0])).toThrow('3 points');
  });

  it.skipIf(!hasPython)('agrees with another implementation', () => {
    const cases = fc.sample(points, {numRuns: 100, seed: 7});
    const {stdout, stderr} = spawnSync('python3', ['-c', PYTHON], {
      input: JSON.stringify(cases),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    const answers = JSON.parse(stdout) as [number, number, number][];
    for (const [index, [xs, ys]] of cases.entries()) {
      const {slope, lower, upper} = theilSen(xs, ys);
      const expected = answers[index] ?? [];
      for (const [at, value] of [slope, lower, upper].entries()) {
        expect(value, `case ${index}`).toBeCloseTo(expected[at] ?? Number.NaN, 9);
      }
    }
  });
});
