import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import {stateAfterBars, viewAfterBars} from '../study-views.ts';
import {barsOfTicks} from './made-bars.ts';

describe('volume', () => {
  it.each([
    // D-61: it is looked at, and can be unmet.
    [[10, 10, 10, 10, 16], {ratioAbove: 1.5}, 'met'],
    [[10, 10, 10, 10, 15], {ratioAbove: 1.5}, 'unmet'],
    [[10, 10, 10, 10, 1], {ratioAbove: 1.5}, 'unmet'],
    // The mean is that of the bars before, without the newest.
    [[10, 10, 20, 20, 23], {ratioAbove: 1.5}, 'met'],
    [[10, 10, 20, 20, 22], {ratioAbove: 1.5}, 'unmet'],
    // D-10
    [[16, 10, 10, 10, 10], {ratioAbove: 1.5}, 'unmet'],
    [[90, 10, 10, 10, 10, 16], {ratioAbove: 1.5}, 'met'],
    [[10, 10, 10, 10, 16], {above: 15}, 'met'],
    [[10, 10, 10, 10, 16], {above: 16}, 'unmet'],
    // Mean 10, deviation 2.
    [[8, 12, 8, 12, 15], {spikeDeviations: 2}, 'met'],
    [[8, 12, 8, 12, 14], {spikeDeviations: 2}, 'unmet'],
    // Together.
    [[8, 12, 8, 12, 16], {ratioAbove: 1.5, above: 15, spikeDeviations: 2}, 'met'],
    [[8, 12, 8, 12, 16], {ratioAbove: 1.5, above: 16}, 'unmet'],
    [[8, 12, 8, 12, 15], {ratioAbove: 1.5, spikeDeviations: 2}, 'unmet'],
    [[8, 12, 8, 12, 16], {ratioAbove: 1.5, spikeDeviations: 4}, 'unmet'],
    [[10, 10, 10, 16], {ratioAbove: 1.5}, 'unknown'],
  ])('of bars with %j quotes and %j is %s', (ticks, params, state) => {
    const volume = {timeframe: 'M1', lookback: 4, ...params};
    expect(stateAfterBars({volume}, barsOfTicks(ticks))).toBe(state);
  });

  it('shows the volume, all that it must be above, and how much is missing', () => {
    const written = {volume: {timeframe: 'M1', lookback: 4, ratioAbove: 1.5, above: 20, spikeDeviations: 2}};
    const condition = compileCondition(conditionSchema.parse(written), 'buy');
    const view = viewAfterBars(condition, 'M1', barsOfTicks([8, 12, 8, 12, 16]));
    expect(condition.explain(view)[0]).toMatchObject({
      observed: 16,
      threshold: 'volume of M1 > 1.5 × mean of 4 before and > 20 and > mean + 2 σ of 4 before',
      distance: 4,
    });
  });
});
