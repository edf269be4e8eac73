import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {aQuote, aView, stateOf} from '../views.ts';

describe('price', () => {
  it.each([
    // Ties are decided in the decimals that were written.
    [{near: 1.1, within: 0.0001}, 1.1001, 'met'],
    [{near: 1.1, within: 0.0001}, 1.0999, 'met'],
    [{near: 1.1, within: 0.0001}, 1.10011, 'unmet'],
    [{near: 1.1, within: 0.0001}, 1.09989, 'unmet'],
    [{near: 0.3, within: 0.1}, 0.2, 'met'],
    [{near: 0.3, within: 0.1}, 0.4, 'met'],
    [{near: 1301.5, within: 0.5}, 1302, 'met'],
    [{near: 1301.5, within: 0.5}, 1302.0001, 'unmet'],
    [{near: 1301.5, within: 0}, 1301.5, 'met'],
    [{near: 1301.5, within: 0}, 1301.51, 'unmet'],
    [{near: 1, within: 5}, 0.001, 'met'],
    [{near: 1e308, within: 1.7e308}, 1.7e308, 'met'],
    // Above and below are strict.
    [{above: 1300}, 1300, 'unmet'],
    [{above: 1300}, 1300.01, 'met'],
    [{below: 1300}, 1300, 'unmet'],
    [{below: 1300}, 1299.99, 'met'],
    // Several in one hold together.
    [{above: 1300, below: 1310}, 1305, 'met'],
    [{above: 1300, below: 1310}, 1310, 'unmet'],
    [{near: 1301, within: 2, above: 1300}, 1299.5, 'unmet'],
  ])('%j at %d is %s', (price, ask, state) => {
    expect(stateOf({price}, aView({quote: aQuote(ask / 2, ask)}))).toBe(state);
  });

  it.each([
    [{crossesAbove: 1300}, 1299, 1301, 'met'],
    [{crossesAbove: 1300}, 1300, 1300.01, 'met'],
    [{crossesAbove: 1300}, 1299, 1300, 'unmet'],
    [{crossesAbove: 1300}, 1300.01, 1300.02, 'unmet'],
    [{crossesAbove: 1300}, 1301, 1299, 'unmet'],
    [{crossesBelow: 1300}, 1301, 1299, 'met'],
    [{crossesBelow: 1300}, 1300, 1299.99, 'met'],
    [{crossesBelow: 1300}, 1301, 1300, 'unmet'],
    [{crossesBelow: 1300}, 1299.99, 1299.98, 'unmet'],
    [{crossesBelow: 1300}, 1299, 1301, 'unmet'],
    [{crossesAbove: 1300, below: 1302}, 1299, 1303, 'unmet'],
  ])('%j from %d to %d is %s', (price, previous, ask, state) => {
    const view = aView({previous: aQuote(1, previous), quote: aQuote(1, ask)});
    expect(stateOf({price}, view)).toBe(state);
  });

  it.each(['crossesAbove', 'crossesBelow'])('knows nothing of %s without a previous quote', (rule) => {
    const condition = compileCondition({price: {[rule]: 1300}}, 'buy');
    expect(condition.explain(aView({quote: aQuote(1301)}))[0]).toMatchObject({
      verdict: 'unknown',
      reason: 'noPreviousQuote',
    });
  });

  it('is unmet, not unknown, when another rule fails without a previous quote', () => {
    expect(stateOf({price: {crossesAbove: 1300, below: 1200}}, aView({quote: aQuote(1301)}))).toBe('unmet');
  });

  it('knows nothing without a quote', () => {
    expect(stateOf({price: {above: 1}}, aView())).toBe('unknown');
  });

  it.each([
    ['buy', {above: 1300}, 'met'],
    ['sell', {above: 1300}, 'unmet'],
    ['buy', {above: 1300, of: 'bid'}, 'unmet'],
    ['sell', {above: 1300, of: 'ask'}, 'met'],
    ['buy', {near: 1300, within: 0, of: 'mid'}, 'met'],
  ] as const)('of a %s, %j looks at its line', (side, price, state) => {
    expect(stateOf({price}, aView({quote: aQuote(1299, 1301)}), side)).toBe(state);
  });

  it('takes the mid in decimals', () => {
    const quote = aQuote(1.0993, 1.0999);
    expect(stateOf({price: {near: 1.0996, within: 0, of: 'mid'}}, aView({quote}))).toBe('met');
    expect(stateOf({price: {above: 1.0996, of: 'mid'}}, aView({quote}))).toBe('unmet');
  });

  it('crosses by the line that it looks at, not by the other', () => {
    const view = aView({previous: aQuote(1299, 1302), quote: aQuote(1301, 1302)});
    expect(stateOf({price: {crossesAbove: 1300, of: 'bid'}}, view)).toBe('met');
    expect(stateOf({price: {crossesAbove: 1300, of: 'ask'}}, view)).toBe('unmet');
  });

  it.each([
    [{above: 1300}, 1299.9, 0.1],
    [{above: 1300}, 1300.3, 0.3],
    [{near: 1301.5, within: 0.5}, 1302.1, 0.1],
    [{near: 1301.5, within: 0.5}, 1301.2, 0.2],
    // All that block must change: the furthest counts. When none does, the nearest.
    [{near: 1301.5, within: 0.5, above: 1300}, 1299.9, 1.1],
    [{above: 1300, below: 1310}, 1302, 2],
  ])('%j at %d is %d from changing', (price, ask, distance) => {
    const [row] = compileCondition({price}, 'buy').explain(aView({quote: aQuote(ask)}));
    expect(row?.distance).toBe(distance);
  });
});
