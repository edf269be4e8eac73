import {describe, expect, it} from 'vitest';
import {ExitIndex} from '../../../src/broker/matching/exit-index.ts';
import type {Position} from '../../../src/broker/matching/position.ts';

function aPosition(parts: Partial<Position> = {}): Position {
  return {
    positionId: '1',
    clientOrderId: 'A000000000000001',
    symbol: 'XAUUSD',
    side: 'buy',
    volumeLots: 0.01,
    entryPrice: 1300.5,
    openedAtMs: 1_000,
    stopLoss: 1298,
    takeProfit: 1310,
    openingQuote: {timeMs: 1_000, bid: 1300, ask: 1300.5},
    ...parts,
  };
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
    const position = aPosition({side, ...lines});
    index.add(position);
    const taken = index.takeDue({symbol: 'XAUUSD', bid, ask});
    expect(taken.map(({reason}) => reason)).toEqual(due === null ? [] : [due]);
    expect(taken.map((exit) => exit.position)).toEqual(due === null ? [] : [position]);
    expect(index.has('1')).toBe(due === null);
    expect(index.takeDue({symbol: 'XAUUSD', bid, ask})).toEqual([]);
  });

  it('leaves a position without lines, and other symbols, alone', () => {
    const index = new ExitIndex();
    index.add(aPosition({positionId: '1', stopLoss: null, takeProfit: null}));
    index.add(aPosition({positionId: '2', symbol: 'XAGUSD'}));
    expect(index.takeDue({symbol: 'XAUUSD', bid: 1, ask: 2})).toEqual([]);
    expect(index.takeDue({symbol: 'XAUUSD', bid: 9000, ask: 9001})).toEqual([]);
    expect(index.size).toBe(2);
  });

  it('takes the stop loss where both lines are reached', () => {
    const index = new ExitIndex();
    index.add(aPosition({stopLoss: 1310, takeProfit: 1300}));
    expect(index.takeDue({symbol: 'XAUUSD', bid: 1305, ask: 1306}).map(({reason}) => reason)).toEqual([
      'stopLoss',
    ]);
    expect(index.size).toBe(0);
  });

  it('gives the oldest first, whatever closes it', () => {
    const index = new ExitIndex();
    index.add(aPosition({positionId: '1', takeProfit: 1305, stopLoss: null}));
    index.add(aPosition({positionId: '2', side: 'sell', stopLoss: 1302, takeProfit: null}));
    index.add(aPosition({positionId: '3', takeProfit: 1304, stopLoss: null}));
    const taken = index.takeDue({symbol: 'XAUUSD', bid: 1306, ask: 1307});
    expect(taken.map(({position}) => position.positionId)).toEqual(['1', '2', '3']);
  });

  it('forgets a removed position', () => {
    const index = new ExitIndex();
    index.add(aPosition());
    expect(index.remove('1')).toBe(true);
    expect(index.remove('1')).toBe(false);
    expect(index.takeDue({symbol: 'XAUUSD', bid: 1, ask: 2})).toEqual([]);
  });
});
