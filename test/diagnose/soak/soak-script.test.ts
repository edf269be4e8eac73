import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {overridden} from '../../../src/overridden.ts';
import {SOAK_PLANTS} from '../../../src/diagnose/soak/plants.ts';
import type {SoakPlant} from '../../../src/diagnose/soak/soak-parts.ts';
import {Monitor} from '../../../src/engine/monitor.ts';
import {SoakScript} from '../../../src/diagnose/soak/soak-script.ts';
import {SoakWorld} from '../../../src/diagnose/soak/soak-world.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';
import {someOptions} from './checkpoints.ts';

const PLANS = 60;
/** Plans that stay: two residents, two whose minutes are analysed, one that nobody lists. */
const STAYING = 5;
/** One with which these plans are of every kind. */
const SEED = 4;

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, {recursive: true});
});

/** Lets some plans live and takes the residents away. */
async function soaked(plant?: string | SoakPlant): Promise<{world: SoakWorld; script: SoakScript}> {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-test-'));
  folders.push(folder);
  const options = someOptions({symbols: 5, residents: 2, visitorEvery: 10});
  const world = await SoakWorld.open(options, {
    folder,
    seed: SEED,
    plant: typeof plant === 'object' ? plant : SOAK_PLANTS.find(({name}) => name === plant),
  });
  const script = new SoakScript(world, options, new SeededRandom(SEED));
  await script.begin();
  await script.batch(PLANS / 2);
  await script.batch(PLANS / 2);
  await script.end();
  return {world, script};
}

describe('SoakScript', () => {
  it('lets every kind of plan live to its end, and leaves nothing', async () => {
    const {world, script} = await soaked();
    expect(script.stuck).toBeUndefined();
    expect(script.lifecycles).toBe(PLANS);
    const ends = script.ends();
    expect(ends.map(({status}) => status).sort()).toEqual(['cancelled', 'closed', 'expired', 'failed']);
    expect(ends.reduce((sum, {expected}) => sum + expected, 0)).toBe(PLANS + STAYING);
    for (const {status, expected, seen} of ends) expect({status, seen}).toEqual({status, seen: expected});
    expect(new Set(Object.values(world.monitor.census()))).toEqual(new Set([0]));
    expect(world.feed.subscriptions).toBe(0);
    expect(world.broker.listeners).toBe(1);
    expect({failures: world.tally.failures, missed: world.tally.missedByEvents}).toEqual({
      failures: 0,
      missed: 0,
    });
    await world.close();
    expect({listeners: world.broker.listeners, timers: world.timers}).toEqual({listeners: 0, timers: 0});
  });
});

describe('the orders of a SoakScript', () => {
  it('rest where plans say so: until they fill, are withdrawn by hand, or expire at the broker', async () => {
    const {world} = await soaked();
    const {rows} = await world.store.list();
    const of = (kind: string) => rows.filter(({plan}) => plan.id.startsWith(`${kind}-`));
    const resting = ['rest', 'withdraw', 'lapse', 'ladder'].map(of);
    expect(Math.min(...resting.map(({length}) => length))).toBeGreaterThan(0);
    const levels = resting.flat().flatMap((row) => row.levels);
    expect(world.tally.rested).toBe(levels.length);
    for (const {levels: two} of of('ladder')) {
      expect(two.map(({status, fill}) => [status, fill?.volumeLots])).toEqual([
        ['closed', 0.025],
        ['closed', 0.075],
      ]);
    }
    await world.close();
  });

  it('are one for each pair of a group: the claim of the twin is refused', async () => {
    const {world} = await soaked();
    const {rows} = await world.store.list();
    const twins = rows.filter(({plan}) => plan.id.startsWith('twin-'));
    expect(twins.length).toBeGreaterThan(0);
    expect(world.tally.claimsOfTaken).toBe(twins.length);
    for (const {levels} of twins) expect(levels).toMatchObject([{status: 'cancelled', attempts: 0}]);
    await world.close();
  });
});

describe('the plans of a SoakScript that nobody lists', () => {
  it('wait at no desk at any price, and are cancelled', async () => {
    const {world} = await soaked();
    const lost = (await world.store.list()).rows.filter(({plan}) => plan.symbol.startsWith('NOWHERE'));
    expect(lost.length).toBeGreaterThan(2);
    for (const {levels} of lost) expect(levels).toMatchObject([{status: 'cancelled', attempts: 0}]);
    await world.close();
  });
});

describe('the conditions on bars of a SoakScript', () => {
  it('are met, so analyses are known: without the feed’s bars their plans would wait for ever', async () => {
    const {world, script} = await soaked({
      name: 'no-bars',
      does: 'knows no bars',
      parts: ({feed}) => ({feed: overridden(feed, {past: {...feed.past, bars: () => Promise.resolve([])}})}),
    });
    expect(script.stuck).toMatch(/^waited 500 steps for a batch to end/);
    await world.close();
  });

  it('are counted: other analyses than the plans ask for are noticed', async () => {
    class Forgetful extends Monitor {
      override census() {
        const census = super.census();
        return {...census, studies: census.studies + 1};
      }
    }
    const sound = await soaked();
    expect(sound.script.wrongStudies).toBe(0);
    await sound.world.close();
    const {world, script} = await soaked({name: 'forgetful', does: 'keeps one too many', engine: Forgetful});
    // Three looks at each of the two batches.
    expect(script.wrongStudies).toBe(6);
    const [, kept, asked] = /^(\d+) analyses .* asked for (\d+)$/.exec(script.firstWrongStudies ?? '') ?? [];
    expect(Number(asked)).toBeGreaterThan(STAYING - 3);
    expect(Number(kept)).toBe(Number(asked) + 1);
    await world.close();
  });
});

describe('the edited plans of a SoakScript', () => {
  it('end as their last version says, on its symbol, after claims of their first were lost', async () => {
    const {world, script} = await soaked();
    const edited = (await world.store.list()).rows.filter(({version}) => version > 1);
    expect(new Set(edited.map(({version}) => version))).toEqual(new Set([2, 3]));
    expect(new Set(edited.map(({status}) => status))).toEqual(new Set(['cancelled', 'closed', 'expired']));
    let moved = 0;
    for (const {plan, levels} of edited) {
      const fill = levels[0]?.fill ?? null;
      const [added] = await world.store.history(plan.id);
      const first = recordOf(added?.details['plan']);
      if (first['symbol'] !== plan.symbol) moved += 1;
      expect(first['volume']).not.toBe(plan.volumeLots);
      if (fill !== null) expect(fill.volumeLots).toBe(plan.volumeLots);
    }
    expect(moved).toBeGreaterThan(0);
    expect(moved).toBeLessThan(edited.length);
    expect(world.tally.claimsLost).toBe(edited.length);
    expect(script.wrongTerms).toBe(0);
    expect(await world.store.check()).toEqual([]);
    await world.close();
  });
});

describe('a SoakScript, when edited plans fire on other terms than their last version’s', () => {
  it('counts their orders, and says how the first one differs', async () => {
    const {world, script} = await soaked({
      name: 'first-volume',
      does: 'claims every plan with the volume that edited ones had before',
      parts: ({store}) => ({
        store: overridden(store, {
          claim: (intent, ...rest) => store.claim({...intent, volumeLots: 0.2}, ...rest),
        }),
      }),
    });
    const fired = (await world.store.list()).rows.filter(
      ({version, levels}) => version > 1 && (levels[0]?.fill ?? null) !== null,
    );
    expect(script.wrongTerms).toBe(fired.length);
    expect(script.firstWrongTerms).toMatch(/^the order of plan "edit-\d+" has volumeLots 0.2, not 0.1$/);
    await world.close();
  });
});

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? {...value} : {};
}

describe('the plants of the soak', () => {
  it('keeps desks open, when that is planted', async () => {
    const {world} = await soaked('desk-leak');
    const {plans, desks} = world.monitor.census();
    const visitors = (await world.store.list()).rows.filter(({plan}) => /^(?!lost).*-\d*0$/.test(plan.id));
    expect(visitors.length).toBeGreaterThan(2);
    // Five symbols that plans come back to, and those of the visitors.
    expect({plans, desks, subscriptions: world.feed.subscriptions}).toEqual({
      plans: 0,
      desks: 5 + visitors.length,
      subscriptions: 5 + visitors.length,
    });
    await world.close();
  });

  it.each([
    ['listener-leak', (world: SoakWorld) => world.broker.listeners],
    ['timer-leak', (world: SoakWorld) => world.timers],
  ])('adds one for each order, when %s is planted', async (plant, valueOf) => {
    const sound = await soaked();
    const faulty = await soaked(plant);
    const {orders} = faulty.world.tally;
    expect(orders).toBeGreaterThan(10);
    expect(valueOf(faulty.world) - valueOf(sound.world)).toBe(orders);
    await sound.world.close();
    await faulty.world.close();
  });

  it.each(SOAK_PLANTS.map(({name}) => name))('lets plans live as before with %s', async (plant) => {
    const {world, script} = await soaked(plant);
    for (const {status, expected, seen} of script.ends())
      expect({status, seen}).toEqual({status, seen: expected});
    await world.close();
  });
});
