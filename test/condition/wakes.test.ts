import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../src/condition/compile.ts';
import type {Condition} from '../../src/condition/condition-kind.ts';
import {blindView, type MarketView} from '../../src/condition/market-view.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {asking} from './fake-source.ts';
import {aSide, aSituation} from './situations.ts';
import {sleepUntilMet} from './sleep.ts';

const RUNS = Number(process.env['VIGIL_LAW_RUNS'] ?? 4000);

describe('wakes', () => {
  it('come in time: a sleeper finds a condition met at the very quote at which it first is', () => {
    fc.assert(
      fc.property(aSituation, aSide, ({condition, views}, side) => {
        const compiled = compileCondition(condition, side);
        const first = views.findIndex((view) => compiled.state(view) === 'met');
        expect(sleepUntilMet(compiled, views).metAt).toBe(first);
      }),
      {numRuns: RUNS},
    );
  });

  it('come in time also for a sleeper that fell asleep before the first quote', () => {
    fc.assert(
      fc.property(aSituation, aSide, ({condition, views}, side) => {
        const compiled = compileCondition(condition, side);
        const [first] = views;
        if (first === undefined) return;
        const beforeMs = first.nowMs - 3_600_000;
        const before: MarketView = {...blindView(beforeMs), ...asking(beforeMs)};
        const all = [before, ...views];
        expect(sleepUntilMet(compiled, all).metAt).toBe(
          all.findIndex((view) => compiled.state(view) === 'met'),
        );
      }),
      {numRuns: RUNS / 4},
    );
  });

  it('come at the next quote where the target is reached already', () => {
    fc.assert(
      fc.property(aSituation, aSide, ({condition, views}, side) => {
        const compiled = compileCondition(condition, side);
        for (const view of views) {
          const state = compiled.state(view);
          if (state !== 'unknown') expect(compiled.wakes(view, state)).toContainEqual({on: 'quote'});
        }
      }),
      {numRuns: RUNS / 10},
    );
  });

  /** A walk of 20,000 quotes, one each second, about 1300 and never above 1305 or below 1295. */
  const walk = (() => {
    const random = new SeededRandom(7);
    const views: MarketView[] = [];
    let cents = 130_000;
    for (let second = 0; second < 20_000; second++) {
      cents = Math.max(129_500, Math.min(130_500, cents + Math.floor(random.next() * 21) - 10));
      const nowMs = Date.UTC(2024, 0, 15) + second * 1000;
      const bid = cents / 100;
      const ask = (cents + 20 + Math.floor(random.next() * 30)) / 100;
      const quote = {symbol: 'XAUUSD', bid, ask, timeMs: nowMs, receivedAtMs: nowMs};
      views.push({...blindView(nowMs), quote, previous: views.at(-1)?.quote});
    }
    return views;
  })();

  it.each<[string, Condition, number]>([
    ['near a far price', {price: {near: 1400, within: 0.5}}, 1],
    ['above a far price', {price: {above: 1400}}, 1],
    ['a far crossing', {price: {crossesAbove: 1400}}, 2],
    ['a far crossing that is behind', {price: {crossesAbove: 1200}}, 2],
    ['a far mid', {price: {crossesBelow: 1200, of: 'mid'}}, 2],
    [
      'a far price with a spread that comes and goes',
      {all: [{spread: {atMost: 0.3}}, {price: {above: 1400}}]},
      1,
    ],
    [
      'a window with a price that comes and goes',
      {all: [{price: {above: 1300}}, {time: {between: ['22:00', '23:00'], zone: 'UTC'}}]},
      2,
    ],
    ['any of far prices', {any: [{price: {above: 1400}}, {price: {below: 1200}}]}, 1],
    ['not of a wide band', {not: {price: {near: 1300, within: 100}}}, 1],
    ['not of any', {not: {any: [{price: {below: 1400}}, {spread: {atMost: 0.3}}]}}, 1],
    ['a spread that never comes', {spread: {atMost: 0.01}}, 1],
    ['never', {not: {always: true}}, 1],
  ])('are calm for %s', (_name, condition, looksMax) => {
    const {metAt, looks} = sleepUntilMet(compileCondition(condition, 'buy'), walk);
    expect(metAt).toBe(-1);
    expect(looks).toBeLessThanOrEqual(looksMax);
  });

  it('look at a level in the middle of the walk only while the price is beyond it', () => {
    // Never met: it would have to be above 1300 with no spread.
    const compiled = compileCondition(
      {all: [{price: {above: 1300, of: 'bid'}}, {spread: {atMost: 0.01}}]},
      'buy',
    );
    const {metAt, looks} = sleepUntilMet(compiled, walk);
    expect(metAt).toBe(-1);
    expect(looks).toBeLessThan(walk.length / 100);
  });

  it('look at a crossing about as often as the price passes its level', () => {
    const level = 1300.005;
    const compiled = compileCondition(
      {all: [{price: {crossesAbove: level}}, {spread: {atMost: 0.01}}]},
      'buy',
    );
    let passes = 0;
    for (const {quote, previous} of walk) {
      if (quote !== undefined && previous !== undefined && quote.ask > level !== previous.ask > level)
        passes += 1;
    }
    expect(sleepUntilMet(compiled, walk).looks).toBeLessThanOrEqual(passes + 5);
  });
});
