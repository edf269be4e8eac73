import {execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {Bar} from '../../../src/market/bar.ts';
import {againstMean} from '../../../src/market/indicator/against-mean.ts';
import {atr} from '../../../src/market/indicator/atr.ts';
import {bollinger} from '../../../src/market/indicator/bollinger.ts';
import {derived} from '../../../src/market/indicator/derived.ts';
import {emaChange} from '../../../src/market/indicator/ema-change.ts';
import {history} from '../../../src/market/indicator/history.ts';
import {NEWEST_TRUE_RANGE} from '../../../src/market/indicator/true-ranges.ts';
import {zScore} from '../../../src/market/indicator/z-score.ts';
import {barsOf, goldMinutes, HAS_REAL_BARS} from '../../condition/real-bars.ts';
import {hasProgram} from '../../has-program.ts';
import {dice, walk} from '../structure/made-bars.ts';
import {lastResultOf, resultsOf} from './definitions.ts';
import {MEASURES} from './measures.ts';

const hasPython = hasProgram('python3');
const real = HAS_REAL_BARS ? (barsOf(await goldMinutes(4000)).get('M1') ?? []) : [];

describe('the memory of measures', () => {
  it.each(MEASURES)('$key ends with the bars that it says it needs, to the last bit', (definition) => {
    const {barsNeeded} = definition;
    for (const bars of [walk(11, 2600), real]) {
      const results = resultsOf(definition, bars, 'M1');
      const roll = dice(barsNeeded);
      let known = 0;
      for (let cut = 0; cut < 12 && bars.length > barsNeeded; cut++) {
        const end = barsNeeded + Math.floor(roll() * (bars.length - barsNeeded));
        const before = bars.slice(end - barsNeeded, end);
        expect(lastResultOf(definition, before, 'M1')).toEqual(results[end - 1]);
        if (results[end - 1] !== undefined) known += 1;
      }
      expect(known).toBe(bars.length > barsNeeded ? 12 : 0);
    }
  });

  it.each(MEASURES)('$key gives results that later bars do not change', (definition) => {
    const study = definition.create('M1');
    const [given, asGiven]: [unknown[], unknown[]] = [[], []];
    for (const bar of walk(12, 400)) {
      study.add(bar);
      given.push(study.result);
      asGiven.push(structuredClone(study.result));
    }
    expect(given).toEqual(asGiven);
  });
});

describe('history', () => {
  const bars = walk(3, 60);
  const ones = resultsOf(atr(3), bars, 'M1');

  it('has what was said after each of the last bars, oldest first', () => {
    for (const [index, values] of resultsOf(history(atr(3), 4), bars, 'M1').entries()) {
      expect(values).toEqual(index < 6 ? undefined : ones.slice(index - 3, index + 1));
    }
    expect(history(atr(3), 4).barsNeeded).toBe(7);
  });

  it('says nothing from a bar at which nothing was said until that one is out of it', () => {
    const flat = [10, 11, 12, 13, 13, 13, 14, 15, 16].map(
      (close, index): Bar => ({
        timeMs: index * 60_000,
        open: close,
        high: close,
        low: close,
        close,
        ticks: 1,
      }),
    );
    const known = resultsOf(history(zScore(3), 2), flat, 'M1').map((values) => values !== undefined);
    expect(known).toEqual([false, false, false, true, true, false, false, true, true]);
  });

  it('is refused where it would need more bars than are kept, or none', () => {
    expect(() => history(atr(1190), 11)).toThrow('Invariant: history(atr(1190),11) needs 1201 bars');
    expect(() => history(atr(3), 0)).toThrow('Invariant: the count of history(atr(3),0)');
  });
});

describe('derived', () => {
  it('works out an answer once a bar, and none without one', () => {
    let works = 0;
    const definition = derived('middle', bollinger(4, 2), ({middle}) => {
      works += 1;
      return middle > 2048 ? middle : undefined;
    });
    const bars = walk(3, 200);
    const middles = resultsOf(bollinger(4, 2), bars, 'M1').map((bands) => bands?.middle);
    const expected = middles.map((middle) => (middle !== undefined && middle > 2048 ? middle : undefined));
    expect(resultsOf(definition, bars, 'M1')).toEqual(expected);
    expect(new Set(expected.map((value) => value === undefined)).size).toBe(2);
    expect(works).toBe(197);
  });
});

describe('emaChange', () => {
  it.each([1300.1, 0.7, 4452.69, 1.08373])('is exactly nothing where closes stand still, at %d', (close) => {
    const still = walk(3, 300).map((bar) => ({...bar, open: close, high: close, low: close, close}));
    for (const period of [3, 12, 20, 26]) {
      expect(lastResultOf(emaChange(period, 3), still, 'M1')).toEqual({change: 0, percent: 0});
    }
  });

  it('needs no more bars than are kept, at the longest period', () => {
    expect(emaChange(200, 50).barsNeeded).toBe(1200);
    expect(emaChange(20, 9).barsNeeded).toBe(138);
    expect(() => emaChange(201, 9)).toThrow('Invariant');
  });
});

describe('againstMean', () => {
  it('says nothing where there is nothing to compare with', () => {
    const still = walk(3, 9).map((bar) => ({...bar, open: 5, high: 5, low: 5, close: 5}));
    expect(lastResultOf(againstMean(NEWEST_TRUE_RANGE, 4), still, 'M1')).toBeUndefined();
  });
});

/** Each of the numbers that the other program gives for a bar, by name. */
type Opinion = Readonly<Record<string, number | null>>;

describe.skipIf(!hasPython || real.length === 0)('measures and a second implementation', () => {
  it('agree at every bar', () => {
    const bars = [
      ...real.slice(0, 1500),
      ...walk(21, 1000).map((bar) => ({...bar, timeMs: bar.timeMs + 1e12})),
    ];
    const input = JSON.stringify(
      bars.map(({open, high, low, close, ticks}) => [open, high, low, close, ticks]),
    );
    const program = join(import.meta.dirname, 'measures.py');
    const answer = execFileSync('python3', [program], {input, maxBuffer: 2 ** 28}).toString();
    const opinions = JSON.parse(answer) as Opinion[];
    const ours = new Map(MEASURES.map((definition) => [definition.key, resultsOf(definition, bars, 'M1')]));
    const compared = new Map<string, number>();
    const disagreements: unknown[] = [];
    for (const [index, opinion] of opinions.entries()) {
      for (const [name, expected] of Object.entries(opinion)) {
        const [key = '', field] = name.split(' ');
        const result: unknown = ours.get(key)?.[index];
        const actual: unknown = field === undefined ? result : Reflect.get(Object(result), field);
        const isSame =
          expected === null
            ? result === undefined
            : Math.abs(Number(actual) - expected) <= 1e-9 * Math.max(1, Math.abs(expected));
        if (!isSame) disagreements.push([index, name, actual, expected]);
        if (expected !== null) compared.set(name, (compared.get(name) ?? 0) + 1);
      }
    }
    expect(disagreements).toEqual([]);
    expect(compared.size).toBe(20);
    for (const [name, count] of compared) {
      // Averages are compared while there is only one of each: until their bars have settled.
      expect(count).toBeGreaterThan(name.startsWith('emaChange') ? 6 : 1000);
    }
  });
});
