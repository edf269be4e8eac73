import {isZone, Zone} from '../market/zone.ts';

/**
 * Zones in use. Asking the runtime whether a name is a zone costs as much as reading the whole plan,
 * and zones are few: only valid names get in, so the map is bounded by the time zone database.
 */
const zones = new Map<string, Zone>();

/** The zone of that name, one for all who ask; undefined when there is none. */
export function zoneNamed(name: string): Zone | undefined {
  const key = name.toLowerCase();
  let zone = zones.get(key);
  if (zone === undefined && isZone(name)) {
    zone = new Zone(name);
    zones.set(key, zone);
  }
  return zone;
}
