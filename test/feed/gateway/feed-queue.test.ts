import {describe, expect, it} from 'vitest';
import {FeedQueue} from '../../../src/feed/gateway/feed-queue.ts';
import type {FeedEvent} from '../../../src/ports/feed.ts';

const quote = (symbol: string, bid: number): FeedEvent => ({
  type: 'quote',
  quote: {symbol, bid, ask: bid + 1, timeMs: bid, receivedAtMs: bid},
});
const clock = (sourceMs: number): FeedEvent => ({type: 'clock', sourceMs, atMs: 0, errorMs: 1});

describe('FeedQueue', () => {
  it('keeps everything in order while it has room, and of clock readings the last', () => {
    const queue = new FeedQueue(10);
    for (const event of [quote('A', 1), clock(1), quote('A', 2), clock(2), quote('B', 1)]) queue.push(event);
    expect(queue.take()).toEqual([quote('A', 1), clock(2), quote('A', 2), quote('B', 1)]);
    expect(queue.take()).toEqual([]);
  });

  it('replaces a waiting quote of the symbol when it is full, and says how many were left out', () => {
    const queue = new FeedQueue(2);
    for (const event of [quote('A', 1), quote('A', 2), quote('A', 3), quote('A', 4), quote('B', 1)])
      queue.push(event);
    const gap = {type: 'gap', symbol: 'A', reason: '2 quotes left out: too many at once'};
    expect(queue.take()).toEqual([quote('A', 1), gap, quote('A', 4), quote('B', 1)]);
  });

  it('tells a gap for ticks that the terminal has left out', () => {
    const queue = new FeedQueue();
    queue.push(quote('A', 1), 4);
    expect(queue.take()).toMatchObject([{type: 'gap', symbol: 'A'}, {type: 'quote'}]);
  });
});
