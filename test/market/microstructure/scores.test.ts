import {describe, expect, it} from 'vitest';
import {suitsInstrument} from '../../../src/market/microstructure/scores.ts';

describe('suitsInstrument', () => {
  it.each([
    [75, 'stable', 'high', true],
    [74.9, 'expanding', 'high', false],
    [75, 'stable', 'veryHigh', false],
    [75, 'contracting', 'veryHigh', true],
    [75, 'expanding', 'veryHigh', true],
    [75, 'stable', 'moderate', true],
  ] as const)(
    'a score of %d of 75, %s, of a %s instrument: %s',
    (score, volatility, personality, expected) => {
      expect(suitsInstrument(score, volatility, {confluenceMin: 75, personality})).toBe(expected);
    },
  );
});
