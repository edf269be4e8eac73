import {describe, expect, it} from 'vitest';
import type {Break} from '../../../src/market/microstructure/breaks.ts';
import {confidenceOf} from '../../../src/market/microstructure/confidence.ts';
import type {RejectionWick} from '../../../src/market/microstructure/rejection-wicks.ts';

const aBreak = (direction: 'bull' | 'bear', confidence: Break['confidence']): Break => ({
  direction,
  isChoch: false,
  isBos: true,
  level: 1,
  swingTimeMs: 0,
  beyondAtr: 1,
  closesBeyond: 1,
  isConfirmed: false,
  confidence,
});

const aWick = (direction: 'bull' | 'bear', wickToBody: number, bodyShare = 0): RejectionWick => ({
  side: direction === 'bull' ? 'lower' : 'upper',
  direction,
  price: 1,
  wickToBody,
  bodyShare,
  timeMs: 0,
  barsAgo: 0,
});

const other = (direction: 'bull' | 'bear') => (direction === 'bull' ? 'bear' : 'bull');

describe('confidenceOf', () => {
  it.each([
    // Break of the bull, volatility, wicks → linear.
    [aBreak('bull', 90), 'expanding', [], 45 + 27 + 10],
    [aBreak('bull', 85), 'stable', [], 42.5 + 21 + 10],
    [aBreak('bull', 70), 'contracting', [], 35 + 18 + 10],
    [aBreak('bull', 60), 'stable', [aWick('bull', 2, 0.25)], 30 + 21 + 0.2 * (60 - 5)],
    [aBreak('bull', 60), 'stable', [aWick('bull', 2), aWick('bull', 10)], 30 + 21 + 0.2 * 80],
    [undefined, 'stable', [], 0 + 21 + 10],
    // What points the other way is none.
    [aBreak('bear', 90), 'stable', [], 0 + 21 + 10],
    [aBreak('bull', 90), 'stable', [aWick('bear', 10)], 45 + 21 + 10],
  ] as const)('case %#', (current, volatility, wicks, linear) => {
    expect(confidenceOf('bull', {current, volatility, wicks}, 70).linear).toBeCloseTo(linear, 12);
    const mirrored = {
      current: current && aBreak(other(current.direction), current.confidence),
      volatility,
      wicks: wicks.map((wick) => aWick(other(wick.direction), wick.wickToBody, wick.bodyShare)),
    };
    expect(confidenceOf('bear', mirrored, 70).linear).toBeCloseTo(linear, 12);
  });

  it('can fail and can pass its minimum, whatever the minimum (D-79)', () => {
    const parts = {current: aBreak('bull', 90), volatility: 'expanding', wicks: []} as const;
    expect(confidenceOf('bull', parts, 82)).toEqual({linear: 82, minimum: 82, isEnough: true});
    expect(confidenceOf('bull', parts, 82.1).isEnough).toBe(false);
    expect(confidenceOf('bear', parts, 60).isEnough).toBe(false);
  });
});
