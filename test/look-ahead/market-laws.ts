import {beforeAll, describe, expect, it} from 'vitest';
import {KINDS} from '../../src/condition/kinds.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {drawCuts} from './cuts.ts';
import {looksOf} from './looks.ts';
import {type Market, MARKETS} from './markets.ts';
import {hasRecording, recordingOf, type SourceName} from './recordings.ts';
import {askedOf} from './rig.ts';
import {type Outcome, tryCuts} from './trial.ts';
import type {Tally} from './whole-run.ts';

const SEED = Number(process.env['VIGIL_TEST_SEED'] ?? 1);

/**
 * The tests of one market: at no cut of its recordings is anything said that rests on what comes after it, no
 * condition fails, and each is met at times and unmet at others.
 */
export function testMarket(market: keyof typeof MARKETS): void {
  const {stretches, never}: Market = MARKETS[market];
  const isHere = stretches.every(({source}) => hasRecording(source));
  const asked = stretches.flatMap(({prices}) => looksOf(prices).map(({says}) => says));

  describe.skipIf(!isHere)(market, () => {
    const outcomes = new Map<SourceName, Outcome>();
    const tallies = new Map<string, Tally>();

    beforeAll(async () => {
      process.stdout.write(`look-ahead on ${market}: the cuts are those of VIGIL_TEST_SEED=${SEED}\n`);
      for (const {source, prices, cuts} of stretches) {
        const recording = await recordingOf(source);
        const looks = looksOf(prices);
        const drawn = drawCuts(recording.quotes, cuts, new SeededRandom(SEED));
        const outcome = tryCuts(recording, drawn, askedOf(looks, recording.symbol));
        outcomes.set(source, outcome);
        for (const [says, {met, unmet, unknown}] of outcome.tallies) {
          const sum = tallies.get(says) ?? {met: 0, unmet: 0, unknown: 0};
          tallies.set(says, {met: sum.met + met, unmet: sum.unmet + unmet, unknown: sum.unknown + unknown});
        }
      }
    });

    it.each(stretches)('$source: the same is said whatever follows, at each of $cuts cuts', ({source}) => {
      expect(outcomes.get(source)?.differences).toEqual([]);
    });

    it.each(stretches)('$source: no condition fails', ({source}) => {
      expect(outcomes.get(source)?.failures).toEqual([]);
    });

    it('asks conditions of every kind', () => {
      const kinds = new Set(stretches.flatMap(({prices}) => looksOf(prices).map(({kind}) => kind)));
      expect([...kinds].sort()).toEqual([...KINDS.keys()].sort());
    });

    it.each(['met', 'unmet'] as const)('each is %s at times, but for what is listed', (state) => {
      const unseen = [...new Set(asked)].filter((says) => (tallies.get(says)?.[state] ?? 0) === 0);
      expect(unseen.sort()).toEqual(Object.keys(never[state]).sort());
    });
  });
}
