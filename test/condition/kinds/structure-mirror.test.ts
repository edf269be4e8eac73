import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import type {Bar} from '../../../src/market/bar.ts';
import type {Side} from '../../../src/market/quote.ts';
import {resampled} from '../../market/pattern/resampled.ts';
import {mirrored, walk} from '../../market/structure/made-bars.ts';
import {statesAtBars} from '../study-views.ts';
import {PATTERN_CASES, SHARE_CASES, STRUCTURE_CASES} from './structure-kinds.ts';

function statesOf(written: unknown, side: Side, bars: readonly Bar[], timeframe: 'M1' | 'M15' = 'M1') {
  return statesAtBars(compileCondition(conditionSchema.parse(written), side), timeframe, bars);
}

/** Few hours are missing in it, so that days have sessions. */
const DAYS = [1, 2].map((seed) => {
  const bars = walk(seed, 6000);
  const start = bars[0]?.timeMs ?? 0;
  return resampled(
    bars.map((bar, index) => ({...bar, timeMs: start + index * 60_000})),
    'M15',
  );
});

describe('a bull on the mirror image of a market', () => {
  const walks = [1, 2].map((seed) => walk(seed, 450));
  /** Stars are rare where bars open at the close before: it takes more bars, and they cost little. */
  const manyWalks = Array.from({length: 20}, (_, seed) => walk(seed, 600));

  it.each([...STRUCTURE_CASES, ...PATTERN_CASES])(
    'says what a bear says on the market: $bull',
    ({kind, bull, bear}) => {
      let met = 0;
      for (const bars of kind === 'star' ? manyWalks : walks) {
        const states = statesOf(bear, 'sell', bars);
        met += states.filter((state) => state === 'met').length;
        expect(statesOf(bull, 'buy', mirrored(bars))).toEqual(states);
      }
      expect(met).toBeGreaterThan(0);
    },
  );

  it.each(SHARE_CASES)('says so too, but where a share of the price decides: $bull', ({bull, bear}) => {
    let [met, others, all] = [0, 0, 0];
    for (const bars of walks) {
      const states = statesOf(bear, 'sell', bars);
      const mirrorStates = statesOf(bull, 'buy', mirrored(bars));
      met += states.filter((state) => state === 'met').length;
      others += states.filter((state, index) => state !== mirrorStates[index]).length;
      all += states.length;
    }
    expect(met).toBeGreaterThan(0);
    // The prices differ by some percents of themselves, and so do shares of them.
    expect(others).toBeLessThan(all / 50);
  });

  it('sees the low of a session swept where the high was', () => {
    let met = 0;
    for (const bars of DAYS) {
      const states = statesOf({sessionSweep: {timeframe: 'M15'}}, 'sell', bars, 'M15');
      met += states.filter((state) => state === 'met').length;
      expect(statesOf({sessionSweep: {timeframe: 'M15'}}, 'buy', mirrored(bars), 'M15')).toEqual(states);
    }
    expect(met).toBeGreaterThan(0);
  });
});
