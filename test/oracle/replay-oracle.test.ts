import {describe, expect, it} from 'vitest';
import {testData} from '../test-data.ts';
import {bruteForceReplay} from './brute-force.ts';
import {differences} from './differences.ts';
import {inTemporaryFolder, isProductBuilt, productReplay} from './product-replay.ts';
import {clockChangeCase, quotesOf, realCases, type StreamCase, tinyMarketsCase} from './stream-cases.ts';

/** Enough for a run of the suite; `compare.ts` beside this file takes any number of plans. */
const PLANS = 250;
const MINUTES_MS = 60_000;

async function expectEqual(streamCase: StreamCase): Promise<void> {
  const {files, zone, plans} = streamCase;
  const expected = bruteForceReplay(quotesOf(streamCase), plans);
  const {document} = await productReplay(files, plans, zone === 'UTC' ? [] : ['--zone', zone]);
  expect(differences(expected, document, plans).slice(0, 5)).toEqual([]);
}

describe.skipIf(!isProductBuilt())('replay, against the brute force', () => {
  describe.skipIf(testData('lean') === undefined)('on real ticks', () => {
    it.each(realCases(1, PLANS))(
      'decides $name alike',
      async (streamCase) => {
        await expectEqual(streamCase);
      },
      5 * MINUTES_MS,
    );
  });

  // Further seeds, and a thousand plans of each, are for `npm run test:oracle`.
  it.each([1])('decides generated gold with bad quotes alike, seed %i', async (seed) => {
    await inTemporaryFolder(async (folder) => expectEqual(clockChangeCase(folder, seed, PLANS)));
  });

  it.each([2])('decides two hundred tiny markets alike, seed %i', async (seed) => {
    await inTemporaryFolder(async (folder) => expectEqual(tinyMarketsCase(folder, seed, 200, 10)));
  });
});
