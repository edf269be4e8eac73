import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {type Bar, TIMEFRAME_MS, type Timeframe} from '../../../src/market/bar.ts';
import type {StudyDefinition} from '../../../src/market/study/study.ts';
import {mirrored, START_MS, studied, walk} from '../structure/made-bars.ts';
import {euroBars, goldBars, HAS_REAL_BARS} from '../structure/real-bars.ts';
import {resampled} from './resampled.ts';
import {watchedStudies} from './studies.ts';
import {roundedResult, turnedResult} from './turned-result.ts';

const CONSTANT = 4096;
/** In price units and in ATR: a share of the price is another length in the mirror. */
const IN_ATR = watchedStudies({atr: 0.25});
const IN_PRICE = watchedStudies({price: 0.25}).filter(({definition}) => definition.key.includes('price'));
const STUDIES = [...IN_ATR, ...IN_PRICE].map((watched) => [watched.definition.key, watched] as const);

/** A random walk whose bars are as long as they are said to be. */
function walkOf(timeframe: Timeframe, seed: number, count: number): readonly Bar[] {
  const minutes = TIMEFRAME_MS[timeframe] / TIMEFRAME_MS.M1;
  return walk(seed, count).map((bar) => ({...bar, timeMs: START_MS + (bar.timeMs - START_MS) * minutes}));
}

/** That a study says the same when it has seen no more bars than it needs: at the last bar, and at others. */
function checkMemory(
  definition: StudyDefinition<unknown>,
  bars: readonly Bar[],
  {timeframe, every}: Readonly<{timeframe: Timeframe; every: number}>,
): void {
  const study = definition.create(timeframe);
  for (const [index, bar] of bars.entries()) {
    study.add(bar);
    const from = index + 1 - definition.barsNeeded;
    if (from <= 0 || (bars.length - 1 - index) % every !== 0) continue;
    const needed = studied(definition, bars.slice(from, index + 1), timeframe);
    expect(needed, `at bar ${index}`).toEqual(study.result);
  }
}

describe('every study of patterns and liquidity', () => {
  it.each(STUDIES)('forgets what is older than the bars it needs: %s', (_key, {definition}) => {
    const property = fc.property(fc.integer(), fc.constantFrom('M1', 'M15', 'H1'), (seed, timeframe) => {
      const bars = walkOf(timeframe, seed, definition.barsNeeded + 60);
      checkMemory(definition, bars, {timeframe, every: 17});
    });
    fc.assert(property, {numRuns: 4});
  });

  it.each(STUDIES)('turns bull into bear in the mirror: %s', (_key, {definition, mirror}) => {
    const property = fc.property(fc.integer(), (seed) => {
      const bars = walkOf('M15', seed, 400);
      const [study, turned] = [definition.create('M15'), mirror.create('M15')];
      for (const [index, bar] of mirrored(bars, CONSTANT).entries()) {
        turned.add(bar);
        study.add(bars[index] ?? bar);
        if (index % 7 !== 0) continue;
        expect(roundedResult(turned.result)).toEqual(roundedResult(turnedResult(study.result, CONSTANT)));
      }
    });
    fc.assert(property, {numRuns: 2});
  });

  it.each(STUDIES)('never changes what it said: %s', (_key, {definition}) => {
    const study = definition.create('M15');
    const said = walkOf('M15', 7, 320).map((bar) => {
      study.add(bar);
      return {result: study.result, text: JSON.stringify(study.result)};
    });
    expect(said.every(({result, text}) => JSON.stringify(result) === text)).toBe(true);
  });

  it('has a key of its own with its parameters, and needs no more bars than are kept', () => {
    const definitions = STUDIES.map(([, {definition}]) => definition);
    expect(new Set(definitions.map(({key}) => key)).size).toBe(definitions.length);
    expect(Math.max(...definitions.map(({barsNeeded}) => barsNeeded))).toBeLessThanOrEqual(1200);
  });
});

describe.skipIf(!HAS_REAL_BARS)('every study of patterns and liquidity, on real bars', () => {
  const markets = [goldBars(0, 8000), euroBars(9000, 8000)];

  it.each(STUDIES)('forgets what is older than the bars it needs: %s', (_key, {definition}) => {
    for (const minutes of markets) {
      // A weekend lies in the longer bars.
      for (const timeframe of ['M1', 'M5'] as const) {
        const bars = resampled(minutes, timeframe).slice(-definition.barsNeeded - 250);
        checkMemory(definition, bars, {timeframe, every: 83});
      }
    }
  });
});
