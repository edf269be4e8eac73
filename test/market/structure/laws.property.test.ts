import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {breaks, type StructureBreak} from '../../../src/market/structure/breaks.ts';
import {ALL_STUDIES} from './all-studies.ts';
import {known, mirrored, studied, walk} from './made-bars.ts';
import {euroBars, goldBars, HAS_REAL_BARS} from './real-bars.ts';

const CONSTANT = 4096;
const OTHER: Readonly<Record<string, string>> = {
  bull: 'bear',
  bear: 'bull',
  high: 'low',
  low: 'high',
  up: 'down',
  down: 'up',
  HH: 'LL',
  LL: 'HH',
  HL: 'LH',
  LH: 'HL',
};

/** A result as it must be of the mirrored bars: names of sides exchanged, prices negated around the constant. */
function upsideDown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(upsideDown);
  if (typeof value === 'string') return OTHER[value] ?? value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, field]): [string, unknown] => {
    if (key === 'price' || key === 'level') return [key, CONSTANT - Number(field)];
    if (key === 'high' || key === 'low') return [OTHER[key] ?? key, CONSTANT - Number(field)];
    if (key === 'highs' || key === 'lows') return [key === 'highs' ? 'lows' : 'highs', upsideDown(field)];
    return [key, upsideDown(field)];
  });
  return Object.fromEntries(entries);
}

/** Of what happened at one bar bull comes first, so the mirror exchanges those: here they come by their text. */
function ordered(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const items: readonly unknown[] = value;
  const fields = (item: unknown) => (typeof item === 'object' && item !== null ? Object.entries(item) : []);
  const text = (item: unknown) => JSON.stringify(fields(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  return [...items].sort((a, b) => (text(a) < text(b) ? -1 : 1));
}

describe.each(ALL_STUDIES)('$key', (definition) => {
  it('sees bears in the mirror where it sees bulls', () => {
    const law = fc.property(fc.integer(), fc.integer({min: 1, max: 700}), (seed, count) => {
      const bars = walk(seed, count);
      const seen = studied(definition, mirrored(bars, CONSTANT));
      expect(ordered(seen)).toEqual(ordered(upsideDown(studied(definition, bars))));
    });
    fc.assert(law, {numRuns: 25});
  });

  it('says of all bars what it says of the last barsNeeded', () => {
    const law = fc.property(fc.integer(), fc.integer({min: 1, max: 1200}), (seed, count) => {
      const bars = walk(seed, count);
      expect(studied(definition, bars)).toEqual(studied(definition, bars.slice(-definition.barsNeeded)));
    });
    fc.assert(law, {numRuns: 25});
  });

  it.skipIf(!HAS_REAL_BARS)('does so with real bars, over weekends and holes', () => {
    for (const bars of [goldBars(3000, 2500), euroBars(3000, 2500)]) {
      const study = definition.create('M1');
      for (const [index, bar] of bars.entries()) {
        study.add(bar);
        if (index % 97 !== 0) continue;
        const last = bars.slice(Math.max(0, index + 1 - definition.barsNeeded), index + 1);
        expect(study.result).toEqual(studied(definition, last));
      }
    }
  });

  it('keeps what it has said unchanged, and says the same when it is asked twice', () => {
    const study = definition.create('M1');
    const bars = walk(5, 600);
    const said: [unknown, string][] = [];
    for (const bar of bars) {
      study.add(bar);
      expect(study.result).toBe(study.result);
      said.push([study.result, JSON.stringify(study.result)]);
    }
    expect(said.every(([result, text]) => JSON.stringify(result) === text)).toBe(true);
  });
});

describe('breaks', () => {
  /** The break without its age. */
  const named = ({event, direction, level, timeMs}: StructureBreak) =>
    `${event} ${direction} ${level} ${timeMs}`;

  it('tells each break at its bar and for 49 bars more, whatever comes', () => {
    const law = fc.property(fc.integer(), (seed) => {
      const bars = walk(seed, 700);
      const study = breaks().create('M1');
      const counts = new Map<string, number>();
      for (const bar of bars) {
        study.add(bar);
        for (const found of study.result ?? []) counts.set(named(found), (counts.get(named(found)) ?? 0) + 1);
      }
      // Nothing is said of fewer than twenty bars, and the newest breaks are still being told.
      const [firstMs = 0, lastMs = 0] = [bars[19]?.timeMs, bars.at(-50)?.timeMs];
      const whole = [...counts].filter(([name]) => {
        const timeMs = Number(name.split(' ').at(-1));
        return firstMs <= timeMs && timeMs <= lastMs;
      });
      expect(whole.length).toBeGreaterThan(5);
      expect(whole.filter(([, count]) => count !== 50)).toEqual([]);
    });
    fc.assert(law, {numRuns: 8});
  });

  it('tells of few bars only what it tells of many', () => {
    const law = fc.property(fc.integer(), fc.integer({min: 20, max: 266}), (seed, count) => {
      const bars = walk(seed, 400);
      const all = new Set(known(breaks(), bars).map(named));
      expect(
        known(breaks(), bars.slice(-count))
          .map(named)
          .filter((name) => !all.has(name)),
      ).toEqual([]);
    });
    fc.assert(law, {numRuns: 100});
  });
});
