import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {type BreakLeg, breakLeg} from '../../../src/market/structure/break-leg.ts';
import {marketStructureShift} from '../../../src/market/structure/market-structure-shift.ts';
import {newestBars} from '../../../src/market/structure/newest-bars.ts';
import {retracementOf} from '../../../src/market/structure/retracement.ts';
import {barsOf, known, MINUTE_MS, mirrored, type Row, START_MS, studied, walk} from './made-bars.ts';
import {euroBars, goldBars, HAS_REAL_BARS} from './real-bars.ts';

const CONSTANT = 4096;

const calm = (count: number): Row[] => Array.from({length: count}, () => [100, 100.5, 99.5, 100]);
/** A swing high at 101 at bar 4, which bar 25 breaks. */
const BEFORE: readonly Row[] = [...calm(4), [100, 101, 99.5, 100], ...calm(20)];
const BREAK: Row = [100, 102, 99.75, 102];

const STUDIES = [marketStructureShift({pullbackAtr: 0}), breakLeg(), newestBars(21)];

describe.each(STUDIES)('$key', (definition) => {
  it('says of all bars what it says of the last barsNeeded', () => {
    const law = fc.property(fc.integer(), fc.integer({min: 1, max: 900}), (seed, count) => {
      const bars = walk(seed, count);
      expect(studied<unknown>(definition, bars)).toEqual(
        studied<unknown>(definition, bars.slice(-definition.barsNeeded)),
      );
    });
    fc.assert(law, {numRuns: 40});
  });

  it.skipIf(!HAS_REAL_BARS)('does so with real bars', () => {
    for (const bars of [goldBars(3000, 2000), euroBars(3000, 2000)]) {
      const study = definition.create('M1');
      for (const [index, bar] of bars.entries()) {
        study.add(bar);
        if (index % 97 !== 0) continue;
        const last = bars.slice(Math.max(0, index + 1 - definition.barsNeeded), index + 1);
        expect(study.result).toEqual(studied<unknown>(definition, last));
      }
    }
  });
});

describe('marketStructureShift with a nearness of its own', () => {
  it('comes back as near as it is told', () => {
    // Half a unit above the level of 101, where an ATR is about 1.2.
    const rows: Row[] = [...BEFORE, [100, 102, 99.5, 102], [102.5, 103, 102, 103], [102, 102.5, 101.5, 102]];
    expect(known(marketStructureShift({pullbackAtr: 0.25}), barsOf(rows))?.pullback).toBeUndefined();
    expect(known(marketStructureShift({pullbackAtr: 0.5}), barsOf(rows))?.pullback).toMatchObject({
      barsAgo: 0,
    });
  });

  it('refuses a reach below zero', () => {
    expect(() => marketStructureShift({pullbackAtr: -1})).toThrow('not negative');
  });
});

describe('breakLeg', () => {
  it.each<[string, Row[], Readonly<{origin: number; extreme: number}>]>([
    ['of the bar that breaks', [...BEFORE, BREAK], {origin: 99.5, extreme: 102}],
    ['goes on', [...BEFORE, BREAK, [102, 104, 101.5, 103]], {origin: 99.5, extreme: 104}],
    [
      'ends where it turned',
      [...BEFORE, BREAK, [102, 104, 101.5, 103], [103, 103, 99, 99]],
      {origin: 99.5, extreme: 104},
    ],
    [
      'begins at the low after the swing',
      [...calm(4), [100, 101, 97, 100], ...calm(9), [100, 100.5, 98, 100], ...calm(9), BREAK],
      {origin: 98, extreme: 102},
    ],
    [
      'begins anew where the price fell lower and rose higher',
      [...BEFORE, BREAK, [102, 102, 97, 101], [101, 103, 101, 103]],
      {origin: 97, extreme: 103},
    ],
  ])('%s', (_case, rows, expected) => {
    expect(known(breakLeg(), barsOf(rows))).toMatchObject({
      ...expected,
      shift: {direction: 'bull', level: 101},
    });
    expect(known(breakLeg(), mirrored(barsOf(rows)))).toMatchObject({
      origin: CONSTANT - expected.origin,
      extreme: CONSTANT - expected.extreme,
      shift: {direction: 'bear', level: CONSTANT - 101},
    });
  });

  it('is null without a break', () => {
    expect(known(breakLeg(), barsOf(calm(30)))).toBeNull();
    expect(studied(breakLeg(), barsOf(calm(19)))).toBeUndefined();
  });
});

describe('retracementOf', () => {
  /** From 100 to 110, broken by the bar that opened with the first of the minutes. */
  const leg: BreakLeg = {
    origin: 100,
    extreme: 110,
    shift: {
      event: 'bos',
      direction: 'bull',
      level: 105,
      swingTimeMs: START_MS - 60 * MINUTE_MS,
      timeMs: START_MS,
      barsAgo: 0,
    },
  };
  const bear: BreakLeg = {
    origin: CONSTANT - leg.origin,
    extreme: CONSTANT - leg.extreme,
    shift: {...leg.shift, direction: 'bear', level: CONSTANT - leg.shift.level},
  };
  const UP: Row = [108, 110, 107, 109];

  it.each<[string, Row[], ReturnType<typeof retracementOf>]>([
    ['its extreme is older', [[108, 109, 107, 109]], undefined],
    ['nothing came after it', [UP], {share: 0, hasTurned: false, bars: 0}],
    ['deeper', [UP, [109, 109, 106, 107]], {share: 0.4, hasTurned: false, bars: 1}],
    ['turned', [UP, [109, 109, 106, 107], [107, 109.5, 107, 109.25]], {share: 0.4, hasTurned: true, bars: 2}],
    [
      'at its high',
      [UP, [109, 109, 106, 107], [107, 109, 107, 109]],
      {share: 0.4, hasTurned: false, bars: 2},
    ],
    [
      'the newest of equal lows counts',
      [UP, [109, 109, 106, 107], [106, 107, 106, 107], [107, 108, 107, 108]],
      {share: 0.4, hasTurned: true, bars: 3},
    ],
    ['as far as its origin and beyond', [UP, [109, 109, 99, 99]], {share: 1.1, hasTurned: false, bars: 1}],
    [
      'a new extreme',
      [UP, [109, 112, 108, 109], [109, 109, 106, 106]],
      {share: 0.5, hasTurned: false, bars: 1},
    ],
    ['the extreme came again', [UP, [109, 109, 106, 107], UP], {share: 0, hasTurned: false, bars: 0}],
    [
      'it dipped below its origin first',
      [[105, 105, 90, 95], UP, [109, 109, 105, 105]],
      {share: 0.25, hasTurned: false, bars: 1},
    ],
  ])('%s', (_case, rows, expected) => {
    const bars = barsOf(rows);
    expect(retracementOf(leg, bars)).toEqual(expected);
    expect(retracementOf(bear, mirrored(bars))).toEqual(expected);
  });

  it('does not look at bars from before the breaking bar', () => {
    const later = {...leg, shift: {...leg.shift, timeMs: START_MS + MINUTE_MS}};
    expect(retracementOf(later, barsOf([[108, 120, 80, 109], UP, [109, 109, 106, 107]]))?.share).toBe(0.4);
  });

  it('counts shares in decimals', () => {
    const decimals = {...leg, origin: 1300.3, extreme: 1310.3};
    const bars = barsOf([
      [1309, 1310.3, 1308, 1309],
      [1309, 1309, 1307.3, 1308],
    ]);
    expect(retracementOf(decimals, bars)?.share).toBe(0.3);
  });
});
