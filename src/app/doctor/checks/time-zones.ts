import {isZone} from '../../../market/zone.ts';
import {type Check, failure, ok} from '../check.ts';
import type {Facts} from '../facts.ts';

const SUMMER_HOUR_IN_NEW_YORK = 8;
const REMEDY = 'install a Node with full time zone data, as `npm ci` brings it';

/** The data of time zones are there, and know the zones that settings and plans name. */
export const timeZones: Check = {
  name: 'time zones',
  look: (facts) => {
    if (facts.summerHourInNewYork !== SUMMER_HOUR_IN_NEW_YORK) {
      return [failure('this Node does not know the offsets of time zones', REMEDY)];
    }
    const zones = [...new Set(zonesOf(facts))];
    const unknown = zones.filter((zone) => !isZone(zone));
    if (unknown.length === 0) return [ok(zones.length === 0 ? 'known' : zones.join(', '))];
    return [failure(`this Node does not know ${unknown.join(', ')}`, REMEDY)];
  },
};

function zonesOf({settings, database}: Facts): string[] {
  return [
    settings.quotes.dayZone,
    ...settings.markets.map(({zone}) => zone),
    ...(database.state === 'read' ? database.inspection.zones : []),
  ];
}
