import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import type {Bar} from '../../../src/market/bar.ts';
import {pointRows, zigzag} from '../../market/pattern/paths.ts';
import {barsOf, type Row} from '../../market/structure/made-bars.ts';
import {stateAfterBars, viewAfterBars} from '../study-views.ts';

/** A true range of 1 about this price. */
const at = (price: number): Row => [price, price + 0.5, price - 0.5, price];
const stay = (count: number, price = 100): Row[] => Array.from({length: count}, () => at(price));
const peak = (price: number): Row => [100, price, 99.5, 100];
/** A swing high at 101, and a bar that closes beyond it, 0.23 ATR or more. */
const broken = (close = 101.25): Row[] => [...stay(4), peak(101), ...stay(20), [100, close, 99.5, close]];
const BEAR = {direction: 'bear'};

/** What a row of an explanation shows of that condition. */
function observed(written: unknown, bars: readonly Bar[]) {
  const condition = compileCondition(conditionSchema.parse(written), 'buy');
  const [row] = condition.explain(viewAfterBars(condition, 'M1', bars));
  return {observed: row?.observed, threshold: row?.threshold};
}

describe('bos', () => {
  it.each<[string, Row[], object, string]>([
    ['at the bar that breaks', broken(), {}, 'met'],
    ['of a bear', broken(), BEAR, 'unmet'],
    ['four bars later', [...broken(), ...stay(4, 101.25)], {}, 'met'],
    ['five bars later', [...broken(), ...stay(5, 101.25)], {}, 'unmet'],
    ['five bars later, within six', [...broken(), ...stay(5, 101.25)], {withinBars: 6}, 'met'],
    // D-70: what is broken already does not break again.
    ['when it closes there again', [...broken(), ...stay(8), at(101.25)], {}, 'unmet'],
    ['by less than asked', broken(), {minBreakAtr: 0.24}, 'unmet'],
    ['by as much as asked', broken(), {minBreakAtr: 0.23}, 'met'],
    ['by a wick', [...broken().slice(0, -1), [100, 102, 99.5, 100.5]], {}, 'unmet'],
    ['of what is no swing of so many bars', broken(), {swingBars: 10}, 'unmet'],
    // D-70: the range is that of the newest bars.
    [
      'after a wild time',
      [...Array.from({length: 20}, (): Row => [100, 120, 80, 100]), ...broken()],
      {},
      'met',
    ],
    ['of too few bars', stay(19), {}, 'unknown'],
  ])('%s', (_name, rows, params, state) => {
    expect(stateAfterBars({bos: {timeframe: 'M1', ...params}}, barsOf(rows))).toBe(state);
  });

  it('takes the direction of the plan', () => {
    const bos = {timeframe: 'M1'};
    expect(stateAfterBars({bos}, barsOf(broken()), {side: 'buy'})).toBe('met');
    expect(stateAfterBars({bos}, barsOf(broken()), {side: 'sell'})).toBe('unmet');
  });

  it('asks the same of prices of a currency as of gold (D-29)', () => {
    const rows = broken().map(
      ([open, high, low, close]): Row => [open / 64, high / 64, low / 64, close / 64],
    );
    expect(stateAfterBars({bos: {timeframe: 'M1'}}, barsOf(rows))).toBe('met');
  });

  it.each<[string, Row[], object, string]>([
    ['the break', broken(), {}, 'bull, 101, at the newest bar'],
    ['an older one', [...broken(), ...stay(7, 101.25)], {}, 'bull, 101, 7 bars ago'],
    ['one the other way', [...broken(), at(101.25)], BEAR, 'bull, 101, 1 bar ago'],
    ['that there is none', stay(30), {}, 'no break in the last 50 bars'],
  ])('shows %s', (_name, rows, params, words) => {
    expect(observed({bos: {timeframe: 'M1', ...params}}, barsOf(rows)).observed).toBe(words);
  });
});

/** Lower highs, a fall to 98, and a bar that closes over the last of them. */
const turned = (...prices: readonly number[]): Row[] => [
  ...prices.flatMap((price): Row[] => [...stay(5), peak(price)]),
  ...stay(5),
  ...stay(5, 98),
  [98, 101.5, 97.75, 101.5],
];

describe('choch', () => {
  it.each<[string, Row[], object, string]>([
    ['a close over the last of three falling highs (D-65)', turned(103, 102, 101), {}, 'met'],
    ['a close over highs that were not falling', turned(101, 102, 101), {}, 'unmet'],
    ['of a bear', turned(103, 102, 101), BEAR, 'unmet'],
    ['by less than asked', turned(103, 102, 101), {minBreakAtr: 1}, 'unmet'],
    ['two bars later, within two', [...turned(103, 102, 101), ...stay(2, 102)], {withinBars: 2}, 'unmet'],
    ['of too few bars', stay(19), {}, 'unknown'],
  ])('%s', (_name, rows, params, state) => {
    expect(stateAfterBars({choch: {timeframe: 'M1', ...params}}, barsOf(rows))).toBe(state);
  });

  it('shows the rule and what there is', () => {
    expect(observed({choch: {timeframe: 'M1'}}, barsOf(turned(103, 102, 101)))).toEqual({
      threshold: 'bull change of character of M1 in the last 5 bars',
      observed: 'bull, 101, at the newest bar',
    });
    // A break of structure that is no change of character.
    expect(observed({choch: {timeframe: 'M1'}}, barsOf(broken())).observed).toBe(
      'no break in the last 50 bars',
    );
  });
});

describe('mss', () => {
  const back: Row[] = [...broken(102), at(102.5), at(103), at(102)];

  it.each<[string, Row[], object, string]>([
    // D-15: there is a level, and the price can come back to it.
    ['a break, and back near its level', back, {}, 'met'],
    ['of a bear', back, BEAR, 'unmet'],
    ['a break alone', broken(102), {}, 'unmet'],
    ['a break alone, where that is enough', broken(102), {pullback: false}, 'met'],
    ['back, but not as near as asked', back, {pullbackAtr: 0.25}, 'unmet'],
    ['a break three bars ago, within three', back, {withinBars: 3}, 'unmet'],
    ['a break three bars ago, within four', back, {withinBars: 4}, 'met'],
    ['no break', stay(30), {pullback: false}, 'unmet'],
    ['of too few bars', stay(19), {}, 'unknown'],
  ])('%s', (_name, rows, params, state) => {
    expect(stateAfterBars({mss: {timeframe: 'M1', ...params}}, barsOf(rows))).toBe(state);
  });

  it.each<[string, Row[], string]>([
    ['back', back, 'bull, 101, 3 bars ago, back at the newest bar'],
    ['not back', broken(102), 'bull, 101, at the newest bar, not back since'],
    ['nothing', stay(30), 'no break in the last 50 bars'],
  ])('shows what there is: %s', (_name, rows, words) => {
    expect(observed({mss: {timeframe: 'M1'}}, barsOf(rows))).toEqual({
      threshold: 'bull structure shift of M1 in the last 50 bars, and back within 0.5 ATR(14)',
      observed: words,
    });
  });
});

describe('structure', () => {
  const rising = [100, 104, 102, 106, 104, 108, 106, 110];
  const falling = rising.map((price) => 210 - price);

  it.each([
    ['higher highs and lows', rising, 'up', 'met'],
    ['higher highs and lows', rising, 'down', 'unmet'],
    ['lower highs and lows', falling, 'down', 'met'],
    ['to and fro', [100, 104, 100, 105, 101, 104, 99, 104], 'range', 'met'],
    ['to and fro', [100, 104, 100, 105, 101, 104, 99, 104], 'up', 'unmet'],
  ])('of %s, %j, is %s: %s', (_name, turns, is, state) => {
    const bars = barsOf(pointRows(zigzag(turns, 4)));
    expect(stateAfterBars({structure: {timeframe: 'M1', is}}, bars)).toBe(state);
  });

  it('knows nothing of fewer bars than make a swing', () => {
    expect(stateAfterBars({structure: {timeframe: 'M1', is: 'range'}}, barsOf(stay(6)))).toBe('unknown');
  });

  it('shows the labels', () => {
    const bars = barsOf(pointRows(zigzag(rising, 4)));
    expect(observed({structure: {timeframe: 'M1', is: 'up'}}, bars).observed).toBe(
      'up: HL HH HL HH, newest first',
    );
    expect(observed({structure: {timeframe: 'M1', is: 'up'}}, barsOf(stay(9))).observed).toBe('range');
  });
});
