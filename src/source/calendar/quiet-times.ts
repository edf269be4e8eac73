/** The minutes around an event that are not quiet: from before it (inclusive) until after it (exclusive). */
export type QuietWindow = Readonly<{beforeMs: number; afterMs: number}>;

/** Whether a time is quiet, for how long, and which event is the nearest that disturbs it or will. */
export type Quiet = Readonly<{
  isQuiet: boolean;
  /** When it is no more so; Infinity when there is no such time. */
  untilMs: number;
  /** Place among the times; undefined when none is to come. */
  nearest: number | undefined;
}>;

/**
 * @param timesMs Of the events that count, in order.
 * @param window Its ends are as long for each of them, so of two events the first disturbs first and ends first.
 */
export function quietAt(nowMs: number, timesMs: readonly number[], {beforeMs, afterMs}: QuietWindow): Quiet {
  const nearest = firstAbove(timesMs, nowMs - afterMs);
  const timeMs = timesMs[nearest];
  if (timeMs === undefined) return {isQuiet: true, untilMs: Number.POSITIVE_INFINITY, nearest: undefined};
  if (nowMs < timeMs - beforeMs) return {isQuiet: true, untilMs: timeMs - beforeMs, nearest};
  // Windows that touch or overlap are one.
  let untilMs = timeMs + afterMs;
  for (let next = nearest + 1; ; next += 1) {
    const nextMs = timesMs[next];
    if (nextMs === undefined || nextMs - beforeMs > untilMs) return {isQuiet: false, untilMs, nearest};
    untilMs = nextMs + afterMs;
  }
}

/** Place of the first of the ordered values that is above the limit; their number when none is. */
function firstAbove(values: readonly number[], limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}
