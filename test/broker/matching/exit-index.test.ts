import {describe, expect, it} from 'vitest';
import {ExitIndex, type Guarded} from '../../../src/broker/matching/exit-index.ts';

function aPosition(parts: Partial<Guarded> = {}): Guarded {
  return {key: '1', symbol: 'XAUUSD', side: 'buy', stopLoss: 1298, takeProfit: 1310, ...parts};
}

describe('takeDue', () => {
  it.each([
    // A buy closes on the bid; the ask is on the other side of the boundary to prove it.
    {side: 'buy', bid: 1298.01, ask: 1299, due: null},
    {side: 'buy', bid: 1298, ask: 1299, due: 'stopLoss'},
    {side: 'buy', bid: 1297.99, ask: 1299, due: 'stopLoss'},
    {side: 'buy', bid: 900, ask: 1311, due: 'stopLoss'},
    {side: 'buy', bid: 1309.99, ask: 1311, due: null},
    {side: 'buy', bid: 1310, ask: 1311, due: 'takeProfit'},
    {side: 'buy', bid: 1310.01, ask: 1311, due: 'takeProfit'},
    {side: 'buy', bid: 1700, ask: 1701, due: 'takeProfit'},
    // A sell closes on the ask, with the lines swapped.
    {side: 'sell', bid: 1309, ask: 1309.99, due: null},
    {side: 'sell', bid: 1309, ask: 1310, due: 'stopLoss'},
    {side: 'sell', bid: 1309, ask: 1310.01, due: 'stopLoss'},
    {side: 'sell', bid: 1297, ask: 1700, due: 'stopLoss'},
    {side: 'sell', bid: 1297, ask: 1298.01, due: null},
    {side: 'sell', bid: 1297, ask: 1298, due: 'takeProfit'},
    {side: 'sell', bid: 1297, ask: 1297.99, due: 'takeProfit'},
    {side: 'sell', bid: 900, ask: 901, due: 'takeProfit'},
  ] as const)('$side at $bid/$ask closes by $due', ({side, bid, ask, due}) => {
    const index = new ExitIndex();
    const lines = side === 'buy' ? {stopLoss: 1298, takeProfit: 1310} : {stopLoss: 1310, takeProfit: 1298};
    index.add(aPosition({side, ...lines}), 1);
    const taken = index.takeDue({symbol: 'XAUUSD', bid, ask});
    expect(taken.map(({reason}) => reason)).toEqual(due === null ? [] : [due]);
    expect(taken.map(({key}) => key)).toEqual(due === null ? [] : ['1']);
    expect(index.has('1')).toBe(due === null);
    expect(index.takeDue({symbol: 'XAUUSD', bid, ask})).toEqual([]);
  });

  it('leaves a position without lines, and other symbols, alone', () => {
    const index = new ExitIndex();
    index.add(aPosition({key: '1', stopLoss: null, takeProfit: null}), 1);
    index.add(aPosition({key: '2', symbol: 'XAGUSD'}), 2);
    expect(index.takeDue({symbol: 'XAUUSD', bid: 1, ask: 2})).toEqual([]);
    expect(index.takeDue({symbol: 'XAUUSD', bid: 9000, ask: 9001})).toEqual([]);
    expect(index.size).toBe(2);
  });

  it('takes the stop loss where both lines are reached', () => {
    const index = new ExitIndex();
    index.add(aPosition({stopLoss: 1310, takeProfit: 1300}), 1);
    expect(index.takeDue({symbol: 'XAUUSD', bid: 1305, ask: 1306}).map(({reason}) => reason)).toEqual([
      'stopLoss',
    ]);
    expect(index.size).toBe(0);
  });

  it('gives the smallest sequence first, whatever closes it and however it was added', () => {
    const index = new ExitIndex();
    index.add(aPosition({key: '3', takeProfit: 1304, stopLoss: null}), 3);
    index.add(aPosition({key: '1', takeProfit: 1305, stopLoss: null}), 1);
    index.add(aPosition({key: '2', side: 'sell', stopLoss: 1302, takeProfit: null}), 2);
    const taken = index.takeDue({symbol: 'XAUUSD', bid: 1306, ask: 1307});
    expect(taken.map(({key}) => key)).toEqual(['1', '2', '3']);
  });

  it('forgets a removed position', () => {
    const index = new ExitIndex();
    index.add(aPosition(), 1);
    expect(index.remove('1')).toBe(true);
    expect(index.remove('1')).toBe(false);
    expect(index.takeDue({symbol: 'XAUUSD', bid: 1, ask: 2})).toEqual([]);
  });
});
