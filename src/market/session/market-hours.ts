import {Zone} from '../zone.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
const DAY_MS = DAY_MINUTES * MINUTE_MS;

/** A time in which the market is open, in minutes of the local week; minute 0 is Sunday 00:00. */
export type WeekSession = Readonly<{from: number; to: number}>;

/** Minutes of the local week. @param day From Sunday, which is 0. */
export function minuteOfWeek(day: number, hour: number, minute = 0): number {
  return (day * 24 + hour) * 60 + minute;
}

/** When the market of an instrument is open, by the clock on the wall of its exchange. */
export class MarketHours {
  readonly #zone: Zone;
  readonly #sessions: readonly WeekSession[];
  readonly #holidays: ReadonlySet<string>;

  /**
   * @param sessions Each within one week.
   * @param holidays Local days on which it stays closed, as `2026-12-25`.
   */
  constructor(zone: Zone, sessions: readonly WeekSession[], holidays: Iterable<string> = []) {
    this.#zone = zone;
    this.#sessions = sessions;
    this.#holidays = new Set(holidays);
  }

  isOpen(timeMs: number): boolean {
    const localMs = timeMs + this.#zone.offsetMs(timeMs);
    const day = Math.floor(localMs / DAY_MS);
    if (this.#holidays.has(nameOf(day))) return false;
    const minute = weekday(day) * DAY_MINUTES + (localMs - day * DAY_MS) / MINUTE_MS;
    return this.#sessions.some(({from, to}) => minute >= from && minute < to);
  }

  /** For how long of a span it was open. */
  openMs(fromMs: number, toMs: number): number {
    if (toMs <= fromMs) return 0;
    const firstDay = Math.floor((fromMs + this.#zone.offsetMs(fromMs)) / DAY_MS);
    const lastDay = Math.floor((toMs + this.#zone.offsetMs(toMs)) / DAY_MS);
    let openMs = 0;
    for (let day = firstDay; day <= lastDay; day++) {
      if (this.#holidays.has(nameOf(day))) continue;
      const dayMinute = weekday(day) * DAY_MINUTES;
      for (const {from, to} of this.#sessions) {
        const first = Math.max(from, dayMinute) - dayMinute;
        const last = Math.min(to, dayMinute + DAY_MINUTES) - dayMinute;
        if (first >= last) continue;
        const startMs = this.#zone.toUtcMs(day * DAY_MS + first * MINUTE_MS);
        const endMs = this.#zone.toUtcMs(day * DAY_MS + last * MINUTE_MS);
        openMs += Math.max(0, Math.min(endMs, toMs) - Math.max(startMs, fromMs));
      }
    }
    return openMs;
  }
}

/** Currencies and metals: from Sunday 17:00 to Friday 17:00 in New York. */
export const FOREX_WEEK = new MarketHours(new Zone('America/New_York'), [
  {from: minuteOfWeek(0, 17), to: minuteOfWeek(5, 17)},
]);

/** 1970 began on a Thursday. */
function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

function nameOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
