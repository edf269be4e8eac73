import {describe, expect, it} from 'vitest';
import {RestingIndex} from '../../../src/broker/matching/resting-index.ts';
import {aPlacedOrder} from './order-builder.ts';

describe('takeDue', () => {
  it.each([
    // A buy opens on the ask; the bid is on the other side of the price to prove it.
    {side: 'buy', type: 'limit', bid: 1299, ask: 1300.01, isDue: false},
    {side: 'buy', type: 'limit', bid: 1299, ask: 1300, isDue: true},
    {side: 'buy', type: 'limit', bid: 900, ask: 901, isDue: true},
    {side: 'buy', type: 'stop', bid: 1298, ask: 1299.99, isDue: false},
    {side: 'buy', type: 'stop', bid: 1299, ask: 1300, isDue: true},
    {side: 'buy', type: 'stop', bid: 1699, ask: 1700, isDue: true},
    // A sell opens on the bid, the other way round.
    {side: 'sell', type: 'limit', bid: 1299.99, ask: 1301, isDue: false},
    {side: 'sell', type: 'limit', bid: 1300, ask: 1301, isDue: true},
    {side: 'sell', type: 'limit', bid: 1700, ask: 1701, isDue: true},
    {side: 'sell', type: 'stop', bid: 1300.01, ask: 1301, isDue: false},
    {side: 'sell', type: 'stop', bid: 1300, ask: 1301, isDue: true},
    {side: 'sell', type: 'stop', bid: 900, ask: 1301, isDue: true},
  ] as const)('a $side $type at 1300 is due at $bid/$ask: $isDue', ({side, type, bid, ask, isDue}) => {
    const index = new RestingIndex();
    index.add(aPlacedOrder({orderId: '1', side, type, price: 1300}), 1);
    expect(index.takeDue({symbol: 'XAGUSD', bid, ask})).toEqual([]);
    expect(index.takeDue({symbol: 'XAUUSD', bid, ask})).toEqual(isDue ? ['1'] : []);
    expect(index.size).toBe(isDue ? 0 : 1);
  });

  it('gives those of one quote by sequence, and forgets what was removed', () => {
    const index = new RestingIndex();
    const orders = [
      {orderId: 'c', type: 'limit', side: 'buy', price: 1302},
      {orderId: 'b', type: 'stop', side: 'sell', price: 1301},
      {orderId: 'a', type: 'limit', side: 'buy', price: 1303},
      {orderId: 'gone', type: 'limit', side: 'buy', price: 1310},
    ] as const;
    for (const [index_, order] of orders.entries()) index.add(aPlacedOrder(order), 10 - index_);
    expect(index.remove('gone')).toBe(true);
    expect(index.remove('gone')).toBe(false);
    expect(index.takeDue({symbol: 'XAUUSD', bid: 1300, ask: 1301})).toEqual(['a', 'b', 'c']);
  });
});
