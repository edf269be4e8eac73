const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;

function wallFormat(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}

/** What the clocks of the zone show, read as if it were UTC. */
function wallMs(format: Intl.DateTimeFormat, ms: number): number {
  const part = new Map(format.formatToParts(ms).map(({type, value}) => [type, Number(value)]));
  const get = (type: Intl.DateTimeFormatPartTypes): number => part.get(type) ?? Number.NaN;
  return Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'));
}

/** Epoch milliseconds of the first moment of a date in a zone that has a midnight on that date. */
export function zoneMidnightMs(year: number, month: number, day: number, zone: string): number {
  const wanted = Date.UTC(year, month - 1, day);
  const format = wallFormat(zone);
  // Twice: the offset at the first guess need not be the offset at midnight.
  let ms = wanted;
  for (let round = 0; round < 2; round += 1) ms += wanted - wallMs(format, ms);
  return ms;
}

/** The minute of the day that a zone's clocks show; asked again only when the minute changes. */
export class ZoneClock {
  readonly #format: Intl.DateTimeFormat;
  #minute = Number.NaN;
  #minuteOfDay = 0;

  constructor(zone: string) {
    this.#format = wallFormat(zone);
  }

  minuteOfDay(ms: number): number {
    const minute = Math.floor(ms / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#minuteOfDay = Math.floor(wallMs(this.#format, minute * MINUTE_MS) / MINUTE_MS) % DAY_MINUTES;
    }
    return this.#minuteOfDay;
  }
}
