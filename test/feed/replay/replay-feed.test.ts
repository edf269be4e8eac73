import {describe, expect, it} from 'vitest';
import {openRecording} from '../../../src/feed/replay/recording.ts';
import {ReplayFeed} from '../../../src/feed/replay/replay-feed.ts';
import type {FeedEvent} from '../../../src/ports/feed.ts';
import {rest, VirtualClock} from '../../../src/system/virtual-clock.ts';
import {aFile} from './recorded-files.ts';

const NOW_MS = Date.UTC(2026, 0, 5);

async function aFeed(lines: readonly string[], speed = 1) {
  const clock = new VirtualClock(NOW_MS);
  const recording = await openRecording([aFile('20140505_xauusd_tick_quote.csv', lines)]);
  const feed = new ReplayFeed(recording, {clock, speed});
  feed.subscribe('XAUUSD');
  const stop = new AbortController();
  const seen: string[] = [];
  const take = async (events: AsyncIterable<FeedEvent>) => {
    for await (const event of events) {
      const atMs = clock.now() - NOW_MS;
      if (event.type === 'clock') throw new Error('a recording has no clock to ask');
      seen.push(
        event.type === 'quote'
          ? `${atMs} ${event.quote.bid}`
          : `${atMs} ${event.type === 'status' ? event.state : event.reason}`,
      );
      if (event.type === 'quote') {
        expect(event.quote.timeMs).toBe(clock.now());
        expect(event.quote.receivedAtMs).toBe(clock.now());
      }
    }
    seen.push('end');
  };
  return {clock, feed, stop, seen, take};
}

/** Lets the file be read: reading is real, only the time is not. */
async function until(isReached: () => boolean): Promise<void> {
  while (!isReached()) await rest();
}

describe('ReplayFeed.events', () => {
  it("keeps the recording's distances, divided by the speed, and stamps quotes with the present", async () => {
    const {clock, feed, stop, seen, take} = await aFeed(['5000,1,1', '6000,2,2', '6000,3,3', '9000,4,4'], 2);
    const done = take(feed.events(stop.signal));
    await until(() => clock.timers > 0);
    expect(seen).toEqual(['0 1']);
    await clock.advance(499);
    expect(seen).toEqual(['0 1']);
    await clock.advance(1);
    expect(seen).toEqual(['0 1', '500 2', '500 3']);
    await clock.advance(1500);
    await done;
    expect(seen).toEqual(['0 1', '500 2', '500 3', '2000 4', '2000 ended', 'end']);
  });

  it('moves on while nothing is subscribed, and gives a symbol its quotes from then on', async () => {
    const {clock, feed, stop, seen, take} = await aFeed(['0,1,1', '1000,2,2', '2000,3,3', '3000,4,4']);
    feed.unsubscribe('XAUUSD');
    feed.subscribe('xauusd');
    const done = take(feed.events(stop.signal));
    await until(() => clock.timers > 0);
    await clock.advance(1500);
    feed.subscribe('XAUUSD');
    await clock.advance(500);
    feed.unsubscribe('XAUUSD');
    await clock.advance(5000);
    await done;
    expect(seen).toEqual(['2000 3', '3000 ended', 'end']);
  });

  it('ends quietly when it is stopped, and leaves no timer', async () => {
    const {clock, feed, stop, seen, take} = await aFeed(['0,1,1', '1000,2,2']);
    const done = take(feed.events(stop.signal));
    await until(() => clock.timers > 0);
    stop.abort();
    await done;
    expect(seen).toEqual(['0 1', 'end']);
    expect(clock.timers).toBe(0);
  });
});

describe('ReplayFeed.pass', () => {
  it('gives everything at once', async () => {
    const {feed, stop, seen, take} = await aFeed(['0,1,1', '1000,2,2', 'rubbish']);
    await take(feed.pass(stop.signal));
    expect(seen).toEqual(['0 1', '0 2', '0 ended', 'end']);
  });

  it('says at the end which lines were left out', async () => {
    const {feed, stop} = await aFeed(['0,1,1', 'rubbish', '1,2']);
    let reason = '';
    for await (const event of feed.pass(stop.signal)) if (event.type === 'status') reason = event.reason;
    expect(reason).toBe(
      'the recording has ended; 2 lines were left out: 20140505_xauusd_tick_quote.csv:2: three cells are needed: ms, bid, ask',
    );
  });
});
