import {describe, expect, it} from 'vitest';
import {
  chosenIndex,
  firstState,
  sorted,
  step,
  type TopEvent,
  type TopState,
} from '../../../src/cli/top/top-state.ts';
import {aNearPlan, anAnswer} from './top-answers.ts';

const PLANS = [
  aNearPlan({planId: 'c', symbol: 'XAUUSD'}),
  aNearPlan({planId: 'a', symbol: 'EURUSD'}),
  aNearPlan({planId: 'b', symbol: 'EURUSD', level: 2}),
  aNearPlan({planId: 'b', symbol: 'EURUSD', level: 1}),
];
const PAGE = 2;
const answered: TopEvent = {type: 'answered', monitor: anAnswer({nearest: PLANS})};
const key = (name: string): TopEvent => ({type: 'key', key: name});

function after(...events: readonly TopEvent[]): TopState {
  return events.reduce(
    (state, event) => step(state, event, PAGE),
    firstState('p.db', {columns: 80, rows: 24}),
  );
}

const order = (state: TopState) => sorted(state).map(({planId, level}) => `${planId}#${level}`);

describe('step', () => {
  it.each([
    [[], 'distance', ['c#1', 'a#1', 'b#2', 'b#1']],
    [['s'], 'symbol', ['a#1', 'b#2', 'b#1', 'c#1']],
    [['s', 's'], 'id', ['a#1', 'b#1', 'b#2', 'c#1']],
    [['s', 's', 's'], 'distance', ['c#1', 'a#1', 'b#2', 'b#1']],
  ])('after %j sorts by %s', (keys, sort, rows) => {
    const state = after(answered, ...keys.map(key));
    expect([state.sort, order(state)]).toEqual([sort, rows]);
  });

  it.each([
    [[], 0],
    [['down'], 1],
    [['down', 'down', 'up'], 1],
    [['up'], 0],
    [['pageDown'], 2],
    [['pageDown', 'pageDown'], 3],
    [['end'], 3],
    [['end', 'pageUp'], 1],
    [['end', 'home'], 0],
  ])('after %j has chosen row %i', (keys, index) => {
    expect(chosenIndex(after(answered, ...keys.map(key)))).toBe(index);
  });

  it('keeps the plan that was chosen when the order changes, and the first when it has gone', () => {
    const chosen = after(answered, key('down'));
    const turned = step(chosen, {type: 'answered', monitor: anAnswer({nearest: PLANS.toReversed()})}, PAGE);
    expect(chosenIndex(turned)).toBe(2);
    const gone = step(chosen, {type: 'answered', monitor: anAnswer({nearest: PLANS.slice(2)})}, PAGE);
    expect(chosenIndex(gone)).toBe(0);
  });

  it('explains the chosen plan, and takes no answer about another', () => {
    const asked = after(answered, key('down'), key('enter'));
    expect(asked).toMatchObject({page: 'explanation', explainedId: 'a', explanation: undefined});
    expect(step(asked, {type: 'explained', planId: 'c', explanation: undefined}, PAGE)).toBe(asked);
    expect(step(asked, key('escape'), PAGE).page).toBe('plans');
  });

  it('scrolls a text and not the plans behind it', () => {
    const state = after(answered, key('?'), key('down'), key('pageDown'), key('up'));
    expect(state).toMatchObject({page: 'help', scroll: 2, chosen: undefined});
  });

  it('explains nothing where there is no plan', () => {
    expect(after(key('e')).page).toBe('plans');
  });

  it.each(['q', 'ctrl-c'])('is done after %s, on every page', (quit) => {
    expect(after(answered, key(quit)).isDone).toBe(true);
    expect(after(answered, key('e'), key(quit)).isDone).toBe(true);
  });

  it('says that no monitor runs, or does not answer, until one does', () => {
    const none = after(answered, {type: 'answered', monitor: null});
    expect(none).toMatchObject({monitor: undefined, problem: expect.stringContaining('vigil run')});
    const silent = after(answered, {type: 'failed', problem: 'no answer in 1000 ms'});
    expect(silent).toMatchObject({problem: 'no answer in 1000 ms', monitor: {pid: 4711}});
    expect(step(silent, answered, PAGE).problem).toBeUndefined();
  });

  it('pauses and goes on', () => {
    expect([after(key('p')).isPaused, after(key('p'), key('p')).isPaused]).toEqual([true, false]);
  });
});
