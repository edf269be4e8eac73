/** Names of the trading sessions; together they cover the day. */
export const SESSION_NAMES = ['ASIAN', 'LONDON', 'OVERLAP', 'NY', 'POST_NY'] as const;
export type SessionName = (typeof SESSION_NAMES)[number];

/** From the first full hour to before the second, UTC; the same all year, whatever local clocks do. */
export type UtcHours = Readonly<{startHour: number; endHour: number}>;

export const SESSIONS: Readonly<Record<SessionName, UtcHours>> = {
  ASIAN: {startHour: 0, endHour: 8},
  LONDON: {startHour: 8, endHour: 13},
  OVERLAP: {startHour: 13, endHour: 16},
  NY: {startHour: 16, endHour: 21},
  POST_NY: {startHour: 21, endHour: 24},
};

export const KILL_ZONE_NAMES = ['LONDON', 'NEW_YORK'] as const;
export type KillZoneName = (typeof KILL_ZONE_NAMES)[number];

/** The hours around an opening in which moves tend to begin */
export const KILL_ZONES: Readonly<Record<KillZoneName, UtcHours>> = {
  LONDON: {startHour: 7, endHour: 10},
  NEW_YORK: {startHour: 12, endHour: 15},
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** One session of one day: from its first instant to that of the next, epoch ms UTC. */
export type SessionTimes = Readonly<{name: SessionName; startMs: number; endMs: number}>;

/** The session that contains an instant; on any day of the week, whether markets are open or not. */
export function sessionAt(utcMs: number): SessionName {
  return SESSION_NAMES.find((name) => isWithin(SESSIONS[name], utcMs)) ?? 'POST_NY';
}

/** That session with the instants at which it begins and ends. */
export function sessionTimesAt(utcMs: number): SessionTimes {
  const name = sessionAt(utcMs);
  const midnightMs = Math.floor(utcMs / DAY_MS) * DAY_MS;
  const {startHour, endHour} = SESSIONS[name];
  return {name, startMs: midnightMs + startHour * HOUR_MS, endMs: midnightMs + endHour * HOUR_MS};
}

/** The kill zone that contains an instant, or undefined. */
export function killZoneAt(utcMs: number): KillZoneName | undefined {
  return KILL_ZONE_NAMES.find((name) => isWithin(KILL_ZONES[name], utcMs));
}

function isWithin({startHour, endHour}: UtcHours, utcMs: number): boolean {
  const hours = (utcMs - Math.floor(utcMs / DAY_MS) * DAY_MS) / HOUR_MS;
  return startHour <= hours && hours < endHour;
}
