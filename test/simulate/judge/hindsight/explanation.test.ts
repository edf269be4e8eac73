import {describe, expect, it} from 'vitest';
import type {Condition} from '../../../../src/condition/condition-kind.ts';
import type {Moment} from '../../../../src/simulate/judge/hindsight/given.ts';
import {GivenBars} from '../../../../src/simulate/judge/hindsight/given-bars.ts';
import {
  type Explanation,
  explanationOf,
  timesSurelyMet,
  type Version,
} from '../../../../src/simulate/judge/hindsight/explanation.ts';
import {aPlan} from '../fabricated.ts';

const START_MS = Date.UTC(2026, 0, 5, 12);
const SECOND_MS = 1000;

/** An ask for each so many seconds, by a clock that is right. */
function moments(asks: readonly number[], everySeconds = 10, skewMs = 0): readonly Moment[] {
  const {known: bars} = new GivenBars();
  return asks.map((ask, index) => {
    const atMs = index * everySeconds * SECOND_MS;
    return {bid: ask, ask, quoteMs: START_MS + atMs, nowMs: START_MS + atMs + skewMs, atMs, bars};
  });
}

const HOLD: Condition = {holdFor: {condition: {price: {above: 100}}, seconds: 20}};
const STEPS: Condition = {
  sequence: {steps: [{price: {below: 100}}, {price: {above: 110}}], timeframe: 'M1', withinBars: 1},
};

const aVersion = (when: Condition, changes: Partial<Version> = {}): Version => ({
  ...{id: 'plan', version: 2, createdAtMs: START_MS, committedAtMs: 0},
  written: {...aPlan().written, when},
  ...changes,
});

const BY_ITSELF: Explanation = {isRemembered: false};
const BY_MEMORY: Explanation = {isRemembered: true};

describe('a hold, told afterwards', () => {
  it.each<[string, readonly number[], Partial<Version>, Explanation | undefined]>([
    ['for its time', [101, 101, 101], {}, BY_ITSELF],
    ['for less', [99, 101, 101], {}, undefined],
    ['with a break', [101, 101, 99, 101, 101], {}, undefined],
    ['no more', [101, 101, 101, 99], {}, undefined],
    ['before the version was committed', [101, 101, 101], {committedAtMs: 5000}, undefined],
    ['by quotes from before it was written', [101, 101, 101], {createdAtMs: START_MS + 5000}, undefined],
    ['since it was committed', [101, 101, 101, 101], {committedAtMs: 10_000}, BY_ITSELF],
  ])('%s', (_, asks, changes, expected) => {
    const given = {moments: moments(asks), remembered: {}};
    expect(explanationOf(aVersion(HOLD, changes), given)).toEqual(expected);
  });

  it('is counted by true time when the clock was set', () => {
    const seen = moments([101, 101, 101]).map((moment, index) =>
      index === 0 ? moment : {...moment, atMs: index * SECOND_MS},
    );
    expect(explanationOf(aVersion(HOLD), {moments: seen, remembered: {}})).toBe(undefined);
  });

  it.each<[string, number, number, Explanation | undefined]>([
    ['of this version', 2, START_MS - 15_000, BY_MEMORY],
    ['of this version, for less', 2, START_MS - 5000, undefined],
    ['of the version before', 1, START_MS - 15_000, undefined],
  ])('may have been remembered: %s', (_, version, sinceMs, expected) => {
    const remembered = {plan: {version, states: {'when.holdFor': {sinceMs}}}};
    expect(explanationOf(aVersion(HOLD), {moments: moments([101, 101]), remembered})).toEqual(expected);
  });

  it('is not remembered over a break', () => {
    const remembered = {plan: {version: 2, states: {'when.holdFor': {sinceMs: START_MS - 60_000}}}};
    expect(explanationOf(aVersion(HOLD), {moments: moments([99, 101]), remembered})).toBe(undefined);
  });
});

describe('a sequence, told afterwards', () => {
  it.each<[string, readonly number[], Explanation | undefined]>([
    ['in order', [99, 105, 111], BY_ITSELF],
    ['still in time', [99, 105, 111, 105], BY_ITSELF],
    ['in the wrong order', [111, 99], undefined],
    ['without its second step', [99, 105], undefined],
    ['too late', [99, 105, 105, 105, 105, 105, 105, 105, 111], undefined],
    [
      'in time after its first step was seen once more',
      [99, 105, 105, 99, 105, 105, 105, 105, 111],
      BY_ITSELF,
    ],
    ['over since long', [99, 111, 105, 105, 105, 105, 105, 105, 105], undefined],
  ])('%s', (_, asks, expected) => {
    expect(explanationOf(aVersion(STEPS), {moments: moments(asks), remembered: {}})).toEqual(expected);
  });

  it.each<[string, number, Explanation | undefined]>([
    ['one step', 1, BY_MEMORY],
    ['none', 0, undefined],
  ])('may have been remembered: %s', (_, seen, expected) => {
    const seenMs = [seen === 0 ? null : START_MS - 5000, null];
    const remembered = {plan: {version: 2, states: {'when.sequence': {seenMs}}}};
    expect(explanationOf(aVersion(STEPS), {moments: moments([111]), remembered})).toEqual(expected);
  });
});

describe('what must have been met', () => {
  it.each<[string, Condition, readonly number[], number]>([
    [
      'a hold that is long for everybody, whatever clocks were off',
      HOLD,
      [101, 101, 101, 101, 101, 101, 101],
      2,
    ],
    // Who begins at the second quote has seen the second step first.
    ['a sequence that not everybody has seen', STEPS, [99, 111, 111, 105], 0],
    ['a sequence that everybody has seen', STEPS, [105, 105, 99, 111, 105], 2],
  ])('%s', (_, when, asks, expected) => {
    const seen = moments(asks);
    const among = new Set(seen.slice(2));
    expect(timesSurelyMet(aVersion(when), {moments: seen, remembered: {}}, among)).toBe(expected);
  });
});
