import {describe, expect, it} from 'vitest';
import type {Break} from '../../../src/market/microstructure/breaks.ts';
import {signalOf} from '../../../src/market/microstructure/signal.ts';
import type {StructureType} from '../../../src/market/microstructure/structure.ts';

/** A letter for each structure: higherHighs, lowerLows, equal, choppy. */
const TYPES: readonly StructureType[] = ['higherHighs', 'lowerLows', 'equal', 'choppy'];

const aBreak = (over: Partial<Break>): Break => ({
  direction: 'bull',
  isChoch: false,
  isBos: true,
  level: 1,
  swingTimeMs: 0,
  beyondAtr: 1,
  closesBeyond: 1,
  isConfirmed: false,
  confidence: 70,
  ...over,
});

describe('signalOf', () => {
  it.each([
    ['break upwards', aBreak({}), 'bullish neutral neutral neutral'],
    ['confirmed break upwards', aBreak({isConfirmed: true}), 'bullish neutral neutral neutral'],
    ['break downwards: never bullish', aBreak({direction: 'bear'}), 'neutral bearish neutral neutral'],
    ['change upwards', aBreak({isChoch: true}), 'bullish neutral neutral neutral'],
    [
      'confirmed change upwards',
      aBreak({isChoch: true, isConfirmed: true}),
      'bullish neutral bullish bullish',
    ],
    [
      'confirmed change downwards',
      aBreak({direction: 'bear', isChoch: true, isConfirmed: true}),
      'neutral bearish bearish bearish',
    ],
    ['no break', undefined, 'neutral neutral neutral neutral'],
  ])('%s, in higher highs, lower lows, equal and choppy', (_name, current, expected) => {
    expect(TYPES.map((type) => signalOf({type}, {current})).join(' ')).toBe(expected);
  });
});
