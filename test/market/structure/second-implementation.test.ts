import {execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {Bar} from '../../../src/market/bar.ts';
import {breaks} from '../../../src/market/structure/breaks.ts';
import {fairValueGaps} from '../../../src/market/structure/fair-value-gaps.ts';
import {swings} from '../../../src/market/structure/swings.ts';
import {walk} from './made-bars.ts';
import {euroBars, goldBars, HAS_REAL_BARS} from './real-bars.ts';

/** What the other program says of the moment at which a bar has closed; bars by index. */
type Said = Readonly<{
  highs: readonly number[];
  lows: readonly number[];
  breaks: readonly (readonly [event: string, direction: string, level: number, swing: number])[];
  gaps: readonly (readonly [
    barsAgo: number,
    direction: string,
    low: number,
    high: number,
    strength: number,
    fill: number,
  ])[];
}>;

const SCRIPT = join(import.meta.dirname, 'second-implementation.py');

function saidByPython(bars: readonly Bar[]): Said[] {
  const input = JSON.stringify({bars});
  return JSON.parse(execFileSync('python3', [SCRIPT], {input, maxBuffer: 2 ** 28}).toString()) as Said[];
}

/** Results of TypeScript and of Python at every bar, as lists that must be equal. */
function* compared(bars: readonly Bar[]): Generator<readonly [ours: unknown, theirs: unknown]> {
  const said = saidByPython(bars);
  const studies = {
    swings: swings().create('M1'),
    breaks: breaks().create('M1'),
    gaps: fairValueGaps().create('M1'),
  };
  const timeOf = (index: number) => bars[index]?.timeMs;
  /** Up to this bar, those of the last `count` bars, newest first, with their age. */
  const recent = <Item>(now: number, count: number, items: (said: Said) => readonly Item[]) =>
    Array.from({length: Math.min(count, now + 1)}, (_, ago) => ago).flatMap((ago) =>
      items(said[now - ago] ?? {highs: [], lows: [], breaks: [], gaps: []}).map(
        (item) => [ago, item] as const,
      ),
    );
  for (const [now, bar] of bars.entries()) {
    for (const study of Object.values(studies)) study.add(bar);
    const {highs, lows} = studies.swings.result ?? {highs: [], lows: []};
    for (const [ours, kind] of [
      [highs, 'highs'],
      [lows, 'lows'],
    ] as const) {
      // A swing of up to 199 bars ago was said up to 196 bars ago.
      const theirs = recent(now, 197, (one) => one[kind]).slice(0, 8);
      yield [
        ours.map(({timeMs, barsAgo}) => [timeMs, barsAgo]),
        theirs.map(([ago, index]) => [timeOf(index), ago + 3]),
      ];
    }
    if (studies.breaks.result !== undefined) {
      const theirs = recent(now, 50, (one) => one.breaks).map(([ago, [event, direction, level, swing]]) =>
        JSON.stringify([event, direction, level, timeOf(swing), timeOf(now - ago), ago]),
      );
      const ours = studies.breaks.result.map(({event, direction, level, swingTimeMs, timeMs, barsAgo}) =>
        JSON.stringify([event, direction, level, swingTimeMs, timeMs, barsAgo]),
      );
      yield [[...ours].sort(), [...theirs].sort()];
    }
    if (studies.gaps.result !== undefined) {
      const rounded = (value: number) => Number(value.toPrecision(12));
      const ours = studies.gaps.result.map(({barsAgo, direction, low, high, strength, fill}) => [
        barsAgo,
        direction,
        low,
        high,
        rounded(strength),
        rounded(fill),
      ]);
      const theirs = said[now]?.gaps.map(([barsAgo, direction, low, high, strength, fill]) => [
        barsAgo,
        direction,
        low,
        high,
        rounded(strength),
        rounded(fill),
      ]);
      yield [ours, theirs];
    }
  }
}

function expectAgreement(bars: readonly Bar[]): void {
  let differences = 0;
  let first: readonly [unknown, unknown] | undefined;
  for (const pair of compared(bars)) {
    if (JSON.stringify(pair[0]) === JSON.stringify(pair[1])) continue;
    differences += 1;
    first ??= pair;
  }
  expect(first?.[0]).toEqual(first?.[1]);
  expect(differences).toBe(0);
}

describe('swings, breaks and gaps are at every bar what a second implementation says', () => {
  it.skipIf(!HAS_REAL_BARS)('of gold', () => expectAgreement(goldBars(20_000, 1500)));
  it.skipIf(!HAS_REAL_BARS)('of EURUSD', () => expectAgreement(euroBars(10_000, 1500)));
  it('of random walks', () => {
    for (const seed of [1, 2]) expectAgreement(walk(seed, 600));
  });
});
