import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import type {Bar} from '../../../src/market/bar.ts';
import {led, pointRows, zigzag} from '../../market/pattern/paths.ts';
import type {Row} from '../../market/structure/made-bars.ts';
import {stateAfterBars, viewAfterBars} from '../study-views.ts';

/** Equal lows at 100; the market stands at 106, and a true range is about 2. */
const LEAD = pointRows(zigzag([108, 100, 108, 100, 106], 4));
const NEAR: Row = [102, 102.5, 101, 101];
const SWEEP: Row = [101, 101, 99, 100.5];
const up = (count: number): Row[] => Array.from({length: count}, () => [101, 102, 100.75, 101.5]);
const BEAR = {direction: 'bear'};

function shown(written: unknown, bars: readonly Bar[]) {
  const condition = compileCondition(conditionSchema.parse(written), 'buy');
  return condition.explain(viewAfterBars(condition, 'M1', bars))[0]?.observed;
}

describe('liquiditySweep', () => {
  const of = (rows: readonly Row[]) => led([...LEAD, ...rows], 260);

  it.each<[string, Row[], object, string]>([
    ['beyond the level and back', [NEAR, SWEEP], {}, 'met'],
    ['of a bear', [NEAR, SWEEP], BEAR, 'unmet'],
    // D-16: nearness is no sweep.
    ['near the level', [NEAR, [101, 101, 100, 100.5]], {}, 'unmet'],
    ['beyond it and not back', [NEAR, [101, 101, 99, 99.5]], {}, 'unmet'],
    ['two bars ago', [NEAR, SWEEP, ...up(2)], {}, 'met'],
    ['three bars ago', [NEAR, SWEEP, ...up(3)], {}, 'unmet'],
    ['three bars ago, within four', [NEAR, SWEEP, ...up(3)], {withinBars: 4}, 'met'],
  ])('%s', (_name, rows, params, state) => {
    expect(stateAfterBars({liquiditySweep: params}, of(rows))).toBe(state);
  });

  it('knows nothing of too few bars', () => {
    expect(stateAfterBars({liquiditySweep: {}}, of([NEAR, SWEEP]).slice(-214))).toBe('unknown');
  });

  it.each<[string, Row[], object, string]>([
    ['a sweep', [NEAR, SWEEP], {}, 'bull, equal level 100 touched 2 times, at the newest bar'],
    ['one the other way', [NEAR, SWEEP, ...up(1)], BEAR, 'bull, equal level 100 touched 2 times, 1 bar ago'],
    ['none', [NEAR], {}, 'no sweep in the last 20 bars'],
  ])('shows %s', (_name, rows, params, words) => {
    expect(shown({liquiditySweep: params}, of(rows))).toBe(words);
  });
});

describe('liquidityGrab', () => {
  /** A wick of six bodies below the lows at 100; the body stays above. */
  const GRAB: Row = [101, 101.5, 99.5, 101.25];
  const of = (rows: readonly Row[]) => led([...LEAD, [104, 104, 103, 103], NEAR, ...rows], 260);

  it.each<[string, Row[], object, string]>([
    ['a wick through a swing', [GRAB], {}, 'met'],
    ['of a bear', [GRAB], BEAR, 'unmet'],
    ['a wick that comes to no swing', [[101, 101.5, 100.25, 101.25]], {}, 'unmet'],
    ['a body through it', [[101, 101.5, 99.5, 99.75]], {}, 'unmet'],
    ['four bars ago', [GRAB, ...up(4)], {}, 'met'],
    ['four bars ago, within four', [GRAB, ...up(4)], {withinBars: 4}, 'unmet'],
  ])('%s', (_name, rows, params, state) => {
    expect(stateAfterBars({liquidityGrab: {timeframe: 'M1', ...params}}, of(rows))).toBe(state);
  });

  it('knows nothing of too few bars, and shows what it sees', () => {
    const liquidityGrab = {timeframe: 'M1'};
    expect(stateAfterBars({liquidityGrab}, of([GRAB]).slice(-218))).toBe('unknown');
    expect(shown({liquidityGrab}, of([GRAB]))).toBe('bull, 100 with a wick of 6.0 bodies, at the newest bar');
    expect(shown({liquidityGrab: {...liquidityGrab, ...BEAR}}, of([GRAB, ...up(1)]))).toBe(
      'bull, 100 with a wick of 6.0 bodies, 1 bar ago',
    );
    expect(shown({liquidityGrab}, of([]))).toBe('no grab in the last 5 bars');
  });
});

describe('equalLevels', () => {
  /** Lows at 100 and 100.5, highs at 108 and 109, of which the first is no swing. */
  const bars = led(pointRows(zigzag([104, 108, 100, 109, 100.5, 106], 4)), 40);

  it.each([
    ['lows', {tolerancePercent: 0.6}, 'met'],
    ['lows', {}, 'unmet'],
    ['highs', {tolerancePercent: 0.6}, 'unmet'],
    ['highs', {tolerancePercent: 1}, 'met'],
    // The first low is sixteen bars back, and the window shorter.
    ['lows', {tolerancePercent: 0.6, bars: 12}, 'unmet'],
    ['lows', {bars: 40}, 'unknown'],
  ])('of %s with %j is %s', (of, params, state) => {
    expect(stateAfterBars({equalLevels: {timeframe: 'M1', of, ...params}}, bars)).toBe(state);
  });

  it('shows the newest level, or that there is none', () => {
    const equalLevels = {timeframe: 'M1', of: 'lows'};
    expect(shown({equalLevels: {...equalLevels, tolerancePercent: 0.6}}, bars)).toBe(
      '100, touched 2 times, 4 bars ago',
    );
    expect(shown({equalLevels}, bars)).toBe('no equal lows in the last 30 bars');
  });

  it('looks at H1, 0.1 percent and 30 bars, unless it is told otherwise', () => {
    const condition = compileCondition(conditionSchema.parse({equalLevels: {of: 'highs'}}), 'buy');
    expect(condition.needs).toMatchObject([
      {timeframe: 'H1', definition: {key: 'equalLevels(highs,0.001 share,30)'}},
    ]);
  });
});
