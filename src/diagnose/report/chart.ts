/** One line of a chart. */
export type ChartSeries = Readonly<{name: string; values: readonly number[]}>;

/** A line chart: what it shows, and the values of each line at the same places of the x axis. */
export type Chart = Readonly<{
  title: string;
  xLabel: string;
  yLabel: string;
  /** Places on the x axis, ascending. */
  xs: readonly number[];
  series: readonly ChartSeries[];
  /** Up to this x the values were not judged, and are shaded. */
  shadedUntilX?: number;
}>;
