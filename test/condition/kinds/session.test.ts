import {describe, expect, it} from 'vitest';
import {compileCondition, possibilities} from '../../../src/condition/compile.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import type {Bar} from '../../../src/market/bar.ts';
import {hourBars} from '../../market/liquidity/session-bars.ts';
import {stateAfterBars, viewAfterBars} from '../study-views.ts';
import {aQuote, aView, stateOf} from '../views.ts';
import {barsOfRanges, repeated} from './made-bars.ts';

const ms = (clock: string) => Date.parse(`2024-05-06T${clock}Z`);
const compiled = (written: unknown, side: 'buy' | 'sell' = 'buy') =>
  compileCondition(conditionSchema.parse(written), side);
/** When a condition that has not this verdict is looked at again. */
const wakesAt = (written: unknown, clock: string, target: 'met' | 'unmet') =>
  compiled(written).wakes(aView({nowMs: ms(clock), quote: aQuote(1)}), target);

describe('session', () => {
  it.each([
    [['ASIAN'], '00:00:00', 'met'],
    [['ASIAN'], '07:59:59.999', 'met'],
    [['ASIAN'], '08:00:00', 'unmet'],
    [['LONDON'], '07:59:59.999', 'unmet'],
    [['LONDON'], '08:00:00', 'met'],
    [['LONDON'], '13:00:00', 'unmet'],
    [['OVERLAP'], '13:00:00', 'met'],
    [['OVERLAP'], '16:00:00', 'unmet'],
    [['NY'], '16:00:00', 'met'],
    [['NY'], '21:00:00', 'unmet'],
    [['POST_NY'], '21:00:00', 'met'],
    [['POST_NY'], '23:59:59.999', 'met'],
    [['LONDON', 'NY'], '14:00:00', 'unmet'],
    [['LONDON', 'NY'], '17:00:00', 'met'],
  ])('%j at %s is %s', (names, clock, state) => {
    expect(stateOf({session: {in: names}}, aView({nowMs: ms(clock)}))).toBe(state);
  });

  it.each([
    [['LONDON'], '03:00', 'met', '08:00'],
    [['LONDON'], '09:00', 'unmet', '13:00'],
    // From one of them into the next nothing changes.
    [['LONDON', 'OVERLAP'], '09:00', 'unmet', '16:00'],
    [['POST_NY', 'ASIAN'], '22:00', 'unmet', '32:00'],
    [['LONDON'], '13:00', 'met', '32:00'],
    [['ASIAN'], '08:00', 'met', '24:00'],
  ] as const)('%j at %s is looked at for %s at %s', (names, now, target, at) => {
    const [hours] = at.split(':').map(Number);
    const atMs = ms('00:00') + Number(hours) * 3_600_000;
    expect(wakesAt({session: {in: names}}, now, target)).toEqual([{on: 'time', atMs}]);
  });

  it('shows the clock, the session, and the time to the next change', () => {
    expect(compiled({session: {in: ['NY']}}).explain(aView({nowMs: ms('14:30')}))).toMatchObject([
      {observed: '14:30:00 UTC, OVERLAP', threshold: 'session is NY', distance: 90 * 60_000},
    ]);
  });

  it.each([
    [{session: {in: ['LONDON']}}, ['07:00', '08:00'], 0],
    [{session: {in: ['LONDON']}}, ['07:00', '08:01'], 1],
    [{not: {session: {in: ['LONDON', 'OVERLAP', 'NY', 'POST_NY']}}}, ['08:00', '00:00'], 0],
    [{not: {session: {in: ['ASIAN', 'NY']}}}, ['08:00', '22:00'], 2],
    [{killZone: {in: ['london']}}, ['10:00', '00:00'], 0],
    [{not: {killZone: {volatilitySpike: false}}}, ['07:00', '10:00'], 0],
    [{not: {killZone: {}}}, ['07:00', '10:00'], 1],
  ])('%j from %j has %i alternatives', (condition, between, count) => {
    const all = [condition, {time: {between, zone: 'UTC'}}];
    expect(possibilities(conditionSchema.parse({all}), 'buy')).toHaveLength(count);
  });
});

describe('killZone', () => {
  const HOURS = {volatilitySpike: false};

  it.each([
    // D-19: it can be met.
    [HOURS, '06:59:59.999', 'unmet'],
    [HOURS, '07:00:00', 'met'],
    [HOURS, '09:59:59.999', 'met'],
    [HOURS, '10:00:00', 'unmet'],
    [HOURS, '12:00:00', 'met'],
    [HOURS, '15:00:00', 'unmet'],
    [{...HOURS, in: ['london']}, '12:00:00', 'unmet'],
    [{...HOURS, in: ['newYork']}, '12:00:00', 'met'],
    [{...HOURS, in: ['newYork']}, '07:00:00', 'unmet'],
    // Out of hours it does not matter what bars would say.
    [{}, '06:00:00', 'unmet'],
    [{}, '07:00:00', 'unknown'],
  ])('%j at %s, without bars, is %s', (killZone, clock, state) => {
    expect(stateOf({killZone}, aView({nowMs: ms(clock)}))).toBe(state);
    expect(compiled({killZone}).needs).toHaveLength('volatilitySpike' in killZone ? 0 : 2);
  });

  /** Twenty true ranges of which the last five differ; they end at 08:22 UTC. */
  const spike = (last: number) => barsOfRanges([...repeated(15, 1), ...repeated(5, last)]);

  it.each([
    // ATR(20) is (15 + 5 × last) / 20.
    ['a spike', {}, spike(2), 'met'],
    ['a little less than a spike', {}, spike(1.75), 'unmet'],
    ['calm', {}, spike(1), 'unmet'],
    ['calm, where the hours are enough', HOURS, spike(1), 'met'],
    ['a spike elsewhere', {in: ['newYork']}, spike(2), 'unmet'],
    ['too few bars', {}, spike(2).slice(1), 'unknown'],
  ])('in the morning with %s', (_name, params, bars, state) => {
    expect(stateAfterBars({killZone: {timeframe: 'M1', ...params}}, bars)).toBe(state);
  });

  it('waits for its hours, and in them for a bar', () => {
    const killZone = {timeframe: 'M1', in: ['newYork']};
    const calm: readonly Bar[] = spike(1);
    const condition = compiled({killZone});
    expect(condition.wakes(viewAfterBars(condition, 'M1', calm), 'met')).toEqual([
      {on: 'time', atMs: ms('12:00')},
    ]);
    const morning = compiled({killZone: {...killZone, in: ['london']}});
    expect(morning.wakes(viewAfterBars(morning, 'M1', calm), 'met')).toEqual([{on: 'bar', timeframe: 'M1'}]);
    // What is met ends with the hours or with a bar.
    expect(morning.wakes(viewAfterBars(morning, 'M1', spike(2)), 'unmet')).toEqual([
      {on: 'time', atMs: ms('10:00')},
      {on: 'bar', timeframe: 'M1'},
    ]);
  });

  it('shows the zone and the spike', () => {
    const condition = compiled({killZone: {timeframe: 'M1'}});
    expect(condition.explain(viewAfterBars(condition, 'M1', spike(2)))).toMatchObject([
      {
        observed: '08:21:00 UTC, london; ATR(5) is 1.60 × ATR(20)',
        threshold: 'kill zone is london or newYork and ATR(5) of M1 > 1.5 × ATR(20)',
      },
    ]);
  });
});

describe('sessionSweep', () => {
  it.each([
    // D-18: the Asian session is found, by the time of its bars.
    ['buy', {}, {9: {low: 89}}, 10, 'met'],
    ['buy', {of: 'high'}, {9: {low: 89}}, 10, 'unmet'],
    ['sell', {}, {9: {low: 89}}, 10, 'unmet'],
    ['sell', {}, {9: {high: 111}}, 10, 'met'],
    ['sell', {of: 'low'}, {9: {low: 89}}, 10, 'met'],
    ['buy', {}, {}, 10, 'unmet'],
    // Beyond it and not back.
    ['buy', {}, {9: {low: 88, close: 89}}, 10, 'unmet'],
    ['buy', {withinBars: 4}, {9: {low: 89}}, 13, 'met'],
    ['buy', {withinBars: 3}, {9: {low: 89}}, 13, 'unmet'],
    ['buy', {session: 'LONDON'}, {9: {low: 80}, 14: {low: 79}}, 15, 'met'],
    ['buy', {}, {9: {low: 80}, 14: {low: 79}}, 15, 'met'],
    ['buy', {}, {}, 7, 'unknown'],
  ] as const)('of a %s with %j where %j, at %i hours, is %s', (side, params, different, toHour, state) => {
    const bars = hourBars(-2, toHour, different);
    const sessionSweep = {timeframe: 'H1', ...params};
    expect(stateAfterBars({sessionSweep}, bars, {timeframe: 'H1', side})).toBe(state);
  });

  it('shows the sweep, or one of the other end, or none', () => {
    const shown = (params: object, different: Parameters<typeof hourBars>[2]) => {
      const condition = compiled({sessionSweep: {timeframe: 'H1', ...params}});
      return condition.explain(viewAfterBars(condition, 'H1', hourBars(-2, 11, different)))[0];
    };
    expect(shown({}, {9: {low: 89}})).toMatchObject({
      threshold: 'ASIAN low swept on H1 in the last 12 bars',
      observed: 'bull, low 90 swept to 89, 1 bar ago',
    });
    expect(shown({}, {9: {high: 111}})?.observed).toBe('bear, high 110 swept to 111, 1 bar ago');
    expect(shown({}, {})?.observed).toBe('no sweep in the last 20 bars');
  });
});
