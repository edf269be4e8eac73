import {describe, expect, it} from 'vitest';
import type {Timeframe} from '../../../src/market/bar.ts';
import {TOLERANCE_DEFAULT} from '../../../src/market/liquidity/tolerance.ts';
import {euroBars, goldBars, HAS_REAL_BARS} from '../structure/real-bars.ts';
import {resampled} from './resampled.ts';
import {watchedStudies} from './studies.ts';

/** Each timeframe over bars enough that what is rare is seen, and no more. */
const BARS: readonly (readonly [timeframe: Timeframe, minutes: number])[] = [
  ['M1', 800],
  ['M5', 6000],
  ['M15', 15_000],
];

describe.skipIf(!HAS_REAL_BARS)('what gold and EURUSD show', () => {
  const minutes = [goldBars(0, 15_000), euroBars(0, 15_000)];
  const ofEach = BARS.flatMap(([timeframe, count]) =>
    minutes.map((bars) => ({timeframe, bars: resampled(bars.slice(0, count), timeframe)})),
  );

  it.each(watchedStudies(TOLERANCE_DEFAULT).map((study) => [study.definition.key, study] as const))(
    'is there at times, in either direction, and not always: %s',
    (_key, {definition, presence}) => {
      const counts = new Map<string, {there: number; known: number}>();
      for (const {timeframe, bars} of ofEach) {
        const study = definition.create(timeframe);
        for (const bar of bars) {
          study.add(bar);
          for (const [name, isThere] of Object.entries(presence(study.result) ?? {})) {
            const {there, known} = counts.get(name) ?? {there: 0, known: 0};
            counts.set(name, {there: there + (isThere ? 1 : 0), known: known + 1});
          }
        }
      }
      expect(counts.size).toBeGreaterThan(0);
      for (const [name, {there, known}] of counts) {
        expect(there, `${name} among ${known}`).toBeGreaterThan(0);
        expect(there, `${name} among ${known}`).toBeLessThan(known);
      }
    },
  );
});
