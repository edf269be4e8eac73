import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {SOAK_PLANTS} from '../../../src/diagnose/soak/plants.ts';
import {SoakScript} from '../../../src/diagnose/soak/soak-script.ts';
import {SoakWorld} from '../../../src/diagnose/soak/soak-world.ts';
import {SeededRandom} from '../../../src/system/seeded-random.ts';
import {someOptions} from './checkpoints.ts';

const PLANS = 60;

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, {recursive: true});
});

/** Lets some plans live and takes the residents away. */
async function soaked(plant?: string): Promise<{world: SoakWorld; script: SoakScript}> {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-test-'));
  folders.push(folder);
  const options = someOptions({symbols: 5, residents: 2, visitorEvery: 10});
  const world = await SoakWorld.open(options, {
    folder,
    seed: 3,
    plant: SOAK_PLANTS.find(({name}) => name === plant),
  });
  const script = new SoakScript(world, options, new SeededRandom(3));
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
    expect(ends.reduce((sum, {expected}) => sum + expected, 0)).toBe(PLANS + 2);
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

describe('the plants of the soak', () => {
  it('keeps desks open, when that is planted', async () => {
    const {world} = await soaked('desk-leak');
    const {plans, desks} = world.monitor.census();
    // Five symbols that plans come back to, and a visitor with every tenth plan.
    expect({plans, desks, subscriptions: world.feed.subscriptions}).toEqual({
      plans: 0,
      desks: 5 + PLANS / 10,
      subscriptions: 5 + PLANS / 10,
    });
    await world.close();
  });

  it.each([
    ['listener-leak', (world: SoakWorld) => world.broker.listeners],
    ['timer-leak', (world: SoakWorld) => world.timers],
  ])('adds one for each order, when %s is planted', async (plant, valueOf) => {
    const sound = await soaked();
    const faulty = await soaked(plant);
    const orders = faulty.script
      .ends()
      .filter(({status}) => status === 'closed' || status === 'failed')
      .reduce((sum, {seen}) => sum + seen, 0);
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
