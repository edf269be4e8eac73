import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Condition} from '../../src/condition/condition-kind.ts';
import {rest} from '../../src/system/virtual-clock.ts';
import {aPlan, MonitorWorld, START_MS} from './monitor-world.ts';

type Step = Readonly<{afterMs: number; price: number; restarts: boolean}>;

/** Prices about 1300 in whole units, so that boundaries are met often. */
const aWalk: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    afterMs: fc.constantFrom(1000, 7000, 20_000, 60_000),
    price: fc.integer({min: 1297, max: 1303}),
    restarts: fc.boolean(),
  }),
  {minLength: 1, maxLength: 40},
);

/** Index of the quote at which a plan fires that waits for this; −1 when it does not. */
async function firedAt(when: Condition, walk: readonly Step[], mayRestart: boolean): Promise<number> {
  const world = await MonitorWorld.open();
  await world.add(aPlan({when}));
  await rest();
  for (const [index, {afterMs, price, restarts}] of walk.entries()) {
    if (mayRestart && restarts) {
      await world.monitor.close();
      await world.restart();
    }
    world.clock.set(world.clock.now() + afterMs - 1000);
    await world.quote(price, price);
    if (world.broker.submitted.length > 0) return index;
  }
  return -1;
}

/** When each quote of a walk comes. */
function timesOf(walk: readonly Step[]): readonly number[] {
  let timeMs = START_MS;
  return walk.map(({afterMs}) => (timeMs += afterMs));
}

/** `above` has held since a quote at least `ms` before, at every quote: by looking at all of them. */
function heldIndex(walk: readonly Step[], above: number, ms: number, alsoBelow: number): number {
  const times = timesOf(walk);
  return walk.findIndex(({price}, index) => {
    if (price <= above || price >= alsoBelow) return false;
    let first = index;
    while (first > 0 && (walk[first - 1]?.price ?? 0) > above) first -= 1;
    return (times[index] ?? 0) - (times[first] ?? 0) >= ms;
  });
}

describe('holdFor', () => {
  it('is met at the very quote at which the condition has held so long, whatever else the plan waits for', async () => {
    await fc.assert(
      fc.asyncProperty(aWalk, fc.boolean(), async (walk, mayRestart) => {
        const when = {
          all: [{price: {below: 1302}}, {holdFor: {condition: {price: {above: 1299}}, seconds: 25}}],
        };
        expect(await firedAt(when, walk, mayRestart)).toBe(heldIndex(walk, 1299, 25_000, 1302));
      }),
      {numRuns: 60},
    );
  });

  it('begins anew when the machine’s clock was set', async () => {
    const world = await MonitorWorld.open();
    await world.add(aPlan({when: {holdFor: {condition: {price: {above: 1299}}, seconds: 60}}}));
    await world.quote(1300);
    const {clock} = world;
    const now = clock.now.bind(clock);
    clock.now = () => now() + 3_600_000;
    world.monitor.lookAtClock();
    const nowMs = clock.now();
    world.monitor.onQuote({symbol: 'XAUUSD', bid: 1300, ask: 1300, timeMs: nowMs, receivedAtMs: nowMs});
    await rest();
    expect(world.broker.submitted).toEqual([]);
    expect(world.monitor.explain('plan')?.conditions).toContainEqual(
      expect.objectContaining({path: 'when.holdFor', verdict: 'unmet', observed: 'held for 0 s'}),
    );
  });
});

/** Steps by looking at every quote: below 1299, then above 1301, each at most `ms` after the one before. */
function sequenceIndex(walk: readonly Step[], ms: number, alsoBelow: number): number {
  const times = timesOf(walk);
  let seen = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  return walk.findIndex(({price}, index) => {
    const nowMs = times[index] ?? 0;
    if (seen > 0 && nowMs - lastMs > ms) seen = 0;
    const isStep = seen === 0 ? price < 1299 : seen === 1 ? price > 1301 : false;
    if (isStep) {
      seen += 1;
      lastMs = nowMs;
    }
    return seen === 2 && price < alsoBelow;
  });
}

describe('sequence', () => {
  it('is met from the quote on at which its last step is seen in time, whatever else the plan waits for', async () => {
    await fc.assert(
      fc.asyncProperty(aWalk, fc.boolean(), async (walk, mayRestart) => {
        const steps = [{price: {below: 1299}}, {price: {above: 1301}}];
        const when = {all: [{price: {below: 1303}}, {sequence: {steps, timeframe: 'M1', withinBars: 1}}]};
        expect(await firedAt(when, walk, mayRestart)).toBe(sequenceIndex(walk, 60_000, 1303));
      }),
      {numRuns: 60},
    );
  });

  it('is forgotten by an edit, whose version begins to watch when it is made', async () => {
    const world = await MonitorWorld.open();
    const steps = [{price: {below: 1299}}, {price: {above: 1301}}];
    const plan = aPlan({when: {sequence: {steps, timeframe: 'H1', withinBars: 5}}});
    await world.add(plan);
    await world.quote(1298);
    await world.store.edit({...plan, notes: 'seen'}, 1, world.clock.now());
    await world.monitor.sync();
    await world.quote(1302);
    expect(world.broker.submitted).toEqual([]);
    expect(world.monitor.census()).toMatchObject({wakes: 2});
  });
});
