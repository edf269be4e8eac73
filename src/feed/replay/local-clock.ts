import {isZone, Zone} from '../../market/zone.ts';

/** The clock on a broker's wall: what turns its local times into instants. */
export type LocalClock = Pick<Zone, 'toUtcMs'>;

/** What can be said of a recording's clock: a zone, or that it is to be measured. */
export type ZoneChoice = Zone | 'auto';

export const ZONE_HINT =
  'write for example Europe/London, +03:00, or auto to measure it from weekends; Etc/GMT+5 is UTC−5';

const OFFSET = /^(?:UTC)?([+-])(\d{1,2})(?::?(\d{2}))?$/i;
/** No clock on earth is further from UTC. */
const OFFSET_MINUTES_MAX = 14 * 60;

/**
 * Reads an IANA zone, an offset (`+03:00`, `UTC+3`), or `auto`; undefined when it is neither. `GMT+3`
 * is refused: brokers and the zone data mean opposite clocks by it.
 */
export function zoneChoice(text: string): ZoneChoice | undefined {
  if (text.toLowerCase() === 'auto') return 'auto';
  const [, sign, hours, minutes = '00'] = OFFSET.exec(text) ?? [];
  if (sign !== undefined && hours !== undefined) {
    const isPossible = Number(minutes) < 60 && Number(hours) * 60 + Number(minutes) <= OFFSET_MINUTES_MAX;
    return isPossible ? new Zone(`${sign}${hours.padStart(2, '0')}:${minutes}`) : undefined;
  }
  return isZone(text) ? new Zone(text) : undefined;
}

/** `UTC+3`, `UTC−5:30`, as people write it. */
export function offsetText(offsetMs: number): string {
  const minutes = Math.abs(offsetMs) / 60_000;
  const rest = minutes % 60;
  const hours = Math.floor(minutes / 60);
  const text = rest === 0 ? `${hours}` : `${hours}:${String(rest).padStart(2, '0')}`;
  return minutes === 0 ? 'UTC' : `UTC${offsetMs < 0 ? '−' : '+'}${text}`;
}
