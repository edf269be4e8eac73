import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import type {Condition} from '../../../src/condition/condition-kind.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import type {Bar, Timeframe} from '../../../src/market/bar.ts';
import {BARS_KEPT} from '../../../src/market/bar-series.ts';
import type {Side} from '../../../src/market/quote.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';
import {resampled} from '../../market/pattern/resampled.ts';
import {euroBars, goldBars, HAS_REAL_BARS} from '../../market/structure/real-bars.ts';
import {statesAtBars, viewAfterBars} from '../study-views.ts';
import {PATTERN_CASES, SHARE_CASES, STRUCTURE_CASES} from './structure-kinds.ts';

/** At which a verdict is compared with one that rests on the bars up to there and no others. */
const CUTS = 5;

/** Each market is looked at so, as much of it as shows what is rare. */
const LOOKS: readonly (readonly [timeframe: Timeframe, minutes: number, side: Side])[] = [
  ['M1', 700, 'buy'],
  ['M5', 3500, 'sell'],
];

/** The condition as it is written, with another timeframe. */
function on(
  timeframe: Timeframe,
  {bull, bear}: Readonly<{bull: Condition; bear: Condition}>,
  side: Side,
): Condition {
  const entries = Object.entries(side === 'buy' ? bull : bear).map(([kind, params]) => [
    kind,
    {...(params as object), timeframe, ...(kind === 'pullback' ? {breakTimeframe: timeframe} : {})},
  ]);
  return Object.fromEntries(entries) as Condition;
}

function countOf(states: readonly string[], state: string): number {
  return states.filter((one) => one === state).length;
}

describe.skipIf(!HAS_REAL_BARS)('conditions of structure on real bars', async () => {
  const markets = [
    ['gold', HAS_REAL_BARS ? goldBars(0, 12_000) : []],
    ['EURUSD', HAS_REAL_BARS ? euroBars(8000, 12_000) : []],
  ] as const;
  const series = markets.map(([, minutes]) =>
    LOOKS.map(([timeframe, count, side]) => ({
      timeframe,
      side,
      bars: resampled(minutes.slice(0, count), timeframe),
    })),
  );
  const cases = [...STRUCTURE_CASES, ...PATTERN_CASES, ...SHARE_CASES];

  it.each(cases.map((one) => [JSON.stringify(one.bull), one] as const))(
    'of gold and of EURUSD each verdict comes: %s',
    (_written, one) => {
      for (const ofMarket of series) {
        let [met, unmet] = [0, 0];
        for (const {timeframe, side, bars} of ofMarket) {
          const condition = compileCondition(conditionSchema.parse(on(timeframe, one, side)), side);
          const states = statesAtBars(condition, timeframe, bars);
          met += countOf(states, 'met');
          unmet += countOf(states, 'unmet');
          expectNoLookAhead(condition, timeframe, {bars, states});
        }
        expect(met).toBeGreaterThan(0);
        expect(unmet).toBeGreaterThan(0);
      }
    },
  );

  function expectNoLookAhead(
    condition: ReturnType<typeof compileCondition>,
    timeframe: Timeframe,
    {bars, states}: Readonly<{bars: readonly Bar[]; states: readonly string[]}>,
  ) {
    const barsNeeded = Math.max(...condition.needs.map(({definition}) => definition.barsNeeded));
    const random = new SeededRandom(bars.length);
    for (let cut = 0; cut < CUTS; cut++) {
      const end = Math.min(bars.length, barsNeeded + Math.floor(random.next() * (bars.length - barsNeeded)));
      for (const length of [BARS_KEPT, barsNeeded]) {
        const view = viewAfterBars(condition, timeframe, bars.slice(Math.max(0, end - length), end));
        expect(condition.state(view)).toBe(states[end - 1]);
      }
    }
  }

  it.each(markets)('sessionSweep of %s: each verdict comes', (_name, minutes) => {
    for (const [side, session] of [
      ['buy', 'ASIAN'],
      ['sell', 'ASIAN'],
      ['buy', 'LONDON'],
    ] as const) {
      const condition = compileCondition(conditionSchema.parse({sessionSweep: {session}}), side);
      const states = statesAtBars(condition, 'M5', resampled(minutes, 'M5'));
      expect(countOf(states, 'met')).toBeGreaterThan(0);
      expect(countOf(states, 'unmet')).toBeGreaterThan(0);
    }
  });

  it.each(markets)('previousDay of %s: each verdict comes', (name, minutes) => {
    const days = resampled(minutes, 'D1');
    const within = name === 'gold' ? 10 : 0.002;
    for (const of of ['high', 'low'] as const) {
      const states = days.flatMap((_, index) => {
        const condition = compileCondition(conditionSchema.parse({previousDay: {of, within}}), 'buy');
        const next = days[index + 1];
        if (next === undefined) return [];
        return [next.high, next.low, next.open].map((price) =>
          condition.state(viewAfterBars(condition, 'D1', days.slice(0, index + 1), [1, price])),
        );
      });
      expect(countOf(states, 'met')).toBeGreaterThan(0);
      expect(countOf(states, 'unmet')).toBeGreaterThan(0);
    }
  });
});
