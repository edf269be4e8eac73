import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {aQuote, aView, stateOf} from '../views.ts';

describe('spread', () => {
  it.each([
    [0.6, 1301, 1301.6, 'met'],
    [0.6, 1301, 1301.61, 'unmet'],
    // 1.0998 − 1.0996 is more than 0.0002 in floating point.
    [0.0002, 1.0996, 1.0998, 'met'],
    [0.0002, 1.0996, 1.0999, 'unmet'],
    [0, 1301, 1301, 'met'],
    [0, 1301, 1301.01, 'unmet'],
  ])('at most %d with %d and %d is %s', (atMost, bid, ask, state) => {
    expect(stateOf({spread: {atMost}}, aView({quote: aQuote(bid, ask)}))).toBe(state);
  });

  it('knows nothing without a quote', () => {
    expect(stateOf({spread: {atMost: 1}}, aView())).toBe('unknown');
  });

  it.each([
    [1301.9, 0.3],
    [1301.4, 0.2],
  ])('shows the spread and its distance at an ask of %d', (ask, distance) => {
    const [row] = compileCondition({spread: {atMost: 0.6}}, 'buy').explain(
      aView({nowMs: 1500, quote: aQuote(1301, ask, 1000)}),
    );
    expect(row).toMatchObject({distance, ageMs: 500, threshold: 'ask − bid ≤ 0.6'});
  });
});
