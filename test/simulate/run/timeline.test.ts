import {describe, expect, it} from 'vitest';
import {timelineOf} from '../../../src/simulate/run/timeline.ts';
import type {TraceLine} from '../../../src/simulate/kernel/trace.ts';
import {aBench} from './a-bench.ts';
import {aResult, VIOLATION} from './a-result.ts';

const {run} = aBench();
const KEY = 'a0b1c2d3e4f5g6h7';
const OTHER_KEY = 'z0y1x2w3v4u5t6s7';

function kept(lines: readonly (readonly [who: string, what: string])[], violation = VIOLATION): string[] {
  const trace = lines.map(([who, what], atMs): TraceLine => ({atMs, who, what}));
  return timelineOf(aResult(1, {trace, violations: [violation]})).map(({who, what}) => `${who}: ${what}`);
}

describe('a timeline', () => {
  it.each<[string, string, string]>([
    ['the violation', 'judge', 'I1 p3: level 1 has 2 orders'],
    ['what the plan does', 'monitor 1.1', 'fired p3'],
    ['what users do with it', 'user 1.1', 'adds p3: done'],
    ['what is done to everybody', 'world', 'only what is broken for good stays broken'],
    ['the disk', 'disk', 'power lost, and with it 1 commits'],
    ['the line', 'wire', 'cut for 100 ms'],
    ['the clock of a machine', 'a', 'clock set to 5 ms off'],
    ['the deaths of processes', 'monitor 2.1', 'killed: before claim'],
    ['their stops', 'monitor 2.1', 'stopped for 100 ms'],
    ['the lease', 'monitor 2.1', 'lease  taken'],
  ])('keeps %s', (_, who, what) => {
    expect(kept([[who, what]])).toEqual([`${who}: ${what}`]);
  });

  it.each<[string, string, string]>([
    ['another plan', 'monitor 1.1', 'fired p33'],
    ['a plan of a longer name', 'user 1.1', 'adds p31: done'],
    ['an order of nobody in question', 'venue', `accepts 9 for ${OTHER_KEY}: market buy 0.1`],
    ['the commits of others', 'monitor 1.1', 'commits saveDesks: done'],
  ])('leaves out %s', (_, who, what) => {
    expect(kept([[who, what]])).toEqual([]);
  });

  it('keeps what happens to the orders that are named, by key and by number', () => {
    const lines = [
      ['monitor 1.1', `asks submit ${KEY}`],
      ['venue', `accepts 4 for ${KEY}: market buy 0.1`],
      ['venue', 'order 4 filled'],
      ['venue', `accepts 5 for ${OTHER_KEY}: market buy 0.1`],
      ['venue', 'order 5 filled'],
    ] as const;
    const expected = lines.slice(0, 3).map(([who, what]) => `${who}: ${what}`);
    expect(kept(lines, {...VIOLATION, plan: null, what: `order ${KEY} was told to be claimed`})).toEqual(
      expected,
    );
    expect(kept(lines, {...VIOLATION, plan: null, what: 'order 4 was accepted'})).toEqual(expected);
  });

  it('is all that happened where nothing was found', () => {
    const trace: TraceLine[] = [{atMs: 0, who: 'monitor 1.1', what: 'asks snapshot'}];
    expect(timelineOf(aResult(1, {trace}))).toEqual(trace);
  });

  it('tells of a real violation how it came about, in order and in far fewer lines', async () => {
    const result = await run(1, {scenario: 'create-fire', plant: 'canary', keepsTrace: true});
    const timeline = timelineOf(result);
    const said = timeline.map(({who, what}) => `${who}: ${what}`);
    expect(said).toEqual(expect.arrayContaining([expect.stringMatching(/^judge: I2/)]));
    expect(timeline.length).toBeLessThan(result.trace.length / 2);
    expect(timeline.map(({atMs}) => atMs)).toEqual(timeline.map(({atMs}) => atMs).toSorted((a, b) => a - b));
  });

  it('keeps every line of the plan of a real violation', async () => {
    const result = await run(1, {plant: 'acknowledged-early', keepsTrace: true});
    const {plan = null, invariant = ''} = result.violations[0] ?? {};
    if (plan === null) throw new Error('the plant is found, and in a plan');
    const timeline = timelineOf(result);
    const ofPlan = result.trace.filter(({what}) => new RegExp(`\\b${plan}\\b`).test(what));
    expect(timeline).toEqual(expect.arrayContaining(ofPlan));
    expect(ofPlan.length).toBeGreaterThan(3);
    expect(timeline.some(({who, what}) => who === 'judge' && what.startsWith(invariant))).toBe(true);
  });
});
