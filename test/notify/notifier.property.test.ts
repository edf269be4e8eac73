import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {PostAnswer} from '../../src/notify/post.ts';
import type {Clock} from '../../src/ports/clock.ts';
import {aWebhook, type Behaviour, bodyOf, HANGS, NotifyWorld, REFUSED, status} from './notify-world.ts';

/** What an endpoint may do; `taken`: it has read the whole request and keeps it, whatever it answers. */
type Doing = Readonly<{
  behave: (...args: [...Parameters<Behaviour>, NotifyWorld]) => ReturnType<Behaviour>;
  taken: boolean;
}>;

const DOINGS: Readonly<Record<string, Doing>> = {
  takes: {behave: status(200), taken: true},
  refuses: {behave: REFUSED, taken: false},
  hangs: {behave: HANGS, taken: false},
  fails: {behave: status(500), taken: false},
  limits: {behave: status(429, {'retry-after': '7'}), taken: false},
  rejects: {behave: status(400), taken: false},
  cuts: {behave: () => Promise.reject(new Error('socket hang up')), taken: true},
  /** Sooner than nobody waits any more, or later. */
  dawdles: {behave: (_request, _signal, {clock}) => answerAfter(clock, 9000), taken: true},
  sleeps: {behave: (_request, _signal, {clock}) => answerAfter(clock, 40_000), taken: true},
  throws: {
    behave: () => {
      throw new Error('no such host');
    },
    taken: false,
  },
};

async function answerAfter(clock: Clock, ms: number): Promise<PostAnswer> {
  await clock.sleep(ms);
  return {status: 200, headers: {}, body: ''};
}

/** What happens one after the other: events of a plan, time that passes, and processes that are killed or stopped. */
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      as: fc.constant('write' as const),
      plan: fc.nat(3),
      count: fc.integer({min: 1, max: 4}),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({as: fc.constant('pass' as const), ms: fc.integer({min: 1, max: 30_000})}),
  },
  {weight: 1, arbitrary: fc.record({as: fc.constant('kill' as const)})},
  {weight: 1, arbitrary: fc.record({as: fc.constant('stop' as const)})},
);

const script = fc.record({
  seed: fc.nat(1e6),
  steps: fc.array(step, {minLength: 1, maxLength: 30}),
  /** What the endpoint does with the requests, one after the other; then it takes all. */
  doings: fc.array(fc.constantFrom(...Object.keys(DOINGS)), {maxLength: 60}),
});

describe('whatever an endpoint does', () => {
  it('each event arrives at least once, in the order of its plan, or is a dead letter that is listed', async () => {
    await fc.assert(
      fc.asyncProperty(script, async ({seed, steps, doings}) => {
        const world = await NotifyWorld.open([aWebhook()], seed);
        const taken: number[] = [];
        const left = [...doings];
        world.behaviour = (request, signal) => {
          const doing = DOINGS[left.shift() ?? 'takes'];
          if (doing === undefined) throw new Error('Invariant: every doing is known');
          if (doing.taken) taken.push(bodyOf(request).id);
          return doing.behave(request, signal, world);
        };
        await world.start();
        for (const one of steps) {
          if (one.as === 'write') await world.announce(one.count, `plan-${one.plan}`);
          if (one.as === 'pass') await world.clock.advance(one.ms);
          if (one.as === 'kill') await world.kill();
          if (one.as === 'stop') await world.stop(2000);
          if (one.as === 'kill' || one.as === 'stop') await world.start();
        }
        // Longer than all that is left can take, with pauses of a minute and answers of ten seconds.
        await world.clock.advance((doings.length + 5) * 75_000);
        await world.kill();

        const written = await world.store.eventsAfter(0, 1000);
        const dead = new Set((await world.store.deadLetters({channel: 'ops'})).map(({event}) => event.id));
        const arrived = new Set(taken);
        expect(written.filter(({id}) => !arrived.has(id) && !dead.has(id)).map(({id}) => id)).toEqual([]);
        // First arrivals come in order; what comes again may come later.
        const firsts = taken.filter((id, index) => taken.indexOf(id) === index);
        expect(firsts).toEqual(firsts.toSorted((a, b) => a - b));
        // Only what was rejected is dead within a day.
        const used = doings.slice(0, doings.length - left.length);
        expect(dead.size).toBeLessThanOrEqual(used.filter((doing) => doing === 'rejects').length);
        expect(await world.store.channels()).toMatchObject([{cursor: written.at(-1)?.id ?? 0}]);
        expect(await world.store.check()).toEqual([]);
      }),
      {numRuns: 150},
    );
  });
});
