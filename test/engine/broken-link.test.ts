import {describe, expect, it} from 'vitest';
import {MonitorLoops} from '../../src/engine/monitor-loops.ts';
import {type Connection, SupervisedLink} from '../../src/link/supervised-link.ts';
import type {FeedEvent} from '../../src/ports/feed.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {aPlan, MonitorWorld, START_MS} from './monitor-world.ts';

const TIMES = {backoffBaseMs: 250, backoffCapMs: 15_000, stableMs: 30_000, connectMsMax: 5000};
const DOWN_MS = 600_000;
const PLANS = 10;

/** Quotes once a second for as long as the test wants. */
async function* quotes(world: MonitorWorld, bidAt: (nowMs: number) => number, signal: AbortSignal) {
  while (!signal.aborted) {
    await world.clock.sleep(1000);
    const nowMs = world.clock.now();
    const bid = bidAt(nowMs);
    const quote = {symbol: 'XAUUSD', bid, ask: bid + 0.5, timeMs: nowMs, receivedAtMs: nowMs};
    yield {type: 'quote', quote} satisfies FeedEvent;
  }
}

describe('a broker that is down for ten minutes', () => {
  it('fails no plan, is tried with growing pauses that the log has, and all plans go on', async () => {
    const world = await MonitorWorld.open();
    let isThere = true;
    let drop: (reason: string) => void = () => undefined;
    const link = new SupervisedLink({
      clock: world.clock,
      random: new SeededRandom(7),
      times: TIMES,
      connect: (): Promise<Connection> => {
        if (!isThere) return Promise.reject(new Error('connection refused'));
        const lost = Promise.withResolvers<string>();
        drop = lost.resolve;
        return Promise.resolve({
          lost: lost.promise,
          close: () => lost.resolve('closed'),
          onTrouble: () => undefined,
        });
      },
    });
    world.broker.link = link;
    await world.restart();
    link.start();
    await world.add(
      ...Array.from({length: PLANS}, (_, index) => aPlan({id: `p${index}`, when: {price: {above: 1300}}})),
    );
    const stop = new AbortController();
    const journal = {record: (entry: (typeof world.journal)[number]) => world.journal.push(entry)};
    // Met all the time that the broker is down, and a little before it comes back no longer.
    const bidAt = (nowMs: number) => {
      const sinceMs = nowMs - START_MS - 10_000;
      return sinceMs > 0 && sinceMs < DOWN_MS - 60_000 ? 1301 : 1290;
    };
    const running = new MonitorLoops(world.monitor, world.clock, journal).run(
      quotes(world, bidAt, stop.signal),
      stop.signal,
    );
    await world.clock.advance(9000);
    isThere = false;
    drop('the line broke');
    await world.clock.advance(DOWN_MS);

    const tries = world.journal.flatMap((entry) =>
      entry.kind === 'link' && entry.link === 'broker' && entry.state === 'down' ? [entry] : [],
    );
    expect(tries.length).toBeGreaterThan(DOWN_MS / TIMES.backoffCapMs);
    for (const [index, {attempts, retryInMs, lastError}] of tries.entries()) {
      // The try that brought it up counts too: it was not up for long.
      const bound = Math.min(TIMES.backoffBaseMs * 2 ** index, TIMES.backoffCapMs);
      expect(retryInMs).toBeGreaterThanOrEqual(0);
      expect(retryInMs).toBeLessThanOrEqual(bound + 1);
      expect(attempts).toBe(index + 1);
      expect(lastError).toBe(index === 0 ? 'the line broke' : 'connection refused');
    }
    const longest = Math.max(...tries.map(({retryInMs}) => retryInMs ?? 0));
    expect(longest).toBeGreaterThan(TIMES.backoffCapMs / 2);
    expect(world.broker.submitted).toEqual([]);
    for (let index = 0; index < PLANS; index += 1) {
      expect(await world.row(`p${index}`)).toMatchObject({
        status: 'pending',
        levels: [{attempts: 0, rejections: 0}],
      });
    }

    isThere = true;
    await world.clock.advance(TIMES.backoffCapMs + 2000);
    expect(world.monitor.links.broker.state).toBe('up');
    // What was met while it was down is no reason now; and nothing is owed before the next may fire.
    expect(world.monitor.gateRows).toEqual([]);
    expect(world.broker.submitted).toEqual([]);
    expect([...world.monitor.quarantined()]).toEqual([]);
    const nowMs = world.clock.now();
    world.monitor.onQuote({symbol: 'XAUUSD', bid: 1302, ask: 1302.5, timeMs: nowMs, receivedAtMs: nowMs});
    await world.monitor.settled();
    expect(world.broker.submitted).toHaveLength(PLANS);
    expect(world.monitor.missedByEvents).toBe(0);
    await world.clock.advance(TIMES.stableMs);
    expect(link.report()).toMatchObject({state: 'up', attempts: 0});

    stop.abort();
    await world.clock.advance(1000);
    await running;
    await link.close();
  });
});
