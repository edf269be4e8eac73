import {IANAZone} from 'luxon';

const QUARTER_MS = 15 * 60_000;
const DAY_MS = 86_400_000;
/** Offsets kept per zone; a live monitor needs one or two, a replay passes through them in order. */
const OFFSETS_MAX = 512;

/**
 * Local time in an IANA zone. Offsets change on quarter hours only, so one look-up serves a quarter.
 */
export class Zone {
  readonly name: string;
  readonly #zone: IANAZone;
  readonly #offsets = new Map<number, number>();

  /** @throws {RangeError} When the zone's name is unknown; ask `isZone` first. */
  constructor(name: string) {
    if (!isZone(name)) throw new RangeError(`"${name}" is not an IANA time zone`);
    this.name = name;
    this.#zone = IANAZone.create(name);
  }

  /** Local time less UTC at that instant, in ms. */
  offsetMs(timeMs: number): number {
    const quarter = Math.floor(timeMs / QUARTER_MS);
    let offset = this.#offsets.get(quarter);
    if (offset === undefined) {
      if (this.#offsets.size >= OFFSETS_MAX) this.#offsets.clear();
      offset = this.#zone.offset(quarter * QUARTER_MS) * 60_000;
      this.#offsets.set(quarter, offset);
    }
    return offset;
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

  /** The instant at which the wall clock shows these local ms since 1970; the first of two. */
  toUtcMs(localMs: number): number {
    const guess = localMs - this.offsetMs(localMs);
    const first = localMs - this.offsetMs(guess - 6 * 3_600_000);
    if (first + this.offsetMs(first) === localMs) return first;
    return localMs - this.offsetMs(guess);
  }
}

export function isZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}
