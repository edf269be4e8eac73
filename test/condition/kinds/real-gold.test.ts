import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import type {Bar, Timeframe} from '../../../src/market/bar.ts';
import {BARS_KEPT} from '../../../src/market/bar-series.ts';
import type {Side} from '../../../src/market/quote.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';
import {barsOf, goldMinutes, goldTicks, HAS_REAL_BARS} from '../real-bars.ts';
import {statesAtBars, viewAfterBars} from '../study-views.ts';
import {goldCases} from './study-kinds.ts';

const SIDES: readonly Side[] = ['buy', 'sell'];
/** At which a verdict is compared with one that rests on the bars up to there and no others. */
const CUTS = 12;

describe.skipIf(!HAS_REAL_BARS)('conditions on real bars of gold', async () => {
  const minutes = HAS_REAL_BARS ? barsOf(await goldMinutes(20_000)) : new Map<Timeframe, Bar[]>();
  // The middle of the first week.
  const from = minutes.get('H4')?.[10]?.close ?? Number.NaN;
  const cases = goldCases(from).flatMap(({kind, timeframe, bull, bear}) =>
    SIDES.map((side) => ({kind, timeframe, side, written: side === 'buy' ? bull : bear, bars: minutes})),
  );
  const ticks = HAS_REAL_BARS ? barsOf(await goldTicks()) : new Map<Timeframe, Bar[]>();
  const volumes = [{ratioAbove: 1.5}, {above: 150}, {spikeDeviations: 2}].map((params) => ({
    kind: 'volume',
    timeframe: 'M1' as const,
    side: 'buy' as const,
    written: {volume: {timeframe: 'M1', ...params}},
    bars: ticks,
  }));

  it.each([...cases, ...volumes])(
    '$side, $written: each verdict comes, and none is unknown for long',
    ({timeframe, side, written, bars: ofAll}) => {
      const bars = ofAll.get(timeframe) ?? [];
      const condition = compileCondition(conditionSchema.parse(written), side);
      const states = statesAtBars(condition, timeframe, bars);
      expect(states).toContain('met');
      expect(states).toContain('unmet');
      // All is known once the bars are enough; a vwap needs ten bars of each day.
      const barsNeeded = Math.max(...condition.needs.map(({definition}) => definition.barsNeeded));
      const known = states.slice(barsNeeded - 1).filter((state) => state !== 'unknown').length;
      expect(known).toBeGreaterThan(0.9 * (states.length - barsNeeded));
      if (!('vwap' in written)) expect(known).toBe(states.length - barsNeeded + 1);

      const random = new SeededRandom(bars.length);
      for (let cut = 0; cut < CUTS; cut++) {
        const end = 1 + Math.floor(random.next() * bars.length);
        // Of a long history, of one that ends here, and of one that is as short as can be, the same is said.
        if (end < barsNeeded) continue;
        for (const length of [BARS_KEPT, barsNeeded]) {
          const view = viewAfterBars(condition, timeframe, bars.slice(Math.max(0, end - length), end));
          expect(condition.state(view)).toBe(states[end - 1]);
        }
      }
    },
  );
});
