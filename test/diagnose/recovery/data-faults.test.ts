import {describe, expect, it} from 'vitest';
import {DATA_FAULTS} from '../../../src/diagnose/recovery/faults/data-faults.ts';
import {playFault} from '../../../src/diagnose/recovery/play-fault.ts';
import {stalenessBySignalAge} from '../../../src/diagnose/recovery/plants/staleness-by-signal-age.ts';
import type {RecoveryPlant} from '../../../src/diagnose/recovery/recovery-plant.ts';

const SEEDS = [0, 1, 2];
const OPTIONS = {faultMs: 40_000, recoverMs: 300_000};

async function playedWith(plant: RecoveryPlant | undefined, name: string) {
  const fault = DATA_FAULTS.find((one) => one.name === name);
  if (fault === undefined) throw new Error(`there is no fault "${name}"`);
  return Promise.all(SEEDS.map((seed) => playFault(fault, {seed, plant}, OPTIONS)));
}

describe('faults of the data', () => {
  it.each(DATA_FAULTS.map(({name}) => name))(
    '%s: plans fire on fresh bars alone, and none waits that has them (D-81)',
    async (name) => {
      for (const {findings, untilNormalMs} of await playedWith(undefined, name)) {
        expect(findings).toEqual([]);
        // Old bars are followed by a fresh one at the latest with the next minute.
        expect(untilNormalMs).toBeLessThan(61_000);
      }
    },
  );

  it.each([
    ['bars stop coming', ['FIRED_ON_STALE']],
    ['quotes keep an old time', ['FIRED_ON_STALE']],
    ['quotes are frozen at one price', ['PLANS_MISSED']],
  ])('%s: staleness by the age of signals is found as %o, whatever the moments', async (name, codes) => {
    for (const {findings} of await playedWith(stalenessBySignalAge, name))
      expect(findings.map(({code}) => code)).toEqual(expect.arrayContaining(codes));
  });
});
