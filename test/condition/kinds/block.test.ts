import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {conditionSchema} from '../../../src/condition/schema.ts';
import type {Bar} from '../../../src/market/bar.ts';
import {orderBlocks} from '../../../src/market/structure/order-blocks.ts';
import {barsOf, known, type Row} from '../../market/structure/made-bars.ts';
import {stateAfterBars, viewAfterBars} from '../study-views.ts';

const calm = (count: number, price = 100): Row[] =>
  Array.from({length: count}, () => [price, price + 0.5, price - 0.5, price]);
const PEAK: Row = [100, 101, 99.5, 100];
/** A bull order block from 99.625 to 100.375, and the bar that breaks 101. */
const ORDER = barsOf([
  ...calm(30),
  PEAK,
  ...calm(20),
  [100, 100.375, 99.625, 99.75],
  [99.75, 101.5, 99.625, 101.5],
]);
/** A bar closes through it: a bear breaker. */
const BREAKER = barsOf([
  ...ORDER.map(({open, high, low, close}): Row => [open, high, low, close]),
  [99, 101, 98.75, 99],
  [98.5, 99, 98, 98.5],
]);
/** After lower highs and a bear block from 99.75 to 100.25, a change of character: a bull mitigation block. */
const MITIGATION = barsOf([
  ...[103, 102, 101].flatMap((price): Row[] => [...calm(5), [100, price, 99.5, 100]]),
  ...calm(3),
  [100, 100.5, 98.5, 100],
  ...calm(5),
  [99.875, 100.25, 99.75, 100.125],
  [100.125, 100.125, 97.875, 98],
  ...calm(5, 98),
  [98, 101.5, 97.75, 101.5],
]);

type Quoted = readonly [bid: number, ask: number];

function explained(written: unknown, bars: readonly Bar[], prices: Quoted, side: 'buy' | 'sell' = 'buy') {
  const condition = compileCondition(conditionSchema.parse(written), side);
  return condition.explain(viewAfterBars(condition, 'M1', bars, prices))[0];
}

describe('orderBlock', () => {
  const any = {minScore: 0};

  it.each<[string, 'buy' | 'sell', object, Quoted, string]>([
    // D-12: there can be one.
    ['inside', 'buy', any, [1, 100], 'met'],
    ['at its upper edge', 'buy', any, [1, 100.375], 'met'],
    ['above it', 'buy', any, [1, 100.376], 'unmet'],
    ['at its lower edge', 'buy', any, [1, 99.625], 'met'],
    ['below it', 'buy', any, [1, 99.62], 'unmet'],
    ['near enough above', 'buy', {...any, within: 0.1}, [1, 100.475], 'met'],
    ['too far above', 'buy', {...any, within: 0.1}, [1, 100.48], 'unmet'],
    ['near enough below', 'buy', {...any, within: 0.1}, [1, 99.525], 'met'],
    ['with the bid of a sell', 'sell', {...any, direction: 'bull'}, [100, 200], 'met'],
    ['with the ask of a sell', 'sell', {...any, direction: 'bull'}, [1, 100], 'unmet'],
    ['in one of the other direction', 'buy', {...any, direction: 'bear'}, [1, 100], 'unmet'],
    ['in one of the other direction, of a sell', 'sell', any, [100, 200], 'unmet'],
  ])('%s, of a %s with %j at %j, is %s', (_name, side, params, prices, state) => {
    expect(stateAfterBars({orderBlock: {timeframe: 'M1', ...params}}, ORDER, {side, prices})).toBe(state);
  });

  it('asks for the score that it is told, 60 by default', () => {
    const [block] = known(orderBlocks(), ORDER);
    const score = block?.score.total ?? Number.NaN;
    const prices = [1, 100] as const;
    expect(stateAfterBars({orderBlock: {minScore: score}}, ORDER, {prices})).toBe('met');
    expect(stateAfterBars({orderBlock: {minScore: score + 1}}, ORDER, {prices})).toBe('unmet');
    expect(explained({orderBlock: {minScore: score + 1}}, ORDER, prices)?.observed).toBe(
      `no bull order block stands with that score: the best has ${score}`,
    );
    expect(explained({orderBlock: {}}, ORDER, prices)?.threshold).toBe(
      'ask in a bull order block of M1, score ≥ 60',
    );
  });

  it('knows nothing of too few bars', () => {
    expect(stateAfterBars({orderBlock: any}, ORDER.slice(-19), {prices: [1, 100]})).toBe('unknown');
  });

  it('says where the price is', () => {
    const {total} = known(orderBlocks(), ORDER)[0]?.score ?? {total: Number.NaN};
    const words = `the bull order block 99.625 to 100.375, score ${total}, 1 bar ago`;
    expect(explained({orderBlock: any}, ORDER, [1, 100])).toMatchObject({
      observed: `ask 100 is in ${words}`,
      distance: 0.375,
    });
    expect(explained({orderBlock: any}, ORDER, [1, 100.875])).toMatchObject({
      observed: `ask 100.875 is 0.5 above ${words}`,
      distance: 0.5,
    });
    expect(explained({orderBlock: {...any, direction: 'bear'}}, ORDER, [1, 100])?.observed).toBe(
      'no bear order block stands',
    );
  });
});

describe('breakerBlock', () => {
  it.each<[string, readonly Bar[], object, Quoted, string]>([
    // Of an order block that is whole there is none.
    ['of a block that stands', ORDER, {}, [100, 200], 'unmet'],
    ['inside', BREAKER, {}, [100, 200], 'met'],
    ['below it', BREAKER, {}, [99.5, 200], 'unmet'],
    ['near it', BREAKER, {within: 0.125}, [99.5, 200], 'met'],
    ['of a bull', BREAKER, {direction: 'bull'}, [100, 200], 'unmet'],
    ['of too few bars', BREAKER.slice(-19), {}, [100, 200], 'unknown'],
  ])('%s', (_name, bars, params, prices, state) => {
    const breakerBlock = {timeframe: 'M1', ...params};
    expect(stateAfterBars({breakerBlock}, bars, {side: 'sell', prices})).toBe(state);
  });

  it('says where the price is', () => {
    expect(
      explained({breakerBlock: {timeframe: 'M1', within: 1}}, BREAKER, [99.5, 200], 'sell'),
    ).toMatchObject({
      threshold: 'bid at most 1 from a bear breaker block of M1',
      observed: 'bid 99.5 is 0.125 below the bear breaker block 99.625 to 100.375, 3 bars ago',
      verdict: 'met',
    });
  });
});

describe('mitigationBlock', () => {
  it.each<[string, readonly Bar[], object, Quoted, string]>([
    // D-15: it can happen.
    ['inside', MITIGATION, {}, [1, 100], 'met'],
    ['above it', MITIGATION, {}, [1, 100.26], 'unmet'],
    ['near it', MITIGATION, {within: 0.01}, [1, 100.26], 'met'],
    ['of a bear', MITIGATION, {direction: 'bear'}, [1, 100], 'unmet'],
    ['before the change of character', MITIGATION.slice(0, -1), {}, [1, 100], 'unmet'],
    ['of too few bars', MITIGATION.slice(-19), {}, [1, 100], 'unknown'],
  ])('%s', (_name, bars, params, prices, state) => {
    expect(stateAfterBars({mitigationBlock: {timeframe: 'M1', ...params}}, bars, {prices})).toBe(state);
  });
});
