import {describe, expect, it} from 'vitest';
import {recovery} from '../../../src/diagnose/recovery/recovery.ts';
import {scenarioOptions} from '../../../src/diagnose/scenario.ts';

/** Quick: what hangs is waited for no longer than this. */
const OPTIONS = {...scenarioOptions('short', 'recovery'), killPlans: 20, killRecoverMs: 1000};

async function codesWith(plant: string, seed: number): Promise<string[]> {
  const signal = new AbortController().signal;
  const {findings} = await recovery.run(OPTIONS, {seed, plant, signal, onProgress: () => undefined});
  return findings.map(({code}) => code);
}

describe('the plants of the recovery', () => {
  it.each([
    ['swallowed-exception', 'SWALLOWED'],
    ['pass-aborted-by-one-plan', 'PASS_INCOMPLETE'],
    ['dead-worker-unnoticed', 'RESTART_UNNOTICED'],
    ['connection-counter-never-resets', 'BACKOFF_NEVER_RESET'],
    ['unknown-taken-as-rejected', 'FALSE_REJECTED'],
    ['unknown-taken-as-rejected', 'DOUBLED'],
    ['reload-over-unsettled', 'OVERWRITTEN'],
    ['staleness-by-signal-age', 'FIRED_ON_STALE'],
    ['staleness-by-signal-age', 'PLANS_MISSED'],
  ])('%s is found as %s', async (plant, code) => {
    expect(await codesWith(plant, 3)).toContain(code);
  });

  it('are all in this table', () => {
    expect(recovery.plants.map(({name}) => name)).toEqual([
      'swallowed-exception',
      'pass-aborted-by-one-plan',
      'dead-worker-unnoticed',
      'connection-counter-never-resets',
      'unknown-taken-as-rejected',
      'reload-over-unsettled',
      'staleness-by-signal-age',
    ]);
  });
});
