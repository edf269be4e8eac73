import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import {stateAfterBars, viewAfterBars} from '../study-views.ts';
import {barsOfCloses, barsOfRanges, barsOfRows, repeated} from './made-bars.ts';

// Bands of two closes are as wide as twice the difference of these.

describe('bbSqueeze', () => {
  it.each([
    [[99, 101], 4.001, 'met'],
    // As wide is not narrower; and it is the width of four deviations.
    [[99, 101], 4, 'unmet'],
    // D-10
    [[50, 101, 100, 101], 3, 'met'],
    [[100, 101, 50, 101], 3, 'unmet'],
    [[100, 100], 0.001, 'met'],
    [[100], 3, 'unknown'],
  ])('of closes %j below %d percent is %s', (closes, belowPercent, state) => {
    const bbSqueeze = {timeframe: 'M1', period: 2, belowPercent};
    expect(stateAfterBars({bbSqueeze}, barsOfCloses(closes))).toBe(state);
  });
});

describe('bbExpansion', () => {
  it.each([
    // 2 of 99.5, then 4 of 101: 3.96 percent.
    [[99, 100, 102], 3.96, 'met'],
    [[99, 100, 102], 3.97, 'unmet'],
    // As wide, but narrower than before.
    [[96, 100, 102], 3.96, 'unmet'],
    [[98, 100, 98], 1, 'unmet'],
    // D-10
    [[102, 100, 99], 1, 'unmet'],
    [[100, 102], 1, 'unknown'],
  ])('of closes %j above %d percent is %s', (closes, abovePercent, state) => {
    const bbExpansion = {timeframe: 'M1', period: 2, abovePercent};
    expect(stateAfterBars({bbExpansion}, barsOfCloses(closes))).toBe(state);
  });
});

describe('bbWidth', () => {
  it.each([
    [[99, 101], {above: 3.999}, 'met'],
    [[99, 101], {above: 4}, 'unmet'],
    [[99, 101], {below: 4.001}, 'met'],
    [[99, 101], {above: 3, below: 5}, 'met'],
    // Both changes are 1, so the true range is, and the bands are 2 wide.
    [[100, 101, 102], {in: 'atr', above: 1.999}, 'met'],
    [[100, 101, 102], {in: 'atr', above: 2}, 'unmet'],
    [[100, 101, 102], {in: 'atr', below: 2.001}, 'met'],
    [[101, 102], {in: 'atr', below: 9}, 'unknown'],
    [[102], {below: 9}, 'unknown'],
  ])('of closes %j with %j is %s', (closes, params, state) => {
    const bbWidth = {timeframe: 'M1', period: 2, ...params};
    expect(stateAfterBars({bbWidth}, barsOfCloses(closes))).toBe(state);
  });

  it('has no width in ranges where there is no range', () => {
    const still = barsOfCloses([100, 100, 100]);
    for (const level of [{above: 0}, {below: 9}]) {
      const bbWidth = {timeframe: 'M1', period: 2, in: 'atr', ...level};
      expect(stateAfterBars({bbWidth}, still)).toBe('unmet');
    }
  });

  it('gives any of several votes on volatility no vote that cannot be computed (D-55)', () => {
    const votes = [{atr: {timeframe: 'M1', above: 0.5}}, {bbWidth: {timeframe: 'M1', in: 'atr', above: 3}}];
    // Enough for the ATR, too few for the bands.
    const bars = barsOfRanges(repeated(15, 1));
    expect(stateAfterBars({any: votes}, bars)).toBe('met');
    expect(stateAfterBars({all: votes}, bars)).toBe('unknown');
    expect(stateAfterBars({any: votes.slice(1)}, bars)).toBe('unknown');
  });
});

describe('bbWidthRising', () => {
  /** To and fro about 1000, each time by 1 more than before: the bands of 20 closes widen by some 0.4 % a bar. */
  const widening = Array.from({length: 40}, (_, index) => 1000 + (index % 2 === 0 ? index : -index));

  it.each([
    // D-58: widths differ from bar to bar.
    ['widening bands', widening, {}, 'met'],
    // D-10
    ['narrowing bands', widening.toReversed(), {}, 'unmet'],
    ['bands that stay', repeated(20, 999, 1001), {}, 'unmet'],
    ['widening bands', widening, {minPercentPerBar: 0.3}, 'met'],
    ['widening bands', widening, {minPercentPerBar: 0.5}, 'unmet'],
    ['bands that widened before', [...widening, ...repeated(20, 999, 1001)], {}, 'unmet'],
    ['too few bars', widening.slice(0, 28), {}, 'unknown'],
    ['just enough bars', widening.slice(0, 29), {}, 'met'],
  ])('of %s %j with %j is %s', (_name, closes, params, state) => {
    const bbWidthRising = {timeframe: 'M1', ...params};
    expect(stateAfterBars({bbWidthRising}, barsOfCloses(closes))).toBe(state);
  });
});

describe('bbRetest', () => {
  type Row = readonly [open: number, high: number, low: number, close: number];
  const calm = repeated(30, 99.9, 100.1).map((close): Row => [close, close, close, close]);
  /** The upper band is at 101.47 then. */
  const breakUp: Row = [100, 103.5, 100, 103];
  const back: Row = [103, 103, 101.5, 102];
  const bounce: Row = [102, 102.5, 101.9, 102.4];
  const away: Row = [102.4, 102.6, 102.3, 102.5];

  const table: readonly (readonly [name: string, state: string, rows: readonly Row[], params: object])[] = [
    ['break, retest and bounce', 'met', [breakUp, back, bounce], {}],
    ['a bounce yet to come', 'unmet', [breakUp, back], {}],
    ['a bounce that is not asked for', 'met', [breakUp, back], {bounce: false}],
    // D-51: a bullish break bounces up, and comes before the retest.
    ['a bounce down', 'unmet', [breakUp, back, [102, 102, 101.3, 101.4]], {}],
    [
      'a bounce down that is not asked for',
      'met',
      [breakUp, back, [102, 102, 101.3, 101.4]],
      {bounce: false},
    ],
    ['a retest before the break', 'unmet', [back, bounce, breakUp], {}],
    [
      'no break',
      'unmet',
      [
        [100, 100.1, 100, 100.1],
        [100.1, 100.1, 99.9, 100],
      ],
      {},
    ],
    [
      'a return that ends too high',
      'unmet',
      [breakUp, [103, 103, 102.1, 102.2], [102.2, 102.6, 102.2, 102.5]],
      {},
    ],
    ['less tolerance', 'met', [breakUp, back, bounce], {tolerancePercent: 0.05}],
    ['too little tolerance', 'unmet', [breakUp, back, bounce], {tolerancePercent: 0.01}],
    ['a retest two bars ago', 'met', [breakUp, back, bounce, away], {tolerancePercent: 0.05}],
    ['a retest three bars ago', 'unmet', [breakUp, back, bounce, away, away], {tolerancePercent: 0.05}],
    ['a break within the lookback', 'met', [breakUp, back, bounce], {lookbackBars: 3}],
    ['a break before the lookback', 'unmet', [breakUp, back, bounce], {lookbackBars: 2}],
  ];

  const turned = (rows: readonly Row[]) =>
    rows.map(([open, high, low, close]): Row => [200 - open, 200 - low, 200 - high, 200 - close]);

  it.each(table)('of %s is %s', (_name, state, rows, params) => {
    const bars = barsOfRows([...calm, ...rows]);
    const of = (direction: string) => ({bbRetest: {timeframe: 'M1', direction, ...params}});
    expect(stateAfterBars(of('bull'), bars)).toBe(state);
    expect(stateAfterBars(of('bear'), bars)).toBe('unmet');
  });

  it.each(table)('turned upside down, of %s, is %s for a bear', (_name, state, rows, params) => {
    const bars = barsOfRows(turned([...calm, ...rows]));
    const of = (direction: string) => ({bbRetest: {timeframe: 'M1', direction, ...params}});
    expect(stateAfterBars(of('bear'), bars)).toBe(state);
    expect(stateAfterBars(of('bull'), bars)).toBe('unmet');
  });

  it('needs the bands of the lookback and of one bar before', () => {
    const bars = barsOfRows([...calm, breakUp, back, bounce]);
    const bbRetest = {timeframe: 'M1', direction: 'bull'};
    expect(stateAfterBars({bbRetest}, bars.slice(-49))).toBe('unknown');
    expect(stateAfterBars({bbRetest}, bars.slice(-50))).toBe('met');
  });

  it('shows the level that it bounced from', () => {
    const written = {bbRetest: {timeframe: 'M1', lookbackBars: 5}};
    const condition = compileCondition(conditionSchema.parse(written), 'buy');
    const view = viewAfterBars(condition, 'M1', barsOfRows([...calm, breakUp, back, bounce]));
    expect(condition.explain(view)[0]?.observed).toMatch(/^bounce from 101\.47/);
    const before = viewAfterBars(condition, 'M1', barsOfRows(calm));
    expect(condition.explain(before)[0]?.observed).toBe('no retest');
  });
});
