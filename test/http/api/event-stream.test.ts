import {createHash} from 'node:crypto';
import {setTimeout as sleep} from 'node:timers/promises';
import fc from 'fast-check';
import {afterEach, describe, expect, it} from 'vitest';
import {EventFollower} from '../../../src/app/http/event-follower.ts';
import {type Settings, settingsSchema} from '../../../src/app/settings.ts';
import {StoreApiHost} from '../../../src/app/http/api-host.ts';
import {HttpFigures} from '../../../src/app/http/http-figures.ts';
import {eventStream} from '../../../src/http/api/event-stream.ts';
import type {ApiHost, Caller} from '../../../src/http/api/api-host.ts';
import type {OutboxEvent} from '../../../src/ports/outbox.ts';
import {overridden} from '../../../src/overridden.ts';
import {rest, VirtualClock} from '../../../src/system/virtual-clock.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';
import {SqliteStore} from '../../../src/store/sqlite/sqlite-store.ts';
import {aPlan, NOW_MS} from '../../ports/stored-values.ts';
import {ApiWorld, SECRET} from './api-world.ts';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Told = Readonly<{id: number; kind: string; data: Record<string, unknown>}>;

/** What a stream has told so far, as a browser would understand it. */
class Listener {
  readonly told: Told[] = [];
  readonly gaps: unknown[] = [];
  lastId: number | undefined;
  comments = 0;
  hasEnded = false;
  #text = '';
  readonly #stop = new AbortController();

  /** Reads until it is stopped; each chunk is asked for when the one before was taken. */
  static async on(host: ApiHost, terms: Partial<Parameters<typeof eventStream>[1]> = {}) {
    const listener = new Listener();
    const all = {after: undefined, kinds: undefined, planId: undefined, caller: null, ...terms};
    const stream = await eventStream(host, all, listener.#stop.signal);
    void (async () => {
      for await (const text of stream) listener.#take(text);
      listener.hasEnded = true;
    })();
    return listener;
  }

  stop(): void {
    this.#stop.abort();
  }

  #take(text: string): void {
    this.#text += text;
    const blocks = this.#text.split('\n\n');
    this.#text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => line.split(/: ?(.*)/, 2) as [string, string]));
      if (fields.has('')) this.comments += 1;
      if (fields.has('id')) this.lastId = Number(fields.get('id'));
      const data = fields.get('data');
      if (data === undefined) continue;
      const parsed = JSON.parse(data) as Record<string, unknown>;
      const kind = fields.get('event') ?? '';
      if (kind === 'gap') this.gaps.push(parsed);
      else this.told.push({id: Number(fields.get('id')), kind, data: parsed});
    }
  }
}

async function openHost() {
  const clock = new VirtualClock(NOW_MS);
  const store = await SqliteStore.open({path: ':memory:', clock, random: new SeededRandom(1)});
  closing.push(() => store.close());
  const settings: Settings = {...settingsSchema.parse({}), db: ':memory:'};
  const host = new StoreApiHost({settings, store, clock, figures: new HttpFigures()});
  const announce = (count: number, nowMs = NOW_MS) =>
    store.announce(
      Array.from({length: count}, () => ({kind: 'link.up' as const, planId: null, details: {}})),
      nowMs,
    );
  return {clock, store, host, announce};
}

const idsOf = (listener: Listener) => listener.told.map(({id}) => id);
const upTo = (last: number, first = 1) => Array.from({length: last - first + 1}, (_, index) => first + index);

describe('eventStream', () => {
  it('tells what comes from now on, each with its id, kind and time', async () => {
    const {clock, store, host, announce} = await openHost();
    await announce(3);
    const listener = await Listener.on(host);
    await store.add([aPlan()], NOW_MS);
    await clock.advance(300);
    listener.stop();
    await clock.advance(1);
    expect(listener.told).toHaveLength(1);
    expect(listener.told[0]).toMatchObject({
      ...{id: 4, kind: 'plan.added'},
      data: {id: 4, kind: 'plan.added', planId: 'gold-dip', symbol: 'XAUUSD', at: '2026-11-22T12:00:00.000Z'},
    });
    expect(listener.hasEnded).toBe(true);
  });

  it('says its place at once, so that nothing is lost between the first connection and the first event', async () => {
    const {clock, host, announce} = await openHost();
    await announce(3);
    const first = await Listener.on(host);
    await clock.advance(1);
    first.stop();
    await announce(2);
    expect(first.lastId).toBe(3);
    const second = await Listener.on(host, {after: first.lastId ?? 0});
    await clock.advance(1);
    expect(idsOf(second)).toEqual([4, 5]);
    second.stop();
  });

  it('goes on after an id without a loss or a repeat, however often it is cut off while events come', async () => {
    const turn = fc.record({
      add: fc.integer({min: 0, max: 40}),
      waitMs: fc.integer({min: 0, max: 600}),
      cut: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(turn, {minLength: 1, maxLength: 12}), async (turns) => {
        const {clock, host, store, announce} = await openHost();
        const told: number[] = [];
        let listener = await Listener.on(host, {after: 0});
        for (const {add, waitMs, cut} of turns) {
          await announce(add);
          await clock.advance(waitMs);
          if (!cut) continue;
          listener.stop();
          // What was on its way to the caller when it was cut off may be told again, by its id never twice.
          told.push(...idsOf(listener));
          const after: number = listener.lastId ?? told.at(-1) ?? 0;
          listener = await Listener.on(host, {after});
        }
        await clock.advance(1000);
        told.push(...idsOf(listener));
        expect(listener.gaps).toEqual([]);
        listener.stop();
        await clock.advance(1);
        expect(told).toEqual(upTo(await store.lastEventId()));
      }),
      {numRuns: 60},
    );
  });

  it('gives 1,300 events in pages, none twice', async () => {
    const {clock, host, announce} = await openHost();
    await announce(1300);
    const listener = await Listener.on(host, {after: 0});
    await clock.advance(10);
    expect(idsOf(listener)).toEqual(upTo(1300));
    listener.stop();
  });

  it('says that something is not kept any more, and goes on with what is', async () => {
    const {clock, store, host, announce} = await openHost();
    await announce(5, NOW_MS);
    await announce(5, NOW_MS + 1000);
    await store.pruneOutbox(NOW_MS + 500, 1000);
    const listener = await Listener.on(host, {after: 2});
    await clock.advance(10);
    expect(listener.gaps).toEqual([{after: 2, firstKept: 6}]);
    expect(idsOf(listener)).toEqual(upTo(10, 6));
    const whole = await Listener.on(host, {after: 5});
    await clock.advance(10);
    expect(whole.gaps).toEqual([]);
    await store.pruneOutbox(NOW_MS + 5000, 1000);
    const nothing = await Listener.on(host, {after: 5});
    await clock.advance(10);
    expect(nothing.gaps).toEqual([{after: 5, firstKept: 11}]);
    for (const one of [listener, whole, nothing]) one.stop();
  });

  it('says so too where a slow reader had yet to come to what was pruned', async () => {
    const {store, host, announce} = await openHost();
    await announce(1000, NOW_MS);
    await announce(10, NOW_MS + 1000);
    const stop = new AbortController();
    const terms = {after: 0, kinds: undefined, planId: undefined, caller: null};
    const stream = (await eventStream(host, terms, stop.signal))[Symbol.asyncIterator]();
    await stream.next();
    expect((await stream.next()).value).toContain('id: 500\n');
    await store.pruneOutbox(NOW_MS + 500, 1000);
    expect((await stream.next()).value).toBe('event: gap\ndata: {"after":500,"firstKept":1001}\n\n');
    expect((await stream.next()).value).toContain('id: 1001\n');
    stop.abort();
  });

  it('tells no gap of an event that comes while it begins', async () => {
    const {clock, store, announce} = await openHost();
    await announce(3);
    await store.pruneOutbox(NOW_MS + 1, 1000);
    /** After the first of the two questions. */
    const then = async <Answer>(answer: Answer): Promise<Answer> => {
      if ((await store.lastEventId()) === 3) await announce(1);
      return answer;
    };
    const inTheMidst = overridden(store, {
      firstEventId: async () => then(await store.firstEventId()),
      lastEventId: async () => then(await store.lastEventId()),
    });
    const settings: Settings = {...settingsSchema.parse({}), db: ':memory:'};
    const racing = new StoreApiHost({settings, store: inTheMidst, clock, figures: new HttpFigures()});
    const listener = await Listener.on(racing, {after: 3});
    await clock.advance(300);
    expect(listener.gaps).toEqual([]);
    expect(idsOf(listener)).toEqual([4]);
    listener.stop();
  });

  it.each([
    [['plan.added'], undefined, ['gold-dip', 'other']],
    [['plan.*'], 'other', ['other', 'other']],
    [['trading.*', 'link.up'], undefined, [null, null]],
    [['planet.*'], undefined, []],
    [undefined, 'gold-dip', ['gold-dip']],
  ])('tells only what is asked for: kinds %j, plan %s', async (kinds, planId, plans) => {
    const {clock, store, host, announce} = await openHost();
    const listener = await Listener.on(host, {kinds, planId});
    await store.add([aPlan(), aPlan({id: 'other'})], NOW_MS);
    await store.cancel('other', 'enough', NOW_MS);
    await announce(1);
    await store.halt({reason: 'news', atMs: NOW_MS, flatten: false});
    await clock.advance(300);
    expect(listener.told.map(({data}) => data['planId'])).toEqual(plans);
    // What was left out moves the place on all the same.
    expect(listener.lastId).toBe(plans.length === 0 ? await store.lastEventId() : listener.lastId);
    listener.stop();
  });

  it('shows every 15 seconds that the line is alive', async () => {
    const {clock, host} = await openHost();
    const listener = await Listener.on(host);
    await clock.advance(14_000);
    expect(listener.comments).toBe(0);
    await clock.advance(32_000);
    expect(listener.comments).toBe(3);
    listener.stop();
  });

  it.each(['revoked', 'expired'])('ends when its token is %s, before the next event', async (how) => {
    const {clock, store, host, announce} = await openHost();
    const hash = createHash('sha256').update(SECRET).digest('hex');
    const expiresAtMs = how === 'expired' ? NOW_MS + 1000 : null;
    const scopes = ['read'] as const;
    await store.addToken({
      ...{id: '00000001', name: 'n', hash, scopes, createdAtMs: NOW_MS, expiresAtMs, revokedAtMs: null},
    });
    const caller: Caller = {tokenId: '00000001', name: 'n', scopes};
    const listener = await Listener.on(host, {caller});
    await announce(1);
    await clock.advance(300);
    expect(idsOf(listener)).toEqual([1]);
    if (how === 'revoked') await store.revokeToken('00000001', NOW_MS + 1);
    await clock.advance(1000);
    await announce(1);
    await clock.advance(300);
    expect(idsOf(listener)).toEqual([1]);
    expect(listener.hasEnded).toBe(true);
  });

  it('ends within a heartbeat when its token does and nothing happens', async () => {
    const {clock, host} = await openHost();
    const caller: Caller = {tokenId: '0000000f', name: 'n', scopes: ['read']};
    const listener = await Listener.on(host, {caller});
    await clock.advance(15_300);
    expect(listener.hasEnded).toBe(true);
  });
});

describe('EventFollower', () => {
  const silent = {lastEventId: () => Promise.resolve(0), eventsAfter: () => Promise.resolve([])};

  it('follows for 64 callers and not for one more, until one has gone', () => {
    const follower = new EventFollower(silent, new VirtualClock());
    const callers = Array.from({length: 64}, () => new AbortController());
    for (const {signal} of callers) follower.follow(0, signal);
    expect(() => follower.follow(0, new AbortController().signal)).toThrow('64 streams of events are open');
    callers[5]?.abort();
    expect(follower.streams).toBe(63);
    follower.follow(0, new AbortController().signal);
    expect(follower.streams).toBe(64);
  });

  it('counts nobody who had gone before, and nobody twice', async () => {
    const follower = new EventFollower(silent, new VirtualClock());
    follower.follow(0, AbortSignal.abort());
    expect(follower.streams).toBe(0);
    const gone = new AbortController();
    const pages = follower.follow(0, gone.signal)[Symbol.asyncIterator]();
    const next = pages.next();
    gone.abort();
    expect(await next).toEqual({done: true, value: undefined});
    expect(follower.streams).toBe(0);
  });

  it('asks for a page when the one before was taken, so a slow reader holds one', async () => {
    const asked: number[] = [];
    const endless = {
      lastEventId: () => Promise.resolve(1_000_000),
      eventsAfter: (id: number, limit: number) => {
        asked.push(id);
        return Promise.resolve(
          Array.from({length: limit}, (_, index) => ({id: id + index + 1}) as OutboxEvent),
        );
      },
    };
    const follower = new EventFollower(endless, new VirtualClock());
    const pages = follower.follow(0, new AbortController().signal)[Symbol.asyncIterator]();
    await pages.next();
    await rest();
    expect(asked).toEqual([0]);
    await pages.next();
    expect(asked).toEqual([0, 500]);
  });
});

function connectionsOf({app}: ApiWorld): Promise<number> {
  return new Promise((resolve) => app.server.getConnections((_error, count) => resolve(count)));
}

async function until(probe: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await probe())) await sleep(1);
}

describe('streams over the socket', () => {
  const REQUEST = (authorization: string) =>
    `GET /v1/events?after=0 HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\n\r\n`;

  async function listening(around?: (host: ApiHost) => ApiHost) {
    const world = await ApiWorld.open(around === undefined ? {} : {around});
    closing.push(() => world.close());
    await world.listen();
    return {world, authorization: await world.token({id: '00000001', scopes: ['read']})};
  }

  it('of a reader that does not read ask for a few pages, and no more', async () => {
    let pages = 0;
    const event: OutboxEvent = {
      ...{id: 0, atMs: 1, kind: 'link.up', planId: null, symbol: null, sequence: null},
      ...{level: null, from: null, to: null, details: {text: 'x'.repeat(2000)}},
    };
    const {world, authorization} = await listening((host) =>
      overridden<ApiHost>(host, {
        isGood: () => Promise.resolve(true),
        eventRange: () => Promise.resolve({firstId: 1, lastId: 1_000_000}),
        async *events(_after: number, signal: AbortSignal) {
          for (; !signal.aborted; pages += 1) {
            yield Array.from({length: 500}, (_, index) => ({...event, id: pages * 500 + index + 1}));
          }
        },
      }),
    );
    const socket = world.connection();
    socket.pause();
    socket.write(REQUEST(authorization));
    // The socket takes some megabytes; then it stands still.
    let seen = -1;
    await until(async () => {
      const isStill = pages > 0 && seen === pages;
      seen = pages;
      await sleep(200);
      return isStill;
    });
    expect(pages).toBeLessThan(20);
    socket.destroy();
  });

  it('are not counted of a caller who left while its token was looked up', async () => {
    let release: () => void = () => undefined;
    const looked = new Promise<void>((resolve) => (release = resolve));
    const calls: string[] = [];
    let host: ApiHost | undefined;
    const {world, authorization} = await listening((real) => {
      host = real;
      const called = (name: string) => calls.push(name);
      return overridden<ApiHost>(real, {
        caller: async (id, secret) => {
          called('caller');
          await looked;
          return real.caller(id, secret);
        },
        events: (after, signal) => {
          const pages = real.events(after, signal);
          called(signal.aborted ? 'events of nobody' : 'events');
          return pages;
        },
      });
    });
    const socket = world.connection();
    socket.write(REQUEST(authorization));
    await until(() => calls.includes('caller'));
    socket.destroy();
    await until(() => connectionsOf(world).then((count) => count === 0));
    release();
    await until(() => calls.length > 1);
    expect(calls).toEqual(['caller', 'events of nobody']);
    expect(await host?.metrics()).toContain('vigil_http_event_streams 0');
  });
});
