import {Zone} from '../../market/zone.ts';
import {type LocalClock, offsetText} from './local-clock.ts';

const HOUR_MS = 3_600_000;
const OFFSET_MS_MIN = -12 * HOUR_MS;
const OFFSET_MS_MAX = 14 * HOUR_MS;

/** A clock that a broker may have. */
export type CandidateClock = Readonly<{name: string; clock: LocalClock}>;

/**
 * Clocks that never change, by half hours, and those that change with New York or with London, by
 * hours. The simpler comes first.
 */
export function candidateClocks(): readonly CandidateClock[] {
  const clocks: CandidateClock[] = [];
  for (let offsetMs = OFFSET_MS_MIN; offsetMs <= OFFSET_MS_MAX; offsetMs += HOUR_MS / 2) {
    clocks.push({name: offsetText(offsetMs), clock: {toUtcMs: (localMs) => localMs - offsetMs}});
  }
  for (const {city, zoneName, winterMs} of SETTING_CLOCKS) {
    const zone = new Zone(zoneName);
    for (let offsetMs = OFFSET_MS_MIN; offsetMs <= OFFSET_MS_MAX; offsetMs += HOUR_MS) {
      const aheadMs = offsetMs - winterMs;
      clocks.push({
        name: `${offsetText(offsetMs)} and in summer ${offsetText(offsetMs + HOUR_MS)}, set when ${city} sets its clocks`,
        clock: {toUtcMs: (localMs) => zone.toUtcMs(localMs - aheadMs)},
      });
    }
  }
  return clocks;
}

const SETTING_CLOCKS = [
  {city: 'New York', zoneName: 'America/New_York', winterMs: -5 * HOUR_MS},
  {city: 'London', zoneName: 'Europe/London', winterMs: 0},
] as const;
