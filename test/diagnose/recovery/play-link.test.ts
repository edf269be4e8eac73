import {describe, expect, it} from 'vitest';
import {playLink} from '../../../src/diagnose/recovery/play-link.ts';
import {connectionCounterNeverResets} from '../../../src/diagnose/recovery/plants/connection-counter-never-resets.ts';

const SEEDS = Array.from({length: 20}, (_, index) => index);

describe('playLink', () => {
  it('finds nothing in a link that forgets its tries when it was up for long', async () => {
    for (const seed of SEEDS) expect((await playLink({seed, plant: undefined})).findings).toEqual([]);
  });

  it('finds one that never forgets, whatever the moments', async () => {
    for (const seed of SEEDS) {
      const {findings} = await playLink({seed, plant: connectionCounterNeverResets});
      expect(new Set(findings.map(({code}) => code))).toEqual(new Set(['BACKOFF_NEVER_RESET']));
    }
  });
});
