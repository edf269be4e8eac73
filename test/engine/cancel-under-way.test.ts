import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Plan} from '../../src/plan/plan.ts';
import type {Intent, Lookup, Outcome} from '../../src/ports/broker.ts';
import {rest} from '../../src/system/virtual-clock.ts';
import {aPlan, filled, filledReport, MonitorWorld, restingReport, START_MS} from './monitor-world.ts';

const NOT_SENT: Outcome = {status: 'notSent', reason: 'the link was down'};
const REJECTED: Outcome = {status: 'rejected', code: 'OFF_QUOTES', message: 'no price', retry: 'later'};
const REFUSED: Outcome = {...REJECTED, retry: 'never'};
const UNKNOWN: Outcome = {status: 'unknown', reason: 'no answer'};
const UNDECIDED: Lookup = {status: 'undecided', reason: 'history is slow'};

/** Two buys at the market, each at a price of its own. */
const TWO_LEVELS = aPlan({
  volumeLots: 0.02,
  entry: {type: 'market', tolerance: 0.5},
  levels: [{price: 1300}, {price: 1290}],
});

function resting(intent: Intent): Outcome {
  return {status: 'accepted', report: restingReport(intent)};
}

/** A world whose broker answers when it is told to, and how. */
class SlowWorld {
  readonly world: MonitorWorld;
  /** Orders that wait for an answer, the oldest first. */
  readonly waiting: {intent: Intent; answer: (outcome: Outcome) => void}[] = [];

  private constructor(world: MonitorWorld) {
    this.world = world;
    world.broker.answer = (intent) => new Promise((resolve) => this.waiting.push({intent, answer: resolve}));
  }

  static async open(...plans: readonly Plan[]): Promise<SlowWorld> {
    const slow = new SlowWorld(await MonitorWorld.open());
    await slow.world.add(...plans);
    return slow;
  }

  async answer(outcomeOf: (intent: Intent) => Outcome): Promise<void> {
    const next = this.waiting.shift();
    if (next === undefined) throw new Error('no order waits for an answer');
    next.answer(outcomeOf(next.intent));
    await rest();
  }

  /** As another process does, and then, if it is said so, the monitor notices. */
  async cancel(isNoticed = false): Promise<boolean> {
    const {done} = await this.world.store.cancel('plan', 'changed my mind', this.world.clock.now());
    if (isNoticed) await this.sync();
    return done;
  }

  async sync(): Promise<void> {
    await this.world.monitor.sync();
    await rest();
  }

  async levels(): Promise<(string | null)[][]> {
    const {levels} = await this.world.row();
    return levels.map(({status, reason}) => [status, reason]);
  }
}

const RELEASED = {plans: 0, desks: 0, wakes: 0, studies: 0, expiries: 0, busy: 0, heldMutexes: 0};

describe.each([
  ['and the monitor has noticed', true],
  ['and the monitor has not noticed yet', false],
])('a plan that is cancelled while its order is on its way, %s,', (_, isNoticed) => {
  it.each([
    ['was not sent', NOT_SENT, 'cancelled', 'changed my mind'],
    ['is rejected for the moment', REJECTED, 'cancelled', 'changed my mind'],
    ['is rejected for good', REFUSED, 'failed', 'OFF_QUOTES: no price'],
  ])('never fires again when the order %s, and is let go', async (__, outcome, status, reason) => {
    const slow = await SlowWorld.open(aPlan({expiresAtMs: START_MS + 3_600_000}));
    const {world} = slow;
    await world.quote(1300);
    expect(await slow.cancel(isNoticed)).toBe(true);
    expect(await world.row()).toMatchObject({status: 'executing', levels: [{withdrawal: 'changed my mind'}]});
    await slow.answer(() => outcome);
    expect(await slow.levels()).toEqual([[status, reason]]);
    expect(world.monitor.census()).toEqual(RELEASED);
    expect(world.journal).toContainEqual({kind: 'released', planId: 'plan', symbol: 'XAUUSD', status});
    await world.clock.advance(600_000);
    for (let count = 0; count < 5; count += 1) await world.quote(1300);
    await slow.sync();
    expect(world.broker.submitted).toHaveLength(1);
    expect(world.monitor.census()).toEqual(RELEASED);
    expect(await world.store.check()).toEqual([]);
  });

  it('has its order withdrawn when it comes to rest', async () => {
    const slow = await SlowWorld.open(aPlan({entry: {type: 'limit', price: 1290}}));
    const {world} = slow;
    await world.quote(1300);
    await slow.cancel(isNoticed);
    await slow.answer(resting);
    expect(await world.row()).toMatchObject({status: 'working', levels: [{withdrawal: 'changed my mind'}]});
    const [intent] = world.broker.submitted;
    if (intent === undefined) throw new Error('nothing was submitted');
    world.broker.found = () =>
      Promise.resolve({status: 'found', report: restingReport(intent, {state: 'cancelled'})});
    await slow.sync();
    expect(world.broker.actions).toEqual([`cancel ${intent.clientOrderId}`]);
    expect(await slow.levels()).toEqual([['cancelled', 'changed my mind']]);
    expect(world.monitor.census()).toEqual(RELEASED);
    expect(await world.store.check()).toEqual([]);
  });

  it('is executed when the order fills at once, and its position stays', async () => {
    const slow = await SlowWorld.open(aPlan());
    const {world} = slow;
    await world.quote(1300);
    await slow.cancel(isNoticed);
    await slow.answer(filled);
    await slow.sync();
    expect(await world.row()).toMatchObject({status: 'executed', levels: [{withdrawal: null}]});
    expect(world.broker.actions).toEqual([]);
    expect(world.monitor.census()).toEqual({...RELEASED, plans: 1, desks: 1});
    expect(await world.store.check()).toEqual([]);
  });

  it('fires neither with the level that was on its way nor with the one that waited', async () => {
    const slow = await SlowWorld.open(TWO_LEVELS);
    const {world} = slow;
    await world.quote(1289.5);
    expect(world.broker.submitted.map(({level}) => level)).toEqual([2]);
    expect(await slow.cancel(isNoticed)).toBe(true);
    await slow.answer(() => NOT_SENT);
    await world.clock.advance(600_000);
    for (const bid of [1289.5, 1299.5, 1289.5]) await world.quote(bid);
    await slow.sync();
    expect(world.broker.submitted).toHaveLength(1);
    expect(await slow.levels()).toEqual([
      ['cancelled', 'changed my mind'],
      ['cancelled', 'changed my mind'],
    ]);
    expect(world.monitor.census()).toEqual(RELEASED);
    expect(await world.store.check()).toEqual([]);
  });
});

describe('a plan that is cancelled while an order of it is under way', () => {
  it('says of a rejection that the order is not tried again', async () => {
    const slow = await SlowWorld.open(aPlan());
    await slow.world.quote(1300);
    await slow.cancel();
    await slow.answer(() => REJECTED);
    expect(slow.world.journal).toContainEqual(expect.objectContaining({kind: 'rejected', retryAtMs: null}));
  });

  it('keeps the wish over a restart, which finds that nothing was placed', async () => {
    const slow = await SlowWorld.open(aPlan());
    const {world} = slow;
    await world.quote(1300);
    await slow.cancel();
    world.broker.capabilities = {...world.broker.capabilities, fence: true};
    await world.restart();
    expect(await slow.levels()).toEqual([['cancelled', 'changed my mind']]);
    await world.quote(1300);
    expect(world.broker.submitted).toHaveLength(1);
    expect(world.monitor.census()).toEqual(RELEASED);
  });

  it.each<[string, (intent: Intent) => Lookup, string]>([
    [
      'to rest, which is then withdrawn',
      (intent) => ({status: 'found', report: restingReport(intent)}),
      'working',
    ],
    ['filled', (intent) => ({status: 'found', report: filledReport(intent)}), 'executed'],
    [
      'to have been rejected for the moment',
      () => ({status: 'rejected', code: 'OFF_QUOTES', message: 'no price', retry: 'later'}),
      'cancelled',
    ],
  ])('keeps the wish while the order is in doubt, until it is found %s', async (_, lookup, status) => {
    const slow = await SlowWorld.open(aPlan({entry: {type: 'limit', price: 1290}}));
    const {world} = slow;
    world.broker.found = () => Promise.resolve(UNDECIDED);
    await world.quote(1300);
    await slow.answer(() => UNKNOWN);
    await world.clock.advance(120_000);
    expect(await world.status()).toBe('unresolved');
    expect(await slow.cancel(true)).toBe(true);
    expect(world.broker.actions).toEqual([]);
    const [intent] = world.broker.submitted;
    if (intent === undefined) throw new Error('nothing was submitted');
    world.broker.found = () => Promise.resolve(lookup(intent));
    await world.monitor.reconcile();
    expect(await world.status()).toBe(status);
    await slow.sync();
    expect(world.broker.actions).toEqual(status === 'working' ? [`cancel ${intent.clientOrderId}`] : []);
    expect(await world.store.check()).toEqual([]);
  });
});

describe('a plan whose cancelWhen is met while an order of it is under way', () => {
  const RULED = aPlan({cancelWhen: {price: {above: 1310}}});

  it.each([
    ['on its way', async () => undefined],
    [
      'in doubt',
      async (slow: SlowWorld) => {
        slow.world.broker.found = () => Promise.resolve(UNDECIDED);
        await slow.answer(() => UNKNOWN);
        await slow.world.clock.advance(120_000);
      },
    ],
  ])(
    'is given up for good when the order is %s, though the rule is met no more after that',
    async (_, arrive) => {
      const slow = await SlowWorld.open(RULED);
      const {world} = slow;
      await world.quote(1300);
      await slow.sync();
      await arrive(slow);
      await slow.sync();
      await world.quote(1311);
      await world.quote(1300);
      expect((await world.row()).levels).toMatchObject([{withdrawal: 'cancelWhen'}]);
      // Asked for once: the rule has no more to say.
      for (const bid of [1311, 1300]) await world.quote(bid);
      expect(world.kinds().filter((kind) => kind === 'cancelled')).toHaveLength(1);
      if (slow.waiting.length > 0) await slow.answer(() => NOT_SENT);
      else
        await world.store.settle(
          world.broker.submitted[0]?.clientOrderId ?? '',
          {as: 'notSent', reason: ''},
          START_MS,
        );
      await slow.sync();
      expect(await slow.levels()).toEqual([['cancelled', 'cancelWhen']]);
      await world.quote(1300);
      expect(world.broker.submitted).toHaveLength(1);
      expect(world.monitor.census()).toEqual(RELEASED);
      expect(await world.store.check()).toEqual([]);
    },
  );
});

type Step = Readonly<{
  does: 'quote' | 'answer' | 'cancel' | 'sync' | 'restart';
  bid: number;
  outcome: number;
}>;

const OUTCOMES: readonly ((intent: Intent) => Outcome)[] = [
  () => NOT_SENT,
  () => REJECTED,
  () => REFUSED,
  () => UNKNOWN,
  filled,
];

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    does: fc.constantFrom(
      ...(['quote', 'quote', 'quote', 'answer', 'answer', 'cancel', 'sync', 'restart'] as const),
    ),
    bid: fc.constantFrom(1289.5, 1299.5),
    outcome: fc.nat({max: OUTCOMES.length - 1}),
  }),
  {maxLength: 25},
);

describe('whatever happens around a cancel', () => {
  it('no level fires once it is acknowledged, and nothing of the plan is left that could', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const slow = await SlowWorld.open(TWO_LEVELS);
        const {world} = slow;
        // Of each restart's orders nothing is ever placed, which is certain at once.
        world.broker.capabilities = {...world.broker.capabilities, fence: true};
        let firedBefore: number | undefined;
        const fired = async () =>
          (await world.store.history('plan')).filter(({kind}) => kind === 'claimed').length;
        const end: Step = {does: 'quote', bid: 1289.5, outcome: 0};
        for (const {does, bid, outcome} of [...sequence, end, {...end, bid: 1299.5}]) {
          if (does === 'quote') await world.quote(bid);
          else if (does === 'cancel' && (await slow.cancel())) firedBefore ??= await fired();
          else if (does === 'sync') await slow.sync();
          else if (does === 'restart') {
            slow.waiting.length = 0;
            await world.restart();
          } else if (does === 'answer' && slow.waiting.length > 0)
            await slow.answer(OUTCOMES[outcome] ?? filled);
          await world.clock.advance(1000);
        }
        while (slow.waiting.length > 0) await slow.answer(() => NOT_SENT);
        await slow.sync();
        expect(await world.store.check()).toEqual([]);
        if (firedBefore === undefined) return;
        expect(await fired()).toBe(firedBefore);
        const statuses = (await world.row()).levels.map(({status}) => status);
        expect(statuses.filter((status) => !['cancelled', 'executed', 'failed'].includes(status))).toEqual(
          [],
        );
        expect(world.monitor.census()).toMatchObject({
          wakes: 0,
          plans: statuses.includes('executed') ? 1 : 0,
        });
      }),
      {numRuns: 150},
    );
  });
});
