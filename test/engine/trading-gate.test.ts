import {describe, expect, it} from 'vitest';
import {LIMITS_OFF, MONITOR_DEFAULTS} from '../../src/engine/monitor-options.ts';
import {SOURCE_CLOCK_DEFAULTS} from '../../src/engine/source-clock.ts';
import {aPlan, filledReport, MonitorWorld, restingReport, START_MS} from './monitor-world.ts';

const GOLD = aPlan({when: {price: {above: 1300}}, stopLoss: 1290});

async function reasons(world: MonitorWorld, id = 'plan'): Promise<string[]> {
  return (world.monitor.explain(id)?.conditions ?? [])
    .filter(({kind}) => kind === 'readiness')
    .map(({reason}) => reason);
}

describe('a link that is down', () => {
  it.each(['down', 'connecting', 'degraded'] as const)(
    'and %s at the feed keeps everything from firing, costs no attempt, and says so',
    async (state) => {
      const world = await MonitorWorld.open();
      await world.add(GOLD);
      world.feedLink.become(state, {lastError: 'connection refused', attempts: 3});
      for (let count = 0; count < 20; count += 1) await world.quote(1301);
      expect(world.broker.submitted).toEqual([]);
      expect(await world.row()).toMatchObject({status: 'pending', levels: [{attempts: 0, rejections: 0}]});
      expect(world.monitor.explain('plan')?.verdict).toBe('unknown');
      expect(await reasons(world)).toEqual(['feedDown']);
      world.feedLink.become('up');
      await world.quote(1301);
      expect(world.broker.submitted).toHaveLength(1);
    },
  );

  it('at the broker has to be followed by a whole reconciliation before anything fires', async () => {
    const world = await MonitorWorld.open();
    await world.add(GOLD);
    world.broker.scripted.become('down');
    await world.quote(1301);
    world.broker.scripted.become('up');
    await world.quote(1301);
    expect(await reasons(world)).toEqual(['notReconciled']);
    world.broker.standing = () => Promise.reject(new Error('history is not loaded'));
    await world.monitor.reconcile();
    await world.quote(1301);
    expect(world.broker.submitted).toEqual([]);
    world.broker.standing = () => Promise.resolve({atMs: START_MS, standing: []});
    await world.monitor.reconcile();
    await world.quote(1301);
    expect(world.broker.submitted).toHaveLength(1);
  });

  it('for ten minutes fails no plan, fires none on what was quoted before, and all go on', async () => {
    const world = await MonitorWorld.open();
    const plans = Array.from({length: 20}, (_, index) => aPlan({...GOLD, id: `p${index}`}));
    await world.add(...plans);
    await world.quote(1290);
    world.broker.scripted.become('down');
    for (let second = 0; second < 600; second += 1) await world.quote(second < 300 ? 1305 : 1290);
    expect(world.broker.submitted).toEqual([]);
    world.broker.scripted.become('up');
    await world.monitor.reconcile();
    expect(world.broker.submitted).toEqual([]);
    expect(await world.monitor.sweep()).toMatchObject({missedByEvents: 0});
    await world.quote(1290);
    expect(world.broker.submitted).toEqual([]);
    await world.quote(1305);
    expect(world.broker.submitted).toHaveLength(20);
    for (const {id} of plans) expect(await world.row(id)).toMatchObject({levels: [{attempts: 1}]});
  });
});

describe('a halt', () => {
  it('keeps everything from firing, in the claim itself, until it is resumed', async () => {
    const world = await MonitorWorld.open();
    await world.add(GOLD);
    await world.store.halt({reason: 'news', atMs: START_MS, flatten: false});
    // The monitor has not looked yet; the claim has.
    await world.quote(1301);
    expect(world.kinds()).toEqual(['claimRefused']);
    await world.monitor.sync();
    await world.quote(1301);
    await world.quote(1301);
    expect(world.broker.submitted).toEqual([]);
    expect(await reasons(world)).toContain('halted');
    await world.store.resume(START_MS + 5000);
    await world.monitor.sync();
    await world.quote(1301);
    await world.quote(1301);
    expect(world.broker.submitted).toHaveLength(1);
    expect(world.kinds().filter((kind) => kind === 'halt')).toHaveLength(2);
  });

  it('that flattens withdraws what rests and closes what is open', async () => {
    const world = await MonitorWorld.open();
    world.broker.answer = (intent) =>
      Promise.resolve({
        status: 'accepted',
        report: intent.type === 'limit' ? restingReport(intent) : filledReport(intent),
      });
    await world.add(aPlan({id: 'open'}), aPlan({id: 'rests', entry: {type: 'limit', price: 1290}}));
    await world.quote(1300);
    world.broker.found = (key) => {
      const intent = world.broker.submitted.find(({clientOrderId}) => clientOrderId === key);
      if (intent === undefined) throw new Error(`nobody placed ${key}`);
      const close = {price: 1300, timeMs: START_MS + 2000, reason: 'manual' as const, profit: 0};
      const report =
        intent.type === 'limit' ? restingReport(intent, {state: 'cancelled'}) : filledReport(intent, {close});
      return Promise.resolve({status: 'found', report});
    };
    await world.store.halt({reason: 'holiday', atMs: START_MS, flatten: true});
    await world.monitor.sync();
    await world.monitor.settled();
    expect(new Set(world.broker.actions.map((action) => action.split(' ')[0]))).toEqual(
      new Set(['cancel', 'close']),
    );
    expect([await world.status('open'), await world.status('rests')]).toEqual(['closed', 'cancelled']);
    expect((await world.row('rests')).reason).toBe('halted: holiday');
  });

  it('that flattens withdraws what rests though the database cannot take note of it', async () => {
    const world = await MonitorWorld.open();
    world.broker.answer = (intent) => Promise.resolve({status: 'accepted', report: restingReport(intent)});
    await world.add(aPlan({entry: {type: 'limit', price: 1290}}));
    await world.quote(1300);
    Object.assign(world.store, {withdraw: () => new Promise(() => undefined)});
    await world.store.halt({reason: 'holiday', atMs: START_MS, flatten: true});
    await world.monitor.sync();
    expect(world.broker.actions).toEqual([`cancel ${world.broker.submitted[0]?.clientOrderId}`]);
  });
});

describe('limits', () => {
  it('refuse the order beyond them, with the figure, and let the plan wait', async () => {
    const world = await MonitorWorld.open({limits: {...LIMITS_OFF, openPositions: 2}});
    await world.add(...['a', 'b', 'c'].map((id) => aPlan({id})));
    await world.quote(1300);
    await world.quote(1300);
    expect(world.broker.submitted.map(({planId}) => planId)).toEqual(['a', 'b']);
    expect(await world.status('c')).toBe('pending');
    expect(await reasons(world, 'c')).toContain('limitPositions');
    const close = {price: 1310, timeMs: START_MS + 5000, reason: 'takeProfit' as const, profit: 10};
    const first = world.broker.submitted[0];
    if (first === undefined) throw new Error('nothing was submitted');
    const report = filledReport(first, {close});
    world.broker.emit({type: 'order', clientOrderId: first.clientOrderId, report});
    await world.monitor.settled();
    for (let count = 0; count < 3; count += 1) await world.quote(1300);
    expect(world.broker.submitted.map(({planId}) => planId)).toEqual(['a', 'b', 'c']);
  });
});

describe('the source’s clock', () => {
  const sourceClock = {...SOURCE_CLOCK_DEFAULTS, offsetMs: 'measured' as const};

  it.each([
    ['90 s ahead', 90_000],
    ['3 h ahead', 3 * 3_600_000],
    ['2 h behind', -2 * 3_600_000],
  ])('%s is measured: fresh quotes fire, old ones do not', async (_name, aheadMs) => {
    const world = await MonitorWorld.open({sourceClock});
    await world.add(GOLD);
    const quote = (ageMs: number) =>
      world.quote(1301, 1301.5, {timeMs: world.clock.now() + 1000 + aheadMs - ageMs});
    await quote(0);
    expect(await reasons(world)).toEqual(['clockUnsure']);
    for (let count = 0; count < 3; count += 1) {
      const nowMs = world.clock.now();
      world.monitor.onSourceClock(nowMs + aheadMs, nowMs, 5);
    }
    expect(world.monitor.sourceClock).toMatchObject({offsetMs: -aheadMs, isSure: true});
    await quote(MONITOR_DEFAULTS.quoteAgeMaxMs + 1);
    expect(world.broker.submitted).toEqual([]);
    expect(world.monitor.quoteCounts.stale).toBe(aheadMs > 0 ? 1 : 2);
    await quote(0);
    expect(world.broker.submitted).toHaveLength(1);
  });
});

describe('a level that fails again and again', () => {
  it('is quarantined with growing pauses, says so, and hinders nobody else', async () => {
    const world = await MonitorWorld.open();
    const submitted: string[] = [];
    world.broker.answer = (intent) => {
      submitted.push(intent.planId);
      return Promise.resolve({status: 'accepted', report: filledReport(intent)});
    };
    const claim = world.store.claim.bind(world.store);
    world.store.claim = (intent, ...rest) =>
      intent.planId === 'bad' ? Promise.reject(new Error('boom')) : claim(intent, ...rest);
    await world.add(aPlan({id: 'bad'}), aPlan({id: 'good', when: {price: {above: 1305}}}));
    const failures = () => world.journal.filter(({kind}) => kind === 'failure').length;
    for (let second = 0; second < 30; second += 1) await world.quote(1300);
    expect(failures()).toBe(5);
    expect(world.kinds().filter((kind) => kind === 'quarantined')).toHaveLength(1);
    expect([...world.monitor.quarantined()]).toMatchObject([{planId: 'bad', failures: 5, lastError: 'boom'}]);
    expect(await reasons(world, 'bad')).toEqual(['quarantined']);
    for (let second = 0; second < 300; second += 1) await world.quote(1300);
    expect(failures()).toBe(7);
    await world.quote(1306);
    expect(submitted).toEqual(['good']);
    world.store.claim = claim;
    for (let second = 0; second < 600; second += 1) await world.quote(1300);
    expect(submitted).toEqual(['good', 'bad']);
    expect([...world.monitor.quarantined()]).toEqual([]);
  });

  it('stays so through quotes on which it is not met: they say nothing of its execution', async () => {
    const world = await MonitorWorld.open();
    world.store.claim = () => Promise.reject(new Error('boom'));
    await world.add(aPlan({when: {price: {above: 1300}}}));
    for (let second = 0; second < 60; second += 1) await world.quote(second % 2 === 0 ? 1301 : 1290);
    expect([...world.monitor.quarantined()]).toMatchObject([{planId: 'plan', failures: 5}]);
  });
});
