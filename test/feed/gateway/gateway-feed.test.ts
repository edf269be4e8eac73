import {afterEach, describe, expect, it} from 'vitest';
import {GatewayFeed} from '../../../src/feed/gateway/gateway-feed.ts';
import {SimulatedFeed} from '../../../src/feed/simulated/simulated-feed.ts';
import type {FeedEvent} from '../../../src/ports/feed.ts';
import {SystemClock} from '../../../src/system/system-clock.ts';
import type {PaperTerminalOptions} from '../../../src/terminal/paper-terminal.ts';
import {aQuote} from '../../broker/order-builders.ts';
import {aTerminal, fault, quote, type TerminalWorld} from '../../terminal/terminal-harness.ts';

const clock = new SystemClock();
let world: TerminalWorld;
const stop = new AbortController();
afterEach(() => world.close());

async function open(options: Partial<PaperTerminalOptions> = {}) {
  world = await aTerminal(options);
  const client = world.clientOf();
  const feed = new GatewayFeed(client, {clock});
  return {client, feed};
}

/** The next events that are not readings of the clock. */
async function next(events: AsyncIterator<FeedEvent>, count: number): Promise<FeedEvent[]> {
  const heard: FeedEvent[] = [];
  while (heard.length < count) {
    const {value, done} = (await events.next()) as IteratorResult<FeedEvent, undefined>;
    if (done === true) break;
    if (value.type !== 'clock') heard.push(value);
  }
  return heard;
}

describe('GatewayFeed', () => {
  it('gives the quotes of its symbols by the server’s clock, and what that clock shows', async () => {
    const {client, feed} = await open({switches: {clockOffsetMs: 90_000}});
    const events = feed.events(stop.signal)[Symbol.asyncIterator]();
    const first = events.next();
    feed.subscribe('XAUUSD');
    await client.open();
    const {value} = (await first) as IteratorResult<FeedEvent, undefined>;
    expect(value).toMatchObject({type: 'clock'});
    if (value?.type === 'clock')
      expect(Math.abs(value.sourceMs - value.atMs - 90_000)).toBeLessThanOrEqual(value.errorMs + 1);
    expect(await next(events, 2)).toMatchObject([
      {type: 'status', state: 'up'},
      {type: 'gap', symbol: 'XAUUSD'},
    ]);
    await client.request('ping', {});
    await quote(client, aQuote({symbol: 'EURUSD'}));
    await quote(client, aQuote({timeMs: 5_000}));
    expect(await next(events, 1)).toMatchObject([
      {type: 'quote', quote: {symbol: 'XAUUSD', bid: 1300, ask: 1300.5, timeMs: 5_000}},
    ]);
    await events.return?.(undefined);
  });

  it('says when the link breaks, and that quotes were lost when it is back', async () => {
    const {client, feed} = await open();
    await client.open();
    feed.subscribe('XAUUSD');
    const events = feed.events(stop.signal)[Symbol.asyncIterator]();
    const heard = next(events, 3);
    await fault(client, {requests: [{op: 'lookup', fate: 'lostBefore', cut: true}]});
    await client.request('lookup', {}, {key: 'A000000000000001'});
    expect(await heard).toMatchObject([
      {type: 'status', state: 'down'},
      {type: 'status', state: 'up'},
      {type: 'gap', symbol: 'XAUUSD'},
    ]);
    await events.return?.(undefined);
  });

  it('plays the terminal’s own market, in a single pass too, with its bars', async () => {
    const {client, feed} = await open({feed: new SimulatedFeed({clock, seed: 7, tickMs: 5, faults: false})});
    const ended = new AbortController();
    const running = world.terminal.run(ended.signal);
    await client.open();
    feed.subscribe('XAUUSD');
    const quotes: FeedEvent[] = [];
    for await (const event of feed.pass(stop.signal)) if (event.type !== 'clock') quotes.push(event);
    expect(quotes).toMatchObject([{type: 'quote', quote: {symbol: 'XAUUSD'}}]);
    expect((await feed.past?.bars('XAUUSD', 'M1', 3))?.length).toBe(3);
    const nowMs = clock.now();
    const past = await feed.past?.quotes('XAUUSD', nowMs - 1000, nowMs);
    expect(past?.length).toBeGreaterThan(100);
    expect(past?.at(0)?.timeMs).toBeGreaterThanOrEqual(nowMs - 1000);
    expect(past?.at(-1)?.timeMs).toBeLessThan(nowMs);
    await expect(feed.past?.quotes('XAUUSD', 0, nowMs)).rejects.toThrow(/at most 600000 ms in one request/);
    ended.abort();
    await running;
  });
});
