import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import type {Bar} from '../../../src/market/bar.ts';
import {led, pointRows, zigzag} from '../../market/pattern/paths.ts';
import {barsOf, type Row} from '../../market/structure/made-bars.ts';
import {stateAfterBars, viewAfterBars} from '../study-views.ts';

const BEAR = {direction: 'bear'};

function shown(written: unknown, bars: readonly Bar[]) {
  const condition = compileCondition(conditionSchema.parse(written), 'buy');
  return condition.explain(viewAfterBars(condition, 'M1', bars))[0]?.observed;
}

describe('rejectionWick', () => {
  it.each<[string, Row, 'buy' | 'sell', object, string]>([
    ['a lower wick of two bodies', [101, 102, 99, 102], 'buy', {}, 'met'],
    ['a shorter one', [101, 102, 99.125, 102], 'buy', {}, 'unmet'],
    // D-27: an upper wick is none for a buy.
    ['an upper wick', [101, 104, 101, 102], 'buy', {}, 'unmet'],
    ['an upper wick, of a sell', [101, 104, 101, 102], 'sell', {}, 'met'],
    ['a lower wick, of a bear', [101, 102, 99, 102], 'buy', BEAR, 'unmet'],
    // D-27: a doji does not pass by itself; its body counts as a tenth of the bar.
    ['a doji with a long wick', [101, 101.5, 99, 101], 'buy', {minRatio: 8}, 'met'],
    ['a doji with a short wick', [101, 109, 100, 101], 'buy', {}, 'unmet'],
    ['a bar of one price', [101, 101, 101, 101], 'buy', {minRatio: 0.1}, 'unmet'],
    ['a smaller ratio', [101, 102, 100.5, 102], 'buy', {minRatio: 0.5}, 'met'],
  ])('%s, %j of a %s with %j, is %s', (_name, row, side, params, state) => {
    expect(stateAfterBars({rejectionWick: {timeframe: 'M1', ...params}}, barsOf([row]), {side})).toBe(state);
  });

  it('knows nothing without a bar, and looks at the newest only (D-10)', () => {
    const rejectionWick = {timeframe: 'M1'};
    expect(stateAfterBars({rejectionWick}, [])).toBe('unknown');
    expect(
      stateAfterBars(
        {rejectionWick},
        barsOf([
          [101, 102, 99, 102],
          [102, 103, 102, 103],
        ]),
      ),
    ).toBe('unmet');
    expect(shown({rejectionWick}, barsOf([[101, 102, 99, 102]]))).toBe('lower wick of 2.00 bodies');
  });
});

describe('star', () => {
  const MORNING: readonly Row[] = [
    [110, 111, 99, 100],
    [98, 100, 96, 99],
    [100, 107, 99, 106],
  ];
  const evening = MORNING.map(
    ([open, high, low, close]): Row => [200 - open, 200 - low, 200 - high, 200 - close],
  );

  it.each<[string, readonly Row[], object, string]>([
    ['a morning star', MORNING, {}, 'met'],
    ['a morning star, of a bear', MORNING, BEAR, 'unmet'],
    ['an evening star', evening, {}, 'unmet'],
    ['an evening star, of a bear', evening, BEAR, 'met'],
    ['a smaller body than it has', MORNING, {bodyRatio: 0.2}, 'unmet'],
    ['a close below the middle', [...MORNING.slice(0, 2), [100, 107, 99, 105]], {}, 'unmet'],
    // D-10: the last three bars, in the order of time.
    ['turned about in time', MORNING.toReversed(), {}, 'unmet'],
    ['with a bar after it', [...MORNING, [106, 107, 105, 106]], {}, 'unmet'],
    ['of two bars', MORNING.slice(1), {}, 'unknown'],
  ])('%s', (_name, rows, params, state) => {
    expect(stateAfterBars({star: {timeframe: 'M1', ...params}}, barsOf(rows))).toBe(state);
  });

  it('shows which it is', () => {
    expect(shown({star: {timeframe: 'M1'}}, barsOf(MORNING))).toBe('morning star');
    expect(shown({star: {timeframe: 'M1'}}, barsOf(evening))).toBe('evening star');
    expect(shown({star: {timeframe: 'M1'}}, barsOf(MORNING.toReversed()))).toBe('no star');
  });
});

describe('threeDrive', () => {
  /** A leg of 16, a pause of 0.6875 of it, and a last leg of so many times it. */
  const path = (legRatio: number) => {
    const top = 9996 + 11;
    const third = top - 16 * legRatio;
    return [
      ...zigzag([10_020, 10_000, 10_012, 9996, top, third], 6),
      ...[1, 2, 3, 4, 5].map((one) => third + one),
    ];
  };
  const of = (legRatio: number) => led(pointRows(path(legRatio)), 120);

  it.each<[string, number, object, string]>([
    ['a leg as long', 1, {}, 'met'],
    ['a leg as long, of a bear', 1, BEAR, 'unmet'],
    // D-53: ratios of legs decide.
    ['a leg of no such ratio', 1.75, {}, 'unmet'],
  ])('%s', (_name, legRatio, params, state) => {
    expect(stateAfterBars({threeDrive: {timeframe: 'M1', ...params}}, of(legRatio))).toBe(state);
  });

  it('knows nothing of too few bars, and shows what it sees', () => {
    const threeDrive = {timeframe: 'M1'};
    expect(stateAfterBars({threeDrive}, of(1).slice(-104))).toBe('unknown');
    expect(shown({threeDrive}, of(1))).toBe('bull, 10000, 9996, 9991, leg 1.00, pause 0.69, 5 bars ago');
    expect(shown({threeDrive: {...threeDrive, ...BEAR}}, of(1))).toBe('three bull drives');
    expect(shown({threeDrive}, of(1.75))).toBe('no three drives');
  });
});

describe('fakeout', () => {
  const IN: Row = [101, 102, 100, 101];
  const THROUGH: Row = [101, 101.5, 99, 99.5];
  const OUT: Row = [99.5, 99.75, 98, 99];
  const BACK: Row = [99.5, 101, 99.25, 100.5];
  const times = (count: number, row: Row) => Array.from({length: count}, () => row);
  const of = (rows: readonly Row[]) => barsOf([...times(27 - rows.length, IN), ...rows]);

  it.each<[string, Row[], object, string]>([
    ['through and back', [THROUGH, BACK], {}, 'met'],
    ['through and back, of a bear', [THROUGH, BACK], BEAR, 'unmet'],
    // D-10: the break comes before the way back.
    ['back and through', [BACK, THROUGH], {}, 'unmet'],
    ['through', [THROUGH], {}, 'unmet'],
    ['back after five bars', [THROUGH, ...times(4, OUT), BACK], {}, 'met'],
    ['back after five bars, within four', [THROUGH, ...times(4, OUT), BACK], {withinBars: 4}, 'unmet'],
    ['through a level of its own', [[101, 102, 100, 101], IN], {level: 100.5}, 'met'],
    ['not through a level of its own', [THROUGH, BACK], {level: 98}, 'unmet'],
  ])('%s', (_name, rows, params, state) => {
    expect(stateAfterBars({fakeout: {timeframe: 'M1', ...params}}, of(rows))).toBe(state);
  });

  it('knows nothing of too few bars, and shows what it sees', () => {
    const fakeout = {timeframe: 'M1'};
    expect(stateAfterBars({fakeout}, of([THROUGH, BACK]).slice(1))).toBe('unknown');
    expect(shown({fakeout}, of([THROUGH, BACK]))).toBe('bull, 100, back at the newest bar');
    expect(shown({fakeout: {...fakeout, ...BEAR}}, of([THROUGH, BACK, IN]))).toBe(
      'bull, 100, back 1 bar ago',
    );
    expect(shown({fakeout}, of([]))).toBe('no fakeout');
  });
});

describe('doublePattern', () => {
  const path = (second: number, after: readonly number[]) => [...zigzag([100, 90, 96, second], 4), ...after];
  const of = (second: number, after: readonly number[]) => led(pointRows(path(second, after)), 130);

  it.each<[string, number, number[], object, string]>([
    ['equal bottoms', 90, [92, 93, 94], {}, 'met'],
    ['equal bottoms, of a bear', 90, [92, 93, 94], BEAR, 'unmet'],
    // ATR is about 1: a quarter of it is equal.
    ['a second bottom a little higher', 90.125, [92, 93, 94], {}, 'met'],
    ['a second bottom higher', 91, [92, 93, 94], {}, 'unmet'],
    ['traded through since', 90, [92, 93, 94, 89.75], {}, 'unmet'],
  ])('%s', (_name, second, after, params, state) => {
    expect(stateAfterBars({doublePattern: {timeframe: 'M1', ...params}}, of(second, after))).toBe(state);
  });

  it('knows nothing of too few bars, and shows what it sees', () => {
    const doublePattern = {timeframe: 'M1'};
    expect(stateAfterBars({doublePattern}, of(90, [92, 93, 94]).slice(-113))).toBe('unknown');
    expect(shown({doublePattern}, of(90, [92, 93, 94]))).toBe(
      'double bottom at 90, neckline 96 not broken, 3 bars ago',
    );
    expect(shown({doublePattern: {...doublePattern, ...BEAR}}, of(90, [92, 94, 96.125]))).toBe(
      'double bottom at 90, neckline 96 broken, 3 bars ago',
    );
    expect(shown({doublePattern}, of(91, [92, 93, 94]))).toBe('none');
  });
});

describe('rsiDivergence', () => {
  const LEAD = zigzag([200, ...Array.from({length: 60}, (_, index) => (index % 2 === 0 ? 204 : 200))], 5);
  /** A steep fall to 180, and a slow one to another low. */
  const of = (low: number) =>
    barsOf(
      pointRows([
        ...LEAD,
        ...zigzag([200, 180, 190], 5).slice(1),
        ...zigzag([190, low], 12).slice(1),
        ...[1, 2, 3].map((one) => low + one),
      ]),
    );

  it.each<[string, number, object, string]>([
    ['a lower low, less steep', 179, {}, 'met'],
    ['a lower low, of a bear', 179, BEAR, 'unmet'],
    ['a higher low', 181, {}, 'unmet'],
  ])('%s', (_name, low, params, state) => {
    expect(stateAfterBars({rsiDivergence: {timeframe: 'M1', ...params}}, of(low))).toBe(state);
  });

  it('knows nothing of too few bars, and shows what it sees', () => {
    const rsiDivergence = {timeframe: 'M1'};
    expect(stateAfterBars({rsiDivergence}, of(179).slice(-60))).toBe('unknown');
    expect(shown({rsiDivergence}, of(179))).toMatch(
      /^bull, price 180 to 179, RSI \d+\.\d to \d+\.\d, 3 bars ago$/,
    );
    expect(shown({rsiDivergence: {...rsiDivergence, ...BEAR}}, of(179))).toBe('bull divergence');
    expect(shown({rsiDivergence}, of(181))).toBe('no divergence');
  });
});
