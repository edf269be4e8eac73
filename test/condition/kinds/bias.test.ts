import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import type {Bar} from '../../../src/market/bar.ts';
import type {Side} from '../../../src/market/quote.ts';
import {GOLD_MINUTES, realMinutes} from '../../market/microstructure/minutes.ts';
import {resampled} from '../../market/pattern/resampled.ts';
import {barsOfCloses} from './made-bars.ts';
import {talliesOf, viewOfBars} from './many-timeframes.ts';
import {problemsOf} from './problems.ts';

const compiled = (written: unknown, side: Side = 'buy') =>
  compileCondition(conditionSchema.parse(written), side);

/** 220 closes; what they do at the end decides. */
const made = (close: (index: number) => number) =>
  barsOfCloses(Array.from({length: 220}, (_, index) => close(index)));

const RISING = made((index) => 1000 + index + 3 * (index % 2));
const FALLING = made((index) => 3000 - index - 3 * (index % 2));
const FLAT = made(() => 2000);
/** It has risen, and the last close is below EMA(20). */
const DIPPED = made((index) => (index === 219 ? 1100 : 1000 + index));

const everywhere = (bars: readonly Bar[]) => viewOfBars({M5: bars, M15: bars, M30: bars, H1: bars, H4: bars});

describe('bias', () => {
  it.each([
    ['risen', 'bull', () => RISING],
    ['fallen', 'bear', () => FALLING],
    ['stood still', 'neutral', () => FLAT],
    ['dipped', 'neutral', () => DIPPED],
  ] as const)('of a market that has %s is %s, of H4 and of H1 alike (D-68)', (_name, bias, barsOf) => {
    const bars = barsOf();
    for (const timeframe of ['H1', 'H4'] as const) {
      for (const is of ['bull', 'bear', 'neutral']) {
        const view = viewOfBars({[timeframe]: bars});
        expect(compiled({bias: {timeframe, is}}).state(view)).toBe(is === bias ? 'met' : 'unmet');
      }
    }
  });

  it('looks at its own timeframe only', () => {
    const view = viewOfBars({H1: RISING, H4: FALLING});
    expect(compiled({bias: {timeframe: 'H1', is: 'bull'}}).state(view)).toBe('met');
    expect(compiled({bias: {timeframe: 'H4', is: 'bear'}}).state(view)).toBe('met');
  });

  it('is unknown with 199 bars, and neither neutral nor anything else', () => {
    const view = viewOfBars({H4: RISING.slice(-199)});
    for (const is of ['bull', 'bear', 'neutral']) {
      expect(compiled({bias: {timeframe: 'H4', is}}).state(view)).toBe('unknown');
    }
    expect(compiled({bias: {timeframe: 'H4', is: 'bull'}}).state(viewOfBars({H4: RISING.slice(-200)}))).toBe(
      'met',
    );
  });

  it('says what it saw', () => {
    const [row] = compiled({bias: {timeframe: 'H4', is: 'bear'}}).explain(viewOfBars({H4: RISING}));
    expect(row).toMatchObject({
      observed: 'bull, confidence 85',
      threshold: 'bias of H4 is bear',
      verdict: 'unmet',
    });
  });
});

describe('alignment', () => {
  const at = (params: object, view = everywhere(RISING), side: Side = 'buy') =>
    compiled({alignment: params}, side).state(view);

  it.each([
    [{atLeast: 83.75}, 'buy', 'met'],
    [{atLeast: 0.1}, 'sell', 'unmet'],
    [{atLeast: 83.75, direction: 'bull'}, 'sell', 'met'],
    [{atLeast: 0.1, direction: 'bear'}, 'buy', 'unmet'],
  ] as const)('of a rising market, %j of a %s is %s', (params, side, state) => {
    expect(at(params, everywhere(RISING), side)).toBe(state);
    const mirror = {buy: 'sell', sell: 'buy'} as const;
    const turned =
      'direction' in params ? {...params, direction: params.direction === 'bull' ? 'bear' : 'bull'} : params;
    expect(at(turned, everywhere(FALLING), mirror[side])).toBe(state);
  });

  it.each(['M5', 'M15', 'M30', 'H1', 'H4'] as const)('is unknown while %s has too few bars', (timeframe) => {
    const bars = {
      M5: RISING,
      M15: RISING,
      M30: RISING,
      H1: RISING,
      H4: RISING,
      [timeframe]: RISING.slice(-199),
    };
    expect(at({atLeast: 0}, viewOfBars(bars))).toBe('unknown');
  });

  it('does not remember what it saw of another instrument (D-72)', () => {
    const condition = compiled({alignment: {atLeast: 60}});
    const [gold, euro] = [everywhere(RISING), everywhere(FALLING)];
    const states = [gold, euro, euro, euro, gold, gold, euro].map((view) => condition.state(view));
    expect(states).toEqual(['met', 'unmet', 'unmet', 'unmet', 'met', 'met', 'unmet']);
  });

  it('says what each timeframe says', () => {
    const view = viewOfBars({M5: RISING, M15: RISING, M30: FLAT, H1: DIPPED, H4: RISING});
    const [row] = compiled({alignment: {atLeast: 70}}).explain(view);
    expect(row?.observed).toMatch(
      /^[\d.]+: H4 85 \(bull\), H1 \d+ \((pullback|divergence)\), M30 40 \(neutral\), M15 85 \(bull\), M5 85 \(bull\)$/,
    );
    expect(row?.threshold).toBe('alignment for bull ≥ 70');
  });

  it.each([
    [
      {alignment: {atLeast: 84}},
      'when.alignment.atLeast',
      'when.alignment.atLeast is 84, more than the alignment can be',
      'give 83.75 or less',
    ],
    [
      {alignment: {atLeast: -1}},
      'when.alignment.atLeast',
      'when.alignment.atLeast is -1, which is below zero',
      'give the least score, 0 or more',
    ],
    [{alignment: {}}, 'when.alignment.atLeast', 'when.alignment.atLeast is missing', 'give a number'],
    [
      {bias: {timeframe: 'M5', is: 'bull'}},
      'when.bias.timeframe',
      'when.bias.timeframe is "M5", not one of H1, H4',
      'give H1 or H4',
    ],
    [
      {bias: {timeframe: 'H4', is: 'bullish'}},
      'when.bias.is',
      'when.bias.is is "bullish", not one of bull, bear, neutral',
      'give bull or bear or neutral',
    ],
    [{bias: {is: 'bull'}}, 'when.bias.timeframe', 'when.bias.timeframe is missing', 'give H1 or H4'],
  ])('%j is refused', (written, ...problem) => {
    expect(problemsOf(written)).toEqual([problem]);
  });
});

describe('on real bars of gold', () => {
  const minutes = realMinutes(...GOLD_MINUTES);
  const written = [
    {bias: {timeframe: 'H4', is: 'bull'}},
    {bias: {timeframe: 'H4', is: 'bear'}},
    {bias: {timeframe: 'H4', is: 'neutral'}},
    {bias: {timeframe: 'H1', is: 'bull'}},
    {bias: {timeframe: 'H1', is: 'bear'}},
    {bias: {timeframe: 'H1', is: 'neutral'}},
    {alignment: {direction: 'bear', atLeast: 60}},
    {alignment: {direction: 'bull', atLeast: 40}},
  ];

  it.skipIf(minutes.length === 0)('each is met at times and unmet at others', () => {
    const tallies = talliesOf(
      written.map((one) => compiled(one)),
      'M5',
      resampled(minutes, 'M5'),
    );
    for (const [index, tally] of tallies.entries()) {
      expect(tally.met, JSON.stringify(written[index])).toBeGreaterThan(0);
      expect(tally.unmet, JSON.stringify(written[index])).toBeGreaterThan(0);
    }
  });
});
