import {IANAZone} from 'luxon';

const QUARTER_MS = 15 * 60_000;
const DAY_MS = 86_400_000;
/** Offsets kept per zone; a live monitor needs one or two, a replay passes through them in order. */
const OFFSETS_MAX = 512;
const CHANGES = Number.NaN;

/**
 * Local time in an IANA zone. A look-up costs some µs, so one serves a day; where the clock is set on
 * that day, one serves a quarter: offsets change on quarter hours only, and never twice in a day.
 */
export class Zone {
  readonly name: string;
  readonly #zone: IANAZone;
  /** By UTC day; `CHANGES` on the few days on which the clock is set. */
  readonly #dayOffsets = new Map<number, number>();
  readonly #quarterOffsets = new Map<number, number>();

  /** @throws {RangeError} When the zone's name is unknown; ask `isZone` first. */
  constructor(name: string) {
    if (!isZone(name)) throw new RangeError(`"${name}" is not an IANA time zone`);
    this.name = name;
    this.#zone = IANAZone.create(name);
  }

  /** Local time less UTC at that instant, in ms. */
  offsetMs(timeMs: number): number {
    const day = Math.floor(timeMs / DAY_MS);
    let offset = this.#dayOffsets.get(day);
    if (offset === undefined) {
      if (this.#dayOffsets.size >= OFFSETS_MAX) this.#dayOffsets.clear();
      const start = this.#lookUp(day * DAY_MS);
      offset = start === this.#lookUp((day + 1) * DAY_MS) ? start : CHANGES;
      this.#dayOffsets.set(day, offset);
    }
    return Number.isNaN(offset) ? this.#offsetOfQuarter(Math.floor(timeMs / QUARTER_MS)) : offset;
  }

  /** Ms since local midnight by the clock on the wall: 0 to 86,399,999. */
  timeOfDayMs(timeMs: number): number {
    const local = timeMs + this.offsetMs(timeMs);
    return local - Math.floor(local / DAY_MS) * DAY_MS;
  }

  /**
   * An instant, after `timeMs`, no later than the next one at which the wall clock shows
   * `timeOfDayMs` or is set. At the instant itself the clock shows it, or has just been set.
   */
  nextTimeOfDay(timeMs: number, timeOfDayMs: number): number {
    const ahead = timeOfDayMs - this.timeOfDayMs(timeMs);
    const next = timeMs + (ahead > 0 ? ahead : ahead + DAY_MS);
    const offset = this.offsetMs(timeMs);
    if (this.offsetMs(next) === offset) return next;
    // The clock is set in between: find that quarter.
    let before = Math.floor(timeMs / QUARTER_MS);
    let after = Math.floor(next / QUARTER_MS);
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (this.offsetMs(middle * QUARTER_MS) === offset) before = middle;
      else after = middle;
    }
    return after * QUARTER_MS;
  }

  /**
   * The instant at which the wall clock shows these local ms since 1970: the first of two when it is
   * set back. A time that is skipped when it is set forward counts on from before: 02:30 is then the
   * instant at which the clock shows 03:30, and a skipped midnight is the start of its day.
   */
  toUtcMs(localMs: number): number {
    const before = this.offsetMs(localMs - DAY_MS);
    const after = this.offsetMs(localMs + DAY_MS);
    if (before === after) return localMs - before;
    const early = localMs - before;
    if (this.offsetMs(early) === before) return early;
    const late = localMs - after;
    return this.offsetMs(late) === after ? late : early;
  }

  #offsetOfQuarter(quarter: number): number {
    let offset = this.#quarterOffsets.get(quarter);
    if (offset === undefined) {
      if (this.#quarterOffsets.size >= OFFSETS_MAX) this.#quarterOffsets.clear();
      offset = this.#lookUp(quarter * QUARTER_MS);
      this.#quarterOffsets.set(quarter, offset);
    }
    return offset;
  }

  #lookUp(timeMs: number): number {
    return this.#zone.offset(timeMs) * 60_000;
  }
}

export function isZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}
