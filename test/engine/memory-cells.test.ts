import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Condition} from '../../src/condition/condition-kind.ts';
import type {Outcome} from '../../src/ports/broker.ts';
import {rest} from '../../src/system/virtual-clock.ts';
import {SOURCE_CLOCK_DEFAULTS} from '../../src/engine/source-clock.ts';
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

describe('what was remembered by a clock that was ahead', () => {
  const steps = [{price: {below: 1299}}, {price: {above: 1301}}];
  const inMinute = {sequence: {steps, timeframe: 'M1', withinBars: 1}};

  /** Index of the quote, one a second, at which a plan fires whose first quote an earlier process saw an hour ahead. */
  async function firedAfter(when: Condition, prices: readonly number[]): Promise<number> {
    const world = await MonitorWorld.open({sourceClock: {...SOURCE_CLOCK_DEFAULTS, offsetMs: 'measured'}});
    const {clock} = world;
    const now = clock.now.bind(clock);
    // The clock of the source is right.
    const measure = () => {
      for (let count = 0; count < 3; count += 1) world.monitor.onSourceClock(now(), clock.now(), 5);
    };
    const quote = async (bid: number) => {
      clock.set(now() + 1000);
      const times = {timeMs: now(), receivedAtMs: clock.now()};
      world.monitor.onQuote({symbol: 'XAUUSD', bid, ask: bid, ...times});
      await rest();
    };
    clock.now = () => now() + 3_600_000;
    measure();
    await world.add(aPlan({when}));
    await quote(1298);
    await world.monitor.close();
    clock.now = now;
    await world.restart();
    measure();
    for (const [index, price] of prices.entries()) {
      await quote(price);
      if (world.broker.submitted.length > 0) return index;
    }
    return -1;
  }

  it.each<[string, Condition, readonly number[], number]>([
    [
      'makes nothing that holds wait longer',
      {holdFor: {condition: {price: {above: 1297}}, seconds: 30}},
      Array.from({length: 60}, () => 1300),
      30,
    ],
    ['keeps a step in time', inMinute, [...Array.from({length: 59}, () => 1300), 1302], 59],
    ['and not for longer', inMinute, [...Array.from({length: 61}, () => 1300), 1302], -1],
  ])('%s', async (_, when, prices, expected) => {
    expect(await firedAfter(when, prices)).toBe(expected);
  });
});

describe('what is remembered while an order is on its way', () => {
  it('is what is seen then: a hold that was broken begins anew, though the plan did not wait', async () => {
    const world = await MonitorWorld.open();
    const {broker, monitor} = world;
    const {promise, resolve} = Promise.withResolvers<Outcome>();
    broker.answer = () => promise;
    await world.add(aPlan({when: {holdFor: {condition: {price: {above: 1299}}, seconds: 5}}}));
    for (let quotes = 0; quotes < 8; quotes++) await world.quote(1300);
    expect(broker.submitted).toHaveLength(1);
    // The claim is read from the database, as every change is: nobody asks whether the plan is met any more.
    await monitor.sync();
    await world.quote(1298);
    resolve({status: 'notSent', reason: 'not connected'});
    await monitor.settled();
    world.clock.set(world.clock.now() + 60_000);
    await world.quote(1300);
    expect(broker.submitted).toHaveLength(1);
    for (let quotes = 0; quotes < 5; quotes++) await world.quote(1300);
    expect(broker.submitted).toHaveLength(2);
  });

  it('is what was seen before, too: a sequence is not begun anew because an order was not sent', async () => {
    const world = await MonitorWorld.open();
    const {broker, monitor} = world;
    const steps = [{price: {below: 1299}}, {price: {above: 1301}}];
    broker.answer = () => Promise.resolve({status: 'notSent', reason: 'not connected'});
    await world.add(aPlan({when: {sequence: {steps, timeframe: 'M1', withinBars: 5}}}));
    await world.quote(1298);
    await world.quote(1302);
    await monitor.sync();
    await monitor.settled();
    world.clock.set(world.clock.now() + 10_000);
    await world.quote(1300);
    expect(broker.submitted).toHaveLength(2);
  });
});

/** By looking for every chain of quotes: one for each step, each at most `ms` after the one before, the last `ms` ago. */
function sequenceIndex(
  walk: readonly Step[],
  steps: readonly ((price: number) => boolean)[],
  ms: number,
  alsoBelow: number,
): number {
  const times = timesOf(walk);
  const isWithin = (from: number, to: number) => (times[to] ?? 0) - (times[from] ?? 0) <= ms;
  const isSeen = (step: number, at: number): boolean =>
    steps[step]?.(walk[at]?.price ?? 0) === true &&
    (step === 0 || walk.some((_, before) => before < at && isWithin(before, at) && isSeen(step - 1, before)));
  return walk.findIndex(
    ({price}, index) =>
      price < alsoBelow &&
      walk.some((_, at) => at <= index && isWithin(at, index) && isSeen(steps.length - 1, at)),
  );
}

describe('sequence', () => {
  it.each([
    [
      'two',
      [{price: {below: 1299}}, {price: {above: 1301}}],
      [(price: number) => price < 1299, (price: number) => price > 1301],
    ],
    [
      'three',
      [{price: {below: 1301}}, {price: {above: 1299}}, {price: {below: 1300}}],
      [(price: number) => price < 1301, (price: number) => price > 1299, (price: number) => price < 1300],
    ],
  ])(
    'of %s steps is met from the quote on at which its last step is seen in time, whatever else the plan waits for',
    async (_, steps, tests) => {
      await fc.assert(
        fc.asyncProperty(aWalk, fc.boolean(), async (walk, mayRestart) => {
          const when = {
            all: [{price: {below: 1303}}, {sequence: {steps, timeframe: 'M1', withinBars: 1}}],
          };
          expect(await firedAt(when, walk, mayRestart)).toBe(sequenceIndex(walk, tests, 60_000, 1303));
        }),
        {numRuns: 60},
      );
    },
  );

  it('counts from the last quote at which a step was seen, not from the first', async () => {
    const world = await MonitorWorld.open();
    const steps = [{price: {below: 1299}}, {price: {above: 1301}}];
    await world.add(aPlan({when: {sequence: {steps, timeframe: 'M1', withinBars: 1}}}));
    for (let seconds = 0; seconds < 70; seconds += 1) await world.quote(1298);
    await world.quote(1300);
    await world.quote(1302);
    expect(world.broker.submitted).toHaveLength(1);
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
