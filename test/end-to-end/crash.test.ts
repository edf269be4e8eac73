import {afterAll, describe, expect, it} from 'vitest';
import {crashRounds} from './crash.ts';
import {endAll} from './vigil-process.ts';

describe('kill -9 of a running monitor', () => {
  afterAll(endAll);

  it('executes every plan once and loses none, wherever it is cut', {timeout: 180_000}, async () => {
    const rounds = await crashRounds({rounds: 6, seed: 2026});
    expect(rounds.flatMap(({seed, faults}) => faults.map((fault) => `seed ${seed}: ${fault}`))).toEqual([]);
    expect(new Set(rounds.map(({executed, refused}) => executed + refused))).toEqual(new Set([80]));
    // Otherwise the kills came too early or too late, and the test has shown nothing.
    expect(rounds.filter(({cutOpen}) => cutOpen > 0)).not.toEqual([]);
    expect(rounds.filter(({executedBefore}) => executedBefore > 0 && executedBefore < 80)).not.toEqual([]);
  });
});
