import {describe, expect, it} from 'vitest';
import {inOrder, verdictText} from '../../src/cli/history-text.ts';
import {styleOf} from '../../src/cli/terminal.ts';
import type {ConditionChange, PlanEvent, VerdictChange} from '../../src/ports/store.ts';

const PLAIN = styleOf({isTTY: false} as NodeJS.WriteStream);

function anEvent(kind: string, atMs: number): PlanEvent {
  return {
    planId: 'p',
    sequence: 1,
    atMs,
    from: null,
    to: 'pending',
    level: null,
    kind,
    details: {},
    hash: '',
  };
}

function aChange(overrides: Partial<VerdictChange> = {}): VerdictChange {
  return {planId: 'p', number: 1, atMs: 0, version: 1, from: null, to: 'unmet', conditions: [], ...overrides};
}

const SEEN: NonNullable<ConditionChange['to']> = {
  ...{verdict: 'met', observed: 28.3, threshold: 'RSI(14) of M15 < 30', ageMs: 12, reason: 'met'},
};
const UNMET = {verdict: 'unmet', reason: 'unmet'} as const;

describe('history, events and verdicts in order', () => {
  it.each<[string, readonly (readonly [string, number])[], readonly number[], string]>([
    [
      'by time',
      [
        ['added', 0],
        ['claimed', 20],
        ['filled', 30],
      ],
      [10, 25, 40],
      'added 10 claimed 25 filled 40',
    ],
    ['a version before what is thought of it', [['added', 10]], [10], 'added 10'],
    [
      'what came of a verdict after it',
      [
        ['added', 0],
        ['claimed', 10],
      ],
      [10],
      'added 10 claimed',
    ],
    [
      'an edit between the verdicts on both versions',
      [
        ['added', 0],
        ['edited', 10],
      ],
      [5, 10],
      'added 5 edited 10',
    ],
    [
      'each in its own order when the clock was set back',
      [
        ['added', 100],
        ['claimed', 20],
      ],
      [110, 15],
      'added claimed 110 15',
    ],
    ['without verdicts', [['added', 0]], [], 'added'],
  ])('%s', (_, events, verdicts, expected) => {
    const told = inOrder(
      events.map(([kind, atMs]) => anEvent(kind, atMs)),
      verdicts.map((atMs) => aChange({atMs})),
    );
    const words = told.map((one) => ('event' in one ? one.event.kind : String(one.verdict.atMs)));
    expect(words.join(' ')).toBe(expected);
  });
});

describe('history, a change of a verdict', () => {
  it.each<[Partial<VerdictChange>, string]>([
    [{from: null, to: 'unmet'}, 'unmet'],
    [{from: 'unmet', to: 'met'}, 'unmet → met'],
    [{from: 'unmet', to: 'unmet'}, 'unmet'],
  ])('of a plan, %j, is "%s"', (change, expected) => {
    expect(verdictText(PLAIN, aChange(change))).toEqual([expected]);
  });

  it.each<[string, Pick<ConditionChange, 'from' | 'to'>, string]>([
    ['with what was seen', {from: UNMET, to: SEEN}, 'unmet → met (28.3, RSI(14) of M15 < 30)'],
    ['the first time', {from: null, to: SEEN}, 'met (28.3, RSI(14) of M15 < 30)'],
    ['that saw nothing', {from: null, to: {...SEEN, observed: null}}, 'met (RSI(14) of M15 < 30)'],
    ['that wants nothing', {from: null, to: {...SEEN, observed: null, threshold: ''}}, 'met'],
    [
      'whose reason changed',
      {
        from: {verdict: 'unknown', reason: 'noBars'},
        to: {...SEEN, verdict: 'unknown', observed: null, reason: 'staleBars'},
      },
      'unknown: noBars → unknown: staleBars (RSI(14) of M15 < 30)',
    ],
    ['that is over', {from: {verdict: 'unknown', reason: 'halted'}, to: null}, 'unknown: halted → over'],
  ])('of a condition %s', (_, change, expected) => {
    const conditions = [{path: 'when.rsi', kind: 'rsi', ...change}];
    expect(verdictText(PLAIN, aChange({conditions}))[1]).toBe(`when.rsi  ${expected}`);
  });

  it('has the conditions in a column', () => {
    const conditions = ['when.all', 'when.all[0].rsi'].map((path) => ({
      ...{path, kind: 'rsi', from: null, to: {...SEEN, observed: null, threshold: ''}},
    }));
    expect(verdictText(PLAIN, aChange({conditions})).slice(1)).toEqual([
      'when.all         met',
      'when.all[0].rsi  met',
    ]);
  });
});
