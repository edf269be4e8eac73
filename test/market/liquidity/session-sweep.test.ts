import {describe, expect, it} from 'vitest';
import {sessionSweep} from '../../../src/market/liquidity/session-sweep.ts';
import {known, mirrored, studied} from '../structure/made-bars.ts';
import {hourBars, hourMs} from './session-bars.ts';

type Different = Parameters<typeof hourBars>[2];

/** What is different in the hours, and in which of them the low of 90 was swept. */
const TABLE: readonly (readonly [what: string, different: Different, sweeps: readonly number[]])[] = [
  ['no bar goes beyond it', {}, []],
  ['beyond it and back inside', {9: {low: 89}}, [9]],
  ['the first bar after the session', {8: {low: 89}}, [8]],
  ['a bar of the session itself', {7: {low: 89}}, []],
  ['back at the level itself', {9: {low: 89, close: 90}}, [9]],
  ['near it', {9: {low: 90, close: 90}}, []],
  ['a close beyond it breaks it', {9: {low: 88, close: 89}, 10: {low: 88}, 12: {low: 88}}, []],
  [
    'it is swept until it is broken',
    {9: {low: 89}, 10: {low: 89}, 11: {low: 88, close: 89}, 12: {low: 88}},
    [10, 9],
  ],
  ['on another day it is no level', {33: {low: 89}}, [33]],
  ['after midnight no session is over yet', {24: {low: 89}}, []],
  ['broken on one day it is new on the next', {9: {low: 80, close: 80}, 35: {low: 89}}, [35]],
  ['the last bar of the session is missing', {7: null, 8: {low: 89}}, [8]],
];

describe('sessionSweep', () => {
  it.each(TABLE)('%s', (_what, different, hours) => {
    const lastHour = Math.max(20, ...Object.keys(different ?? {}).map(Number)) + 1;
    const bars = hourBars(-2, lastHour, different);
    const sweeps = hours.map((hour) => ({
      direction: 'bull',
      level: 90,
      sessionStartMs: hourMs(hour < 24 ? 0 : 24),
      extreme: 89,
      timeMs: hourMs(hour),
      barsAgo: lastHour - 1 - hour,
    }));
    expect(known(sessionSweep(), bars, 'H1')).toEqual({bull: sweeps, bear: []});
    const turned = sweeps.map((one) => ({...one, direction: 'bear', level: 4006, extreme: 4007}));
    expect(known(sessionSweep(), mirrored(bars), 'H1')).toEqual({bull: [], bear: turned});
  });

  it('forgets a sweep after 20 bars', () => {
    expect(known(sessionSweep(), hourBars(-2, 29, {9: {low: 89}}), 'H1').bull).toMatchObject([{barsAgo: 19}]);
    expect(known(sessionSweep(), hourBars(-2, 30, {9: {low: 89}}), 'H1').bull).toEqual([]);
  });

  it('says nothing while no session is known from its beginning', () => {
    expect(studied(sessionSweep(), hourBars(0, 20, {9: {low: 89}}), 'H1')).toBeUndefined();
    expect(studied(sessionSweep(), hourBars(-2, 7), 'H1')).toBeUndefined();
  });

  it('takes other sessions', () => {
    const bars = hourBars(-2, 20, {9: {low: 80}, 14: {low: 79}});
    expect(known(sessionSweep('LONDON'), bars, 'H1').bull).toMatchObject([{level: 80, timeMs: hourMs(14)}]);
  });
});
