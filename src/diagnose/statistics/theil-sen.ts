/** A straight trend through points, robust against a few that lie far off. */
export type Trend = Readonly<{
  /** Median of the slopes of all pairs of points. */
  slope: number;
  /** Ends of the confidence interval of the slope. */
  lower: number;
  upper: number;
}>;

/** Two-sided 99 % point of the normal distribution. */
const Z_99 = 2.5758293035489004;

/**
 * Theil–Sen slope with its 99 % interval by Kendall's distribution, in the normal approximation.
 *
 * The interval is wide where points scatter, and does not ask how they scatter; a single collection
 * that came late moves it hardly at all. That is why it is asked whether memory grows, and not the
 * least-squares line, nor a test for any trend however small.
 *
 * @param xs Strictly ascending; at least 3.
 * @see P. K. Sen (1968), Estimates of the regression coefficient based on Kendall's tau
 */
export function theilSen(xs: readonly number[], ys: readonly number[]): Trend {
  const count = xs.length;
  if (count < 3 || ys.length !== count) throw new RangeError('a trend needs 3 points or more');
  const slopes: number[] = [];
  for (const [i, xi] of xs.entries()) {
    for (const [j, xj] of xs.slice(0, i).entries()) {
      if (xi <= xj) throw new RangeError('the places of the points must ascend');
      slopes.push((valueAt(ys, i) - valueAt(ys, j)) / (xi - xj));
    }
  }
  slopes.sort((a, b) => a - b);
  const sigma = Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18);
  const spread = Z_99 * sigma;
  // Ranks of the ends, rounded to the nearest and kept inside: with few points they are the extremes.
  const lowerRank = Math.max(0, Math.round((slopes.length - spread) / 2) - 1);
  const upperRank = Math.min(slopes.length - 1, Math.round((slopes.length + spread) / 2));
  return {
    slope: median(slopes),
    lower: valueAt(slopes, lowerRank),
    upper: valueAt(slopes, upperRank),
  };
}

/** @param sorted Ascending, not empty. */
function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  const above = valueAt(sorted, middle);
  return sorted.length % 2 === 1 ? above : (valueAt(sorted, middle - 1) + above) / 2;
}

function valueAt(values: readonly number[], index: number): number {
  const value = values[index];
  if (value === undefined) throw new Error('Invariant: each point has its value');
  return value;
}
