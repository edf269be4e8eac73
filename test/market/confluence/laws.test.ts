import {describe, expect, it} from 'vitest';
import {tradingRange} from '../../../src/market/confluence/trading-range.ts';
import {trendContext} from '../../../src/market/confluence/trend-context.ts';
import {sma} from '../../../src/market/indicator/sma.ts';
import {together} from '../../../src/market/indicator/together.ts';
import type {StudyDefinition} from '../../../src/market/study/study.ts';
import {studied, walk} from '../structure/made-bars.ts';

/** Whatever an analysis says. */
type Any = StudyDefinition<unknown>;

describe.each<[name: string, definition: Any, count: number]>([
  ['trendContext', trendContext(), 1600],
  ['tradingRange', tradingRange(50), 200],
])('%s', (_name, definition, count) => {
  it('is a function of its last bars, to the last bit', () => {
    const bars = walk(count, count);
    const {barsNeeded} = definition;
    for (let end = barsNeeded; end <= count; end += 67) {
      expect(studied(definition, bars.slice(end - barsNeeded, end))).toEqual(
        studied(definition, bars.slice(0, end)),
      );
    }
  });
});

describe('trendContext', () => {
  it('answers from the 200th bar', () => {
    const bars = walk(3, 200);
    expect(studied(trendContext(), bars.slice(1))).toBeUndefined();
    expect(studied(trendContext(), bars)?.close).toBe(bars.at(-1)?.close);
  });
});

describe('together', () => {
  it('says what each says, and nothing while one of them does', () => {
    const both = together('both', {two: sma(2), three: sma(3)});
    const bars = walk(1, 3);
    expect(both.barsNeeded).toBe(3);
    expect(studied(both, bars.slice(0, 2))).toBeUndefined();
    expect(studied(both, bars)).toEqual({two: studied(sma(2), bars), three: studied(sma(3), bars)});
  });

  it('gives one object as long as no bar comes', () => {
    const study = together('one', {one: sma(1)}).create('M1');
    for (const bar of walk(1, 2)) study.add(bar);
    expect(study.result).toBe(study.result);
  });
});
