import type {UtcHours} from '../market/session/sessions.ts';
import type {Leaf} from './leaf.ts';
import {type Possibilities, range, within} from './possible.ts';
import {MET, UNMET} from './verdict.ts';
import {NEVER} from './wake.ts';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
const DAY_MS = DAY_HOURS * HOUR_MS;

/** The UTC clock is within one of these spans. @param nameAt What an instant belongs to, in words. */
export function utcHoursLeaf({
  threshold,
  spans,
  nameAt,
}: Readonly<{
  threshold: string;
  spans: readonly UtcHours[];
  nameAt: (utcMs: number) => string;
}>): Leaf {
  const isWithin = (utcMs: number) => {
    const hours = timeOfDayMs(utcMs) / HOUR_MS;
    return spans.some(({startHour, endHour}) => startHour <= hours && hours < endHour);
  };
  const hours = spans.flatMap(({startHour, endHour}) => [startHour, endHour]);
  /** Undefined when there is none: the spans are all day, or nothing. */
  const nextChangeMs = (utcMs: number) => {
    const midnightMs = utcMs - timeOfDayMs(utcMs);
    return [...hours, ...hours.map((hour) => hour + DAY_HOURS)]
      .map((hour) => midnightMs + hour * HOUR_MS)
      .sort((a, b) => a - b)
      .find((atMs) => atMs > utcMs && isWithin(atMs) !== isWithin(utcMs));
  };
  return {
    threshold,
    judge: ({nowMs}) => (isWithin(nowMs) ? MET : UNMET),
    observe: ({nowMs}) => {
      const clock = new Date(nowMs).toISOString().slice(11, 19);
      return {observed: `${clock} UTC, ${nameAt(nowMs)}`, dataTimeMs: null};
    },
    wakes: ({nowMs}) => {
      const atMs = nextChangeMs(nowMs);
      return atMs === undefined ? NEVER : [{on: 'time', atMs}];
    },
    distance: ({nowMs}) => {
      const atMs = nextChangeMs(nowMs);
      return atMs === undefined ? undefined : {away: atMs - nowMs, scale: DAY_MS};
    },
  };
}

/** Times of day that spans allow. @param negated Those that they leave. */
export function possibleHours(spans: readonly UtcHours[], negated: boolean): Possibilities {
  const sorted = spans.toSorted((a, b) => a.startHour - b.startHour);
  const allowed = negated ? gapsOf(sorted) : sorted;
  return within(
    'time:UTC',
    ...allowed.map(({startHour, endHour}) => range(startHour * HOUR_MS, endHour * HOUR_MS, {to: true})),
  );
}

function gapsOf(sorted: readonly UtcHours[]): UtcHours[] {
  const gaps: UtcHours[] = [];
  let fromHour = 0;
  for (const {startHour, endHour} of sorted) {
    if (startHour > fromHour) gaps.push({startHour: fromHour, endHour: startHour});
    fromHour = Math.max(fromHour, endHour);
  }
  return fromHour < DAY_HOURS ? [...gaps, {startHour: fromHour, endHour: DAY_HOURS}] : gaps;
}

function timeOfDayMs(utcMs: number): number {
  return utcMs - Math.floor(utcMs / DAY_MS) * DAY_MS;
}
