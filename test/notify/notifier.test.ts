import {describe, expect, it} from 'vitest';
import {PAGE_EVENTS} from '../../src/notify/channel-loop.ts';
import type {OutboxEvent} from '../../src/ports/outbox.ts';
import {overridden} from '../../src/overridden.ts';
import {aWebhook, bodyOf, DAY_MS, HANGS, NotifyWorld, REFUSED, status} from './notify-world.ts';

const MINUTE_MS = 60_000;

/** A world with a channel that has got everything so far. */
async function running(world?: NotifyWorld): Promise<NotifyWorld> {
  const made = world ?? (await NotifyWorld.open());
  await made.start();
  return made;
}

describe('the notifier', () => {
  it('delivers each event once, in order, within a second of its being written', async () => {
    const world = await running();
    await world.announce(3);
    await world.clock.advance(1000);
    expect(world.ids()).toEqual([1, 2, 3]);
    await world.announce(2);
    await world.clock.advance(MINUTE_MS);
    expect(world.ids()).toEqual([1, 2, 3, 4, 5]);
    expect((await world.store.channels())[0]).toMatchObject({cursor: 5, delivered: 5, failingSinceMs: null});
  });

  it('begins a new channel at the newest event, and forgets one that is not configured any more', async () => {
    const world = await NotifyWorld.open();
    await world.announce(5);
    await world.start([aWebhook({name: 'old'})]);
    await world.kill();
    await world.start([aWebhook({name: 'new'})]);
    await world.announce(1);
    await world.clock.advance(1000);
    expect(world.ids()).toEqual([6]);
    expect((await world.store.channels()).map(({name}) => name)).toEqual(['new']);
  });

  it('goes on where the one before it has come to', async () => {
    const world = await running();
    await world.announce(2);
    await world.clock.advance(5000);
    await world.stop(1000);
    await world.announce(2);
    await world.start();
    await world.clock.advance(1000);
    expect(world.ids()).toEqual([1, 2, 3, 4]);
  });

  it('passes over what a channel does not want, and lets the outbox forget it', async () => {
    const world = await NotifyWorld.open([aWebhook({kinds: ['monitor.*']})]);
    await world.start();
    await world.announce(250);
    await world.store.announce([{kind: 'monitor.started', planId: null, details: {}}], world.clock.now());
    await world.announce(250);
    await world.clock.advance(MINUTE_MS);
    expect(world.ids()).toEqual([251]);
    expect(await world.store.channels()).toMatchObject([{cursor: 501, delivered: 1}]);
  });

  it('keeps one channel from holding up another', async () => {
    const hanging = aWebhook({name: 'hanging', url: 'https://hang.example/'});
    const world = await NotifyWorld.open([hanging, aWebhook()]);
    world.behaviour = (request, signal) =>
      (request.url === hanging.url ? HANGS : status(200))(request, signal);
    await world.start();
    await world.announce(3);
    await world.clock.advance(1000);
    const got = world.received.filter(({request}) => request.url !== hanging.url);
    expect(got.map(({request}) => bodyOf(request).id)).toEqual([1, 2, 3]);
  });

  it('waits no longer than 10 s for an answer, also where the sender does not give up', async () => {
    const world = await running();
    world.behaviour = HANGS;
    await world.announce(1);
    await world.clock.advance(10_400);
    expect(await world.store.channels()).toMatchObject([{attempts: 0}]);
    await world.clock.advance(200);
    expect(await world.store.channels()).toMatchObject([{attempts: 1, lastError: 'no answer within 10 s'}]);
  });

  it('is told once that a channel fails, and once that it works again', async () => {
    const world = await running();
    world.behaviour = REFUSED;
    await world.announce(2);
    await world.clock.advance(10 * MINUTE_MS);
    world.behaviour = status(200);
    await world.clock.advance(2 * MINUTE_MS);
    expect(world.news).toEqual([
      {channel: 'ops', state: 'failing', message: 'connect ECONNREFUSED 127.0.0.1:9'},
      {channel: 'ops', state: 'recovered', message: 'it delivers again'},
    ]);
  });

  it('tries again after growing pauses of at most 60 s', async () => {
    const world = await running();
    world.behaviour = status(503);
    await world.announce(1);
    await world.clock.advance(60 * MINUTE_MS);
    const times = world.received.map(({atMs}) => atMs);
    const pauses = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
    for (const [index, pauseMs] of pauses.entries()) {
      expect(pauseMs).toBeLessThanOrEqual(Math.min(60_000, 1000 * 2 ** index));
    }
    // 30 s in the mean from the seventh on: some 120 in an hour.
    expect(pauses.length).toBeGreaterThan(60);
    expect(pauses.length).toBeLessThan(240);
  });

  it.each([
    ['seconds', {'retry-after': '90'}, 90_000],
    ['a date', {'retry-after': 'Mon, 05 Jan 2026 12:02:00 GMT'}, 119_500],
    ['more than five minutes, but no longer than those', {'retry-after': '86400'}, 300_000],
  ] as const)('leaves an endpoint alone for as long as it asks for: %s', async (_, headers, pauseMs) => {
    const world = await running();
    world.behaviour = status(429, headers);
    await world.announce(1);
    await world.clock.advance(500);
    expect(world.received).toHaveLength(1);
    world.behaviour = status(200);
    await world.clock.advance(pauseMs - 1);
    expect(world.received).toHaveLength(1);
    await world.clock.advance(2);
    expect(world.received).toHaveLength(2);
  });

  it.each([400, 401, 403, 404, 409, 410, 413, 422])(
    'gives an event up at once when it is answered by %i, and goes on with the next',
    async (code) => {
      const world = await running();
      world.behaviour = (request, signal) =>
        (bodyOf(request).id === 1 ? status(code, {}, 'no such hook') : status(200))(request, signal);
      await world.announce(2);
      await world.clock.advance(10_000);
      expect(world.ids()).toEqual([1, 2]);
      expect(await world.store.deadLetters({channel: 'ops'})).toMatchObject([
        {event: {id: 1}, attempts: 1, error: `HTTP ${code}: no such hook`, isDue: false},
      ]);
    },
  );

  it.each([302, 408, 425, 429, 500, 502, 503])('tries again after %i', async (code) => {
    const world = await running();
    world.behaviour = status(code);
    await world.announce(1);
    await world.clock.advance(5 * MINUTE_MS);
    world.behaviour = status(200);
    await world.clock.advance(2 * MINUTE_MS);
    expect(new Set(world.ids())).toEqual(new Set([1]));
    expect(await world.store.channels()).toMatchObject([{cursor: 1, delivered: 1}]);
    expect(await world.store.deadLetters()).toEqual([]);
  });

  it('does not send all that there is as fast as it can to an endpoint that refuses everything', async () => {
    const world = await running();
    world.behaviour = status(404);
    await world.announce(1000);
    await world.clock.advance(10 * MINUTE_MS);
    expect(world.received.length).toBeGreaterThan(5);
    expect(world.received.length).toBeLessThan(60);
  });

  it('gives up what is older than a day, with the reason, and not a moment sooner', async () => {
    const world = await running();
    world.behaviour = REFUSED;
    await world.announce(1);
    await world.clock.advance(DAY_MS - MINUTE_MS);
    await world.announce(1);
    expect(await world.store.deadLetters()).toEqual([]);
    await world.clock.advance(3 * MINUTE_MS);
    const letters = await world.store.deadLetters({channel: 'ops'});
    expect(letters).toMatchObject([{event: {id: 1}, error: 'connect ECONNREFUSED 127.0.0.1:9'}]);
    expect(letters[0]?.attempts).toBeGreaterThan(1000);
    world.behaviour = status(200);
    await world.clock.advance(2 * MINUTE_MS);
    expect(world.ids().at(-1)).toBe(2);
  });

  it('tries what is old once before it gives it up: the monitor may have been off', async () => {
    const world = await running();
    await world.stop(0);
    await world.announce(2);
    world.clock.set(world.clock.now() + 3 * DAY_MS);
    await world.start();
    await world.clock.advance(1000);
    expect(world.ids()).toEqual([1, 2]);
  });

  it('tries dead letters again when somebody wants it, and tells what came of each', async () => {
    const world = await running();
    world.behaviour = status(400);
    await world.announce(3);
    await world.clock.advance(MINUTE_MS);
    const letters = () => world.store.deadLetters({channel: 'ops'});
    expect((await letters()).map(({event}) => event.id)).toEqual([1, 2, 3]);

    const codes = new Map([
      [1, 200],
      [2, 410],
      [3, 500],
    ]);
    world.behaviour = (request, signal) => status(codes.get(bodyOf(request).id) ?? 200)(request, signal);
    await world.store.retryDeadLetters('ops');
    await world.clock.advance(2 * MINUTE_MS);
    const [refused, failing, ...rest] = await letters();
    expect(refused).toMatchObject({event: {id: 2}, attempts: 2, error: 'HTTP 410', isDue: false});
    expect(failing).toMatchObject({event: {id: 3}, error: 'HTTP 500', isDue: true});
    expect(failing?.attempts).toBeGreaterThan(2);
    expect(rest).toEqual([]);

    // An old one that fails does not hold up a new one.
    await world.announce(1);
    await world.clock.advance(1000);
    expect(world.ids().at(-1)).toBe(4);
    world.behaviour = status(200);
    await world.clock.advance(2 * MINUTE_MS);
    expect(await letters()).toMatchObject([{event: {id: 2}}]);
  });

  it('holds one page of what waits, however much does: 100,000 events for a dead endpoint', async () => {
    const world = await NotifyWorld.open();
    await world.start();
    world.behaviour = REFUSED;
    let pages = 0;
    let longest = 0;
    await world.kill();
    const counted = overridden(world.store, {
      eventsAfter: async (id: number, limit: number): Promise<readonly OutboxEvent[]> => {
        const page = await world.store.eventsAfter(id, limit);
        pages += 1;
        longest = Math.max(longest, page.length);
        return page;
      },
    });
    for (let thousand = 0; thousand < 100; thousand += 1) await world.announce(1000);
    await world.start(undefined, counted);
    let heldMax = 0;
    for (let minute = 0; minute < 60; minute += 1) {
      await world.clock.advance(MINUTE_MS);
      heldMax = Math.max(heldMax, world.notifier?.held ?? 0);
    }
    expect(heldMax).toBe(PAGE_EVENTS);
    expect([pages, longest]).toEqual([1, PAGE_EVENTS]);
    // Nothing of the waiting is a timer, either: one pause of the channel, and one of the look for events.
    expect(world.clock.timers).toBeLessThanOrEqual(3);
  });

  it('ends at once when nothing is under way', async () => {
    const world = await running();
    await world.announce(1);
    await world.clock.advance(1000);
    expect(await world.stop(2000)).toBe(0);
  });

  it('delivers before its end what was written just now', async () => {
    const world = await running();
    await world.announce(120);
    expect(await world.stop(2000)).toBe(0);
    expect(world.ids()).toHaveLength(120);
    expect(await world.store.channels()).toMatchObject([{cursor: 120, delivered: 120}]);
  });

  it('ends within the time of its drain when the endpoint hangs, and sends that event again later', async () => {
    const world = await running();
    world.behaviour = HANGS;
    await world.announce(1);
    await world.clock.advance(1000);
    expect(await world.stop(2000)).toBe(2000);
    expect(await world.store.channels()).toMatchObject([{cursor: 0, attempts: 0}]);
    world.behaviour = status(200);
    await world.start();
    await world.clock.advance(1000);
    expect(world.ids()).toEqual([1, 1]);
  });

  it('ends at once when a failed event would have to wait', async () => {
    const world = await running();
    world.behaviour = status(500, {'retry-after': '120'});
    await world.announce(1);
    await world.clock.advance(1000);
    expect(await world.stop(5000)).toBe(0);
  });

  it('keeps to the pause of the one before it, but never to one of a clock that was set', async () => {
    const world = await running();
    world.behaviour = status(500, {'retry-after': '200'});
    await world.announce(1);
    await world.clock.advance(1000);
    await world.kill();
    await world.start();
    await world.clock.advance(190_000);
    expect(world.received).toHaveLength(1);
    await world.clock.advance(15_000);
    expect(world.received).toHaveLength(2);
    await world.kill();
    const [state] = await world.store.channels();
    if (state === undefined) throw new Error('the channel is known');
    await world.store.saveChannel({...state, nextAtMs: world.clock.now() + 100 * DAY_MS});
    await world.start();
    await world.clock.advance(5 * MINUTE_MS + 1000);
    expect(world.received).toHaveLength(3);
  });

  it('loses no letter to a database that takes nothing, and says that it does not', async () => {
    const world = await running();
    await world.kill();
    let isLocked = true;
    const locking = overridden(world.store, {
      saveChannel: async (...args: Parameters<typeof world.store.saveChannel>) => {
        if (isLocked) throw new Error('database is locked');
        await world.store.saveChannel(...args);
      },
    });
    await world.start(undefined, locking);
    world.behaviour = status(400);
    await world.announce(2);
    await world.clock.advance(MINUTE_MS);
    expect(world.ids()).toEqual([1]);
    expect(world.news.filter(({state}) => state === 'storeFailed')).toHaveLength(1);
    isLocked = false;
    await world.clock.advance(MINUTE_MS);
    expect((await world.store.deadLetters()).map(({event}) => event.id)).toEqual([1, 2]);
  });

  it('writes its place once a second at most while it gets ahead', async () => {
    const world = await running();
    await world.kill();
    let writes = 0;
    const counted = overridden(world.store, {
      saveChannel: async (...args: Parameters<typeof world.store.saveChannel>) => {
        writes += 1;
        await world.store.saveChannel(...args);
      },
    });
    await world.start(undefined, counted);
    await world.announce(500);
    await world.clock.advance(1000);
    expect(world.ids()).toHaveLength(500);
    expect(writes).toBeLessThanOrEqual(2);
    await world.clock.advance(10_000);
    expect(await world.store.channels()).toMatchObject([{cursor: 500}]);
  });
});
