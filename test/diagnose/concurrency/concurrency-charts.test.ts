import {describe, expect, it} from 'vitest';
import {concurrencyCharts} from '../../../src/diagnose/concurrency/concurrency-charts.ts';
import type {Sample} from '../../../src/diagnose/concurrency/lock-sampler.ts';
import {aMonitor} from './runs.ts';

function sample(atMs: number, depth: number): Sample {
  const quiet = {depth: 0, meanWaitMs: 0};
  return {atMs, loopDelayMs: 0, plan: {...quiet, depth}, databaseWriter: quiet};
}

function depthsOf(...samples: readonly Sample[]) {
  const chart = concurrencyCharts([aMonitor({samples})]).find(
    ({title}) => title === 'Waiting for the lock of a plan',
  );
  return {xs: chart?.xs, values: chart?.series[0]?.values};
}

describe('concurrencyCharts', () => {
  it('shows each value at its time, the larger of two at one', () => {
    expect(depthsOf(sample(0, 1), sample(190, 5), sample(210, 3), sample(805, 2))).toEqual({
      xs: [0, 0.2, 0.4, 0.6, 0.8, 1],
      values: [1, 5, 0, 0, 2, 0],
    });
  });

  it('keeps the worst of a long run, in as many places as can be seen', () => {
    const samples = Array.from({length: 10_000}, (_, index) => sample(index * 200, index === 7777 ? 9 : 1));
    const {xs = [], values = []} = depthsOf(...samples);
    expect(xs.length).toBeLessThanOrEqual(602);
    expect(values).toHaveLength(xs.length);
    expect(Math.max(...values)).toBe(9);
  });

  it('shows nothing of a run that nobody looked at', () => {
    expect(depthsOf()).toEqual({xs: [0], values: [0]});
  });
});
