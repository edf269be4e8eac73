import {execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {Bar} from '../../../src/market/bar.ts';
import {equalLevels} from '../../../src/market/liquidity/equal-levels.ts';
import {type LiquiditySweep, liquiditySweep} from '../../../src/market/liquidity/liquidity-sweep.ts';
import type {Tolerance} from '../../../src/market/liquidity/tolerance.ts';
import {insideBars} from '../../../src/market/pattern/inside-bars.ts';
import {resampled} from '../pattern/resampled.ts';
import {euroBars, goldBars, HAS_REAL_BARS} from '../structure/real-bars.ts';

/** What is said after one bar, by either implementation; null where nothing can be said yet. */
type Said = Readonly<{
  inside: number | null;
  highs: unknown;
  lows: unknown;
  bull: unknown;
  bear: unknown;
}>;

const ZONE_BARS = 120;
const LEVEL_BARS = 60;

function saidByPython(bars: readonly Bar[], tolerance: Tolerance): Said[] {
  const input = JSON.stringify({
    bars: bars.map(({timeMs, open, high, low, close}) => [timeMs, open, high, low, close]),
    tolerance: Object.entries(tolerance)[0],
    zoneBars: ZONE_BARS,
    levelBars: LEVEL_BARS,
  });
  const script = join(import.meta.dirname, 'second-implementation.py');
  const output = execFileSync('python3', [script], {input, maxBuffer: 2 ** 28, encoding: 'utf8'});
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Said);
}

function saidHere(bars: readonly Bar[], tolerance: Tolerance): Said[] {
  const inside = insideBars().create('M1');
  const highs = equalLevels({of: 'highs', tolerance, windowBars: LEVEL_BARS}).create('M1');
  const lows = equalLevels({of: 'lows', tolerance, windowBars: LEVEL_BARS}).create('M1');
  const sweep = liquiditySweep({tolerance, windowBars: ZONE_BARS}).create('M1');
  const levels = (study: typeof highs) =>
    study.result?.map(({price, touches, barsAgo}) => [price, touches, barsAgo]) ?? null;
  // Of one bar there may be several, which have no order of their own.
  const sweeps = (events: readonly LiquiditySweep[] | undefined) =>
    events
      ?.map(({barsAgo, pierceTimeMs, kind, level, touches, extreme}) => {
        return [barsAgo, pierceTimeMs, kind, level, touches, extreme];
      })
      .sort(ascending) ?? null;
  return bars.map((bar) => {
    for (const study of [inside, highs, lows, sweep]) study.add(bar);
    return {
      inside: inside.result?.count ?? null,
      highs: levels(highs),
      lows: levels(lows),
      bull: sweeps(sweep.result?.bull),
      bear: sweeps(sweep.result?.bear),
    };
  });
}

type Cells = readonly (number | string)[];

function ascending(a: Cells, b: Cells): number {
  const differs = a.findIndex((cell, index) => cell !== b[index]);
  const [left, right] = [a[differs], b[differs]];
  return left === undefined || right === undefined ? 0 : left < right ? -1 : 1;
}

describe.skipIf(!HAS_REAL_BARS)('inside bars, equal levels and sweeps', () => {
  it.each([
    ['gold, M1, by a share of the price', {share: 0.001}, () => goldBars(20_000, 1000)],
    ['gold, M5, by ATR', {atr: 0.25}, () => resampled(goldBars(0, 5000), 'M5')],
    ['EURUSD, M1, by price', {price: 0.0001}, () => euroBars(3000, 1000)],
    ['EURUSD, M5, by ATR', {atr: 0.5}, () => resampled(euroBars(0, 5000), 'M5')],
  ] as const)('are those of a second implementation at every bar: %s', (_what, tolerance, read) => {
    const bars = read();
    const expected = saidByPython(bars, tolerance);
    const said = saidHere(bars, tolerance);
    expect(said).toEqual(expected);
    const isSaid = ({bull, bear}: Said) => JSON.stringify([bull, bear]) !== '[[],[]]' && bull !== null;
    expect(said.filter(isSaid).length, 'bars with sweeps').toBeGreaterThan(50);
  });
});
