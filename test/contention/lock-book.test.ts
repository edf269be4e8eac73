import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {rest} from '../../src/system/virtual-clock.ts';
import {LockWorld} from './lock-world.ts';

describe('LockBook.lockOf', () => {
  it('lets one through at a time, in order, and gives back what the work gave', async () => {
    const {book, clock} = new LockWorld();
    const lock = book.lockOf('plan', 'gold');
    const seen: string[] = [];
    const work = (name: string) => async () => {
      seen.push(`${name} in`);
      await clock.sleep(10);
      seen.push(`${name} out`);
      return name;
    };
    const results = [lock.runExclusive(work('a')), lock.runExclusive(work('b'))];
    expect(lock.isLocked()).toBe(true);
    await clock.advance(20);
    expect(await Promise.all(results)).toEqual(['a', 'b']);
    expect(seen).toEqual(['a in', 'a out', 'b in', 'b out']);
    expect(lock.isLocked()).toBe(false);
  });

  it.each([
    ['is rejected', () => Promise.reject(new Error('broken'))],
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
  ])('lets the next one in when the work %s', async (_, work) => {
    const world = new LockWorld();
    const lock = world.lock('gold');
    const first = lock.runExclusive(work);
    const second = lock.runExclusive(() => Promise.resolve('fine'));
    await expect(first).rejects.toThrow('broken');
    expect(await second).toBe('fine');
    expect(lock.isLocked()).toBe(false);
    expect(world.plans).toMatchObject({acquisitions: 2, contended: 1, depth: 0, holder: null});
  });
});

describe('LockBook.report', () => {
  it('says what a lock is held for, where the holder says it', async () => {
    const world = new LockWorld();
    const lock = world.lock('gold');
    const gate = Promise.withResolvers<void>();
    const held = lock.runExclusive(() => gate.promise, 'execute');
    const waiting = lock.runExclusive(() => Promise.resolve());
    expect(world.plans).toMatchObject({
      holder: {key: 'gold', doing: 'execute'},
      longestWaiter: {key: 'gold', doing: null},
    });
    gate.resolve();
    await Promise.all([held, waiting]);
  });

  it('is all zeros before anything happened', () => {
    const nothing = {p50: 0, p95: 0, p99: 0, max: 0};
    const {forMs, classes} = new LockWorld().book.report();
    expect(forMs).toBe(0);
    expect(Object.keys(classes)).toEqual(['plan', 'databaseWriter']);
    expect(classes.plan).toEqual({
      acquisitions: 0,
      contended: 0,
      contendedShare: 0,
      abandoned: 0,
      waitMs: nothing,
      holdMs: nothing,
      waitTotalMs: 0,
      depth: 0,
      depthMax: 0,
      releases: 0,
      handOverShare: 0,
      holder: null,
      longestWaiter: null,
      topKeys: [],
      convoys: [],
      isOverloaded: false,
    });
  });

  it('says how long each waited and held, who was handed over to, and how many stood', async () => {
    const world = new LockWorld();
    const gold = world.lock('gold');
    const oil = world.lock('oil');
    // gold: 0–100, 100–150 (waited 90), 150–160 (waited 120); oil: alone, twice.
    void world.use(gold, 0, 100);
    void world.use(gold, 10, 50);
    void world.use(gold, 30, 10);
    void world.use(oil, 20, 200);
    void world.use(oil, 300, 40);
    await world.clock.advance(400);
    const {waitMs, holdMs, ...others} = world.plans;
    expect(others).toEqual({
      acquisitions: 5,
      contended: 2,
      contendedShare: 0.4,
      abandoned: 0,
      waitTotalMs: 210,
      depth: 0,
      depthMax: 2,
      releases: 5,
      handOverShare: 0.4,
      holder: null,
      longestWaiter: null,
      topKeys: [{key: 'gold', acquisitions: 2, waitMs: 210, waitMaxMs: 120}],
      convoys: [],
      isOverloaded: false,
    });
    expect(waitMs).toMatchObject({p50: 0, max: 120});
    expect(holdMs.max).toBe(200);
    expect(holdMs.p50).toBeCloseTo(50, 0);
  });

  it('names who holds one for longest and who waits for longest, now', async () => {
    const world = new LockWorld();
    const lock = world.lock('gold');
    void world.use(world.lock('oil'), 200, 1000);
    void world.use(lock, 100, 1000);
    void world.use(lock, 150, 10);
    void world.use(lock, 170, 10);
    await world.clock.advance(400);
    expect(world.plans).toMatchObject({
      depth: 2,
      holder: {key: 'gold', doing: null, forMs: 300},
      longestWaiter: {key: 'gold', doing: null, forMs: 250},
    });
    await world.clock.advance(705);
    expect(world.plans).toMatchObject({
      depth: 1,
      holder: {key: 'oil', forMs: 905},
      longestWaiter: {key: 'gold', forMs: 935},
    });
  });

  it('keeps the classes apart', async () => {
    const world = new LockWorld();
    const pass = world.book.meter('databaseWriter').arrive('claim', true, () => 'claiming plan "gold"');
    await world.clock.advance(7);
    const {plan, databaseWriter} = world.book.report().classes;
    expect(databaseWriter.holder).toEqual({key: 'claim', doing: 'claiming plan "gold"', forMs: 7});
    pass.left();
    expect(world.book.report().classes.databaseWriter).toMatchObject({acquisitions: 1, holder: null});
    expect(plan.acquisitions).toBe(0);
  });
});

describe('LockBook.meter', () => {
  it('counts a group that has the lock together as one release, each with its own wait', async () => {
    const {book, clock} = new LockWorld();
    const meter = book.meter('databaseWriter');
    const first = meter.arrive('add', true);
    const group = [meter.arrive('claim', false), meter.arrive('settle', false)];
    await clock.advance(5);
    first.left();
    for (const pass of group) pass.entered();
    const last = meter.arrive('claim', false);
    await clock.advance(10);
    for (const pass of group) pass.left();
    last.entered();
    last.left();
    expect(book.report().classes.databaseWriter).toMatchObject({
      acquisitions: 4,
      contended: 3,
      releases: 3,
      handOverShare: 2 / 3,
      waitTotalMs: 20,
      depthMax: 2,
      topKeys: [
        {key: 'claim', acquisitions: 2, waitMs: 15},
        {key: 'settle', acquisitions: 1, waitMs: 5},
      ],
    });
  });

  it('counts the wait of one who gave up, and not as an acquisition', async () => {
    const {book, clock} = new LockWorld();
    const meter = book.meter('plan');
    const holder = meter.arrive('gold', true);
    const waiter = meter.arrive('gold', false);
    await clock.advance(30);
    waiter.abandoned();
    await clock.advance(10);
    holder.left();
    expect(book.report().classes.plan).toMatchObject({
      acquisitions: 1,
      contended: 0,
      abandoned: 1,
      waitTotalMs: 30,
      waitMs: {max: 30},
      depth: 0,
      handOverShare: 0,
      longestWaiter: null,
      topKeys: [{key: 'gold', acquisitions: 1, waitMs: 30}],
    });
  });

  it('lets one who is sent back wait on from its arrival', async () => {
    const {book, clock} = new LockWorld();
    const pass = book.meter('databaseWriter').arrive('settle', true);
    await clock.advance(1);
    pass.sentBack();
    await clock.advance(99);
    const waiting = book.report().classes.databaseWriter;
    expect(waiting).toMatchObject({depth: 1, holder: null, longestWaiter: {key: 'settle', forMs: 100}});
    pass.entered(clock.monotonic() - 4);
    pass.left();
    expect(book.report().classes.databaseWriter).toMatchObject({
      acquisitions: 1,
      contended: 1,
      waitTotalMs: 96,
      holdMs: {max: 4},
    });
  });

  it('is not moved by what comes out of turn', () => {
    const {book} = new LockWorld();
    const meter = book.meter('plan');
    const pass = meter.arrive('gold', false);
    pass.left();
    pass.sentBack();
    expect(book.report().classes.plan).toMatchObject({depth: 1, acquisitions: 0});
    pass.entered();
    pass.entered();
    pass.abandoned();
    expect(book.report().classes.plan).toMatchObject({depth: 0, abandoned: 0, holder: {key: 'gold'}});
    pass.left();
    pass.left();
    pass.abandoned();
    pass.entered();
    expect(book.report().classes.plan).toMatchObject({depth: 0, acquisitions: 1, abandoned: 0, holder: null});
  });
});

describe('the waits of a LockBook', () => {
  const USES = fc.array(
    fc.record({
      key: fc.constantFrom('gold', 'oil', 'euro'),
      atMs: fc.nat({max: 40}),
      holdMs: fc.nat({max: 15}),
    }),
    {maxLength: 25},
  );

  it('add up to the depth over time, and to no more than time by the most that stood', async () => {
    await fc.assert(
      fc.asyncProperty(USES, async (uses) => {
        const world = new LockWorld();
        const locks = new Map(['gold', 'oil', 'euro'].map((key) => [key, world.lock(key)]));
        for (const {key, atMs, holdMs} of uses) {
          const lock = locks.get(key);
          if (lock !== undefined) void world.use(lock, atMs, holdMs);
        }
        let depthByMs = 0;
        // Each ms: what is due runs, then time stands at that depth until the next.
        for (let ms = 0; world.clock.timers > 0; ms += 1) {
          await world.clock.advance(0);
          depthByMs += world.plans.depth;
          world.clock.set(1_000_001 + ms);
          world.clock.runDue();
          await rest();
        }
        const {forMs, classes} = world.book.report();
        const {acquisitions, waitTotalMs, depth, depthMax} = classes.plan;
        expect({acquisitions, depth}).toEqual({acquisitions: uses.length, depth: 0});
        expect(waitTotalMs).toBe(depthByMs);
        expect(waitTotalMs).toBeLessThanOrEqual(forMs * depthMax);
      }),
      {numRuns: 60},
    );
  });
});
