import type {Leaf} from '../condition/leaf.ts';
import {MET, type Verdict} from '../condition/verdict.ts';
import {zoneNamed} from '../condition/zone-named.ts';
import type {Zone} from '../market/zone.ts';

/** The part of each week in which nothing fires: from (inclusive) to (exclusive), by the clock of a zone. */
export type WeekendWindow = Readonly<{
  /** Day and time, such as `Fri 16:45`. */
  from: string;
  to: string;
  /** IANA time zone, so that the window follows when its clocks are set. */
  zone: string;
}>;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
/** 1 January 1970 was a Thursday. */
const EPOCH_DAY = DAYS.indexOf('Thu');

/** What day and time look like. */
export const WEEK_TIME_FORM = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([01]\d|2[0-3]):[0-5]\d$/;

/** Around the hours in which the markets for currencies and metals are closed. */
export const USUAL_WEEKEND: WeekendWindow = {
  from: 'Fri 16:45',
  to: 'Sun 17:05',
  zone: 'America/New_York',
};

const WEEKEND: Verdict = {state: 'unmet', reason: 'weekend'};

/**
 * Unmet in the weekend of a market that closes then: its first and last quotes are wide and thin, and a
 * stop loss does not hold over the gap.
 *
 * @param isSure Whether the market is known to close; one that is not known is taken to.
 */
export function weekendLeaf({from, to, zone: zoneName}: WeekendWindow, isSure: boolean): Leaf {
  const zone = zoneNamed(zoneName);
  if (zone === undefined) throw new Error(`Invariant: "${zoneName}" is a zone that passed the schema`);
  const [fromMs, toMs] = [weekTimeMs(from), weekTimeMs(to)];
  const isWeekend = (nowMs: number) => {
    const ms = timeOfWeekMs(zone, nowMs);
    return fromMs < toMs ? ms >= fromMs && ms < toMs : ms >= fromMs || ms < toMs;
  };
  const doubt = isSure ? '' : '; whether its market closes then is not known';
  return {
    threshold: `not from ${from} to ${to} ${zoneName}${doubt}`,
    judge: ({nowMs}) => (isWeekend(nowMs) ? WEEKEND : MET),
    observe: ({nowMs}) => ({observed: weekTimeText(timeOfWeekMs(zone, nowMs)), dataTimeMs: null}),
    // The same time of an earlier day may come first: a look that is not needed, once a day.
    wakes: ({nowMs}) => [
      {on: 'time', atMs: zone.nextTimeOfDay(nowMs, (isWeekend(nowMs) ? toMs : fromMs) % DAY_MS)},
    ],
    distance: ({nowMs}) => {
      const end = isWeekend(nowMs) ? toMs : fromMs;
      return {away: (end - timeOfWeekMs(zone, nowMs) + WEEK_MS) % WEEK_MS, scale: WEEK_MS};
    },
  };
}

/** Ms since the start of Monday of what `Fri 16:45` says. */
function weekTimeMs(text: string): number {
  const [day = '', time = ''] = text.split(' ');
  return DAYS.indexOf(day) * DAY_MS + (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * MINUTE_MS;
}

/** Ms since the start of Monday by the clock on the wall. */
function timeOfWeekMs(zone: Zone, timeMs: number): number {
  const localMs = timeMs + zone.offsetMs(timeMs) + EPOCH_DAY * DAY_MS;
  return localMs - Math.floor(localMs / WEEK_MS) * WEEK_MS;
}

function weekTimeText(timeOfWeek: number): string {
  const day = DAYS[Math.floor(timeOfWeek / DAY_MS)] ?? '';
  return `${day} ${new Date(timeOfWeek % DAY_MS).toISOString().slice(11, 19)}`;
}
