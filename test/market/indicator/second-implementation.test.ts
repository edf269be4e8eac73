import {execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {type Bar, TIMEFRAME_MS, type Timeframe} from '../../../src/market/bar.ts';
import {hasProgram} from '../../has-program.ts';
import {resultsOf, SHORT, USUAL} from './definitions.ts';
import {REAL_BARS, SERVER_AHEAD_MS} from './real-bars.ts';

const PROGRAM = join(import.meta.dirname, 'second-implementation.py');

const hasPython = hasProgram('python3');

type Answer = number | null | Readonly<Record<string, number>>;

/** `ema(200)` → `['ema', 200]`; a zone stays here, its offset goes to the program. */
function requestOf(key: string): (string | number)[] {
  const [name = '', list = ''] = key.replace(')', '').split('(');
  return name === 'sessionVwap' ? [name] : [name, ...list.split(',').map(Number)];
}

/** For each of the keys, an answer at each of the bars. */
function secondOpinion(bars: readonly Bar[], timeframe: Timeframe, keys: readonly string[]): Answer[][] {
  const input = JSON.stringify({
    bars: bars.map(({timeMs, open, high, low, close, ticks}) => [timeMs, open, high, low, close, ticks]),
    timeframeMs: TIMEFRAME_MS[timeframe],
    dayOffsetMs: SERVER_AHEAD_MS,
    indicators: keys.map(requestOf),
  });
  return JSON.parse(execFileSync('python3', [PROGRAM], {input, maxBuffer: 2 ** 30}).toString()) as Answer[][];
}

/** The numbers of a result by name; none where it is undefined. */
function numbersOf(result: unknown): Readonly<Record<string, number>> {
  if (result === undefined || result === null) return {};
  return typeof result === 'number' ? {value: result} : (result as Record<string, number>);
}

/**
 * What is a difference of prices can be as near to zero as it likes, and its last places are those of the prices:
 * two sums in another order differ by some units in the last place of a price, however small the difference is. In
 * such results so much is allowed where it is more than 1e-9 of them.
 */
function roundingOf(key: string, name: string, close: number): number {
  const units = 4 * Number.EPSILON;
  if (key.startsWith('macd') || name === 'change' || name === 'deviation') return units * close;
  if (name.endsWith('Percent')) return units * 100;
  // In deviations; a price has some ten thousand.
  return key.startsWith('zScore') ? units * 1e4 : 0;
}

/** Where one has a value and the other none, or the two differ by more than 1e-9 of the second. */
function disagreements(
  key: string,
  bars: readonly Bar[],
  ours: readonly unknown[],
  theirs: readonly Answer[],
) {
  return bars.flatMap(({close}, index) => {
    const [mine, other] = [numbersOf(ours[index]), numbersOf(theirs[index])];
    const names = new Set([...Object.keys(mine), ...Object.keys(other)]);
    return [...names].flatMap((name) => {
      const [actual = Number.NaN, expected = Number.NaN] = [mine[name], other[name]];
      const allowed = Math.max(1e-9 * Math.abs(expected), roundingOf(key, name, close));
      return Math.abs(actual - expected) <= allowed ? [] : [{key, index, name, actual, expected}];
    });
  });
}

const real = REAL_BARS.filter(({bars}) => bars.length > 0);

describe.skipIf(!hasPython || real.length === 0)('the indicators and a second implementation', () => {
  it.each(real)('agree at every bar of $name', ({name, bars, timeframe}) => {
    expect(bars).toHaveLength(5000);
    // Short periods restart at every gap, of which this market has most.
    const definitions = name === 'EURUSD M1' ? [...USUAL, ...SHORT] : USUAL;
    const keys = definitions.map(({key}) => key);
    const second = secondOpinion(bars, timeframe, keys);
    for (const [index, definition] of definitions.entries()) {
      const ours = resultsOf(definition, bars, timeframe);
      const theirs = second[index] ?? [];
      expect(disagreements(definition.key, bars, ours, theirs)).toEqual([]);
      expect(theirs.filter((answer) => answer !== null).length).toBeGreaterThan(4700);
    }
  });
});
