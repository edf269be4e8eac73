import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {type Connection, SupervisedLink, type LinkTimes} from '../../src/link/supervised-link.ts';
import type {LinkReport} from '../../src/ports/link.ts';
import {SeededRandom} from '../../src/system/seeded-random.ts';
import {rest, VirtualClock} from '../../src/system/virtual-clock.ts';

const TIMES: LinkTimes = {backoffBaseMs: 100, backoffCapMs: 1_000, stableMs: 5_000, connectMsMax: 300};

/** A connection in the hands of the test. */
class Line implements Connection {
  readonly #lost = Promise.withResolvers<string>();
  readonly lost = this.#lost.promise;
  isOver = false;
  tell: (trouble: string | null) => void = () => undefined;

  close(): void {
    this.lose('closed');
  }

  lose(reason: string): void {
    this.isOver = true;
    this.#lost.resolve(reason);
  }

  onTrouble(listener: (trouble: string | null) => void): void {
    this.tell = listener;
  }
}

type Try = () => Promise<Connection>;

class World {
  readonly clock = new VirtualClock(1_000_000);
  readonly lines: Line[] = [];
  readonly heard: LinkReport[] = [];
  /** When each try began. */
  readonly triedAtMs: number[] = [];
  readonly link: SupervisedLink;
  connecting = 0;
  mostConnecting = 0;
  random = {next: () => 1 - Number.EPSILON};
  next: Try = async () => {
    const line = new Line();
    this.lines.push(line);
    return line;
  };

  constructor(
    make: (options: ConstructorParameters<typeof SupervisedLink>[0]) => SupervisedLink = (all) =>
      new SupervisedLink(all),
  ) {
    this.link = make({
      clock: this.clock,
      random: {next: () => this.random.next()},
      times: TIMES,
      connect: (signal) => this.#connect(signal),
    });
    this.link.onChange((report) => this.heard.push(report));
  }

  get line(): Line {
    const line = this.lines.at(-1);
    if (line === undefined) throw new Error('nothing was connected');
    return line;
  }

  async #connect(signal: AbortSignal): Promise<Connection> {
    this.triedAtMs.push(this.clock.now());
    this.connecting += 1;
    this.mostConnecting = Math.max(
      this.mostConnecting,
      this.connecting + this.lines.filter(({isOver}) => !isOver).length,
    );
    try {
      return await Promise.race([
        this.next(),
        new Promise<never>((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('broken off')));
        }),
      ]);
    } finally {
      this.connecting -= 1;
    }
  }
}

const refuses: Try = () => Promise.reject(new Error('refused'));
const hangs: Try = () => new Promise(() => undefined);

describe('SupervisedLink', () => {
  it('connects, is up, and goes through down and connecting to up again', async () => {
    const world = new World();
    world.link.start();
    await rest();
    expect(world.link.report()).toMatchObject({state: 'up', attempts: 1});
    world.line.lose('reset by peer');
    await rest();
    expect(world.link.report()).toMatchObject({
      state: 'down',
      lastError: 'reset by peer',
      nextRetryAtMs: expect.closeTo(1_000_100, 3) as unknown,
    });
    await world.clock.advance(100);
    expect(world.link.report()).toMatchObject({state: 'up', attempts: 2, nextRetryAtMs: null});
    expect(world.heard.map(({state}) => state)).toEqual(['up', 'down', 'connecting', 'up']);
    await world.link.close();
  });

  it('is down since it broke, however often it was tried since', async () => {
    const world = new World();
    world.link.start();
    await world.clock.advance(7_000);
    world.next = refuses;
    world.line.lose('reset by peer');
    await world.clock.advance(60_000);
    expect(world.link.report()).toMatchObject({state: 'down', sinceMs: 1_007_000});
    expect(world.triedAtMs.length).toBeGreaterThan(50);
    world.next = hangs;
    await world.clock.advance((world.link.report().nextRetryAtMs ?? 0) - world.clock.now() + 1);
    expect(world.link.report()).toMatchObject({state: 'connecting', sinceMs: 1_007_000});
    await world.link.close();
  });

  it('says why a try has failed, and breaks one off that takes too long', async () => {
    const world = new World();
    world.next = refuses;
    world.link.start();
    await rest();
    expect(world.link.report()).toMatchObject({state: 'down', lastError: 'refused'});
    world.next = hangs;
    await world.clock.advance(100);
    expect(world.link.report().state).toBe('connecting');
    await world.clock.advance(300);
    expect(world.link.report()).toMatchObject({
      state: 'down',
      lastError: 'no connection in 300 ms',
      attempts: 2,
    });
    await world.link.close();
  });

  it('doubles the bound of its pauses up to the cap, and does not tire', async () => {
    const world = new World();
    world.next = refuses;
    world.link.start();
    await world.clock.advance(600_000);
    const pauses = world.triedAtMs
      .slice(1)
      .map((at, index) => Math.round(at - (world.triedAtMs[index] ?? 0)));
    expect(pauses.slice(0, 6)).toEqual([100, 200, 400, 800, 1_000, 1_000]);
    expect(new Set(pauses.slice(4))).toEqual(new Set([1_000]));
    expect(pauses.length).toBeGreaterThan(590);
    await world.link.close();
  });

  it('counts tries until it was up for long enough, so that an accept that drops at once is no success', async () => {
    const world = new World();
    world.link.start();
    for (let time = 0; time < 5; time += 1) {
      await world.clock.advance(2_000);
      world.line.lose('dropped');
      await rest();
    }
    expect(world.link.report().attempts).toBe(5);
    await world.clock.advance(1_000);
    await world.clock.advance(4_900);
    expect(world.link.report()).toMatchObject({state: 'up', attempts: 6, lastError: 'dropped'});
    await world.clock.advance(200);
    expect(world.link.report()).toMatchObject({state: 'up', attempts: 0, lastError: null});
    world.line.lose('dropped');
    await rest();
    // The first pause again.
    expect(world.link.report().nextRetryAtMs).toBeCloseTo(world.clock.now() + 100, 3);
    await world.link.close();
  });

  it('keeps its count when what says that it has mended is taken away', async () => {
    class NeverMended extends SupervisedLink {
      protected override mended(): void {
        // The defect.
      }
    }
    const world = new World((options) => new NeverMended(options));
    world.link.start();
    await world.clock.advance(60_000);
    expect(world.link.report()).toMatchObject({state: 'up', attempts: 1});
    await world.link.close();
  });

  it('is degraded while what is behind the line does not work, which is not being up', async () => {
    const world = new World();
    world.link.start();
    await world.clock.advance(4_000);
    world.line.tell('the terminal is offline');
    expect(world.link.report()).toMatchObject({state: 'degraded', lastError: 'the terminal is offline'});
    await world.clock.advance(4_000);
    expect(world.link.report().attempts).toBe(1);
    world.line.tell(null);
    expect(world.link.report().state).toBe('up');
    await world.clock.advance(4_900);
    expect(world.link.report().attempts).toBe(1);
    await world.clock.advance(200);
    expect(world.link.report().attempts).toBe(0);
    await world.link.close();
  });

  it('does nothing any more once it is closed, whenever that is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({min: 0, max: 3}), {maxLength: 12}), async (steps) => {
        const world = new World();
        const tries: readonly Try[] = [world.next, refuses, hangs];
        world.link.start();
        for (const step of steps) {
          world.next = tries[step] ?? world.next;
          if (step === 3) world.lines.at(-1)?.lose('lost');
          await world.clock.advance(150);
        }
        await world.link.close();
        const tried = world.triedAtMs.length;
        await world.clock.advance(100_000);
        world.link.start();
        await world.clock.advance(100_000);
        expect(world.triedAtMs.length).toBe(tried);
        expect(world.connecting).toBe(0);
        expect(world.lines.filter(({isOver}) => !isOver)).toEqual([]);
        expect(world.clock.timers).toBe(0);
        expect(world.link.report()).toMatchObject({state: 'down', nextRetryAtMs: null});
      }),
      {numRuns: 50},
    );
  });

  it('never has two connections or tries, and never pauses longer than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.array(fc.integer({min: 0, max: 4}), {maxLength: 20}),
        async (seed, steps) => {
          const world = new World();
          const random = new SeededRandom(seed);
          world.random = random;
          const tries: readonly Try[] = [world.next, refuses, hangs];
          world.link.onChange(({state, attempts, nextRetryAtMs}) => {
            if (state !== 'down' || nextRetryAtMs === null) return;
            const pauseMs = nextRetryAtMs - world.clock.now();
            expect(pauseMs).toBeGreaterThanOrEqual(0);
            expect(pauseMs).toBeLessThanOrEqual(Math.min(1_000, 100 * 2 ** Math.max(0, attempts - 1)));
          });
          world.link.start();
          for (const step of steps) {
            world.next = tries[step] ?? world.next;
            if (step === 3) world.lines.at(-1)?.lose('lost');
            if (step === 4) world.lines.at(-1)?.tell('trouble');
            await world.clock.advance(step * 100);
          }
          expect(world.mostConnecting).toBeLessThanOrEqual(1);
          await world.link.close();
        },
      ),
      {numRuns: 50},
    );
  });
});
