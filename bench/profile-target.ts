import {writeFileSync} from 'node:fs';
import {Session} from 'node:inspector/promises';
import {join} from 'node:path';
import {performance} from 'node:perf_hooks';
import {setTimeout} from 'node:timers/promises';
import {settleHeap} from '../src/diagnose/heap/settle.ts';
import {sleepingPlan} from '../src/diagnose/sleeping-plan.ts';
import {SoakScript} from '../src/diagnose/soak/soak-script.ts';
import {SoakWorld} from '../src/diagnose/soak/soak-world.ts';
import {SeededRandom} from '../src/system/seeded-random.ts';
import {ALLOCATED_FILE, FACTS_FILE, type ProfileFacts, profileOrderSchema} from './profile-order.ts';

const SEED = 1;
/** Alive in the picture of what is held: so many that they outweigh the program itself. */
const HELD_PLANS = 2000;
/** Steps until they are watched; some hundred times what it takes. */
const STEPS_MAX = 500;
/** One sample in so many bytes; a run of some seconds allocates hundreds of megabytes. */
const SAMPLING_INTERVAL_BYTES = 64 * 1024;
/** For clinic to write its profile and end this process. */
const CLINIC_MS_MAX = 60_000;

const {does, options, folder} = profileOrderSchema.parse(JSON.parse(process.argv[2] ?? 'null'));

// Clinic's samplers also start in the store's thread. There they must not write over what they write here.
const aside = join(folder, 'store-thread');
process.env['NODE_CLINIC_DOCTOR_DATA_PATH'] = aside;
process.env['HEAP_PROFILER_PATH'] = aside;

const startMs = performance.now();
const session = does === 'allocate' ? await startSampling() : undefined;
const world = await SoakWorld.open(options, {folder, seed: SEED, plant: undefined});
const script = new SoakScript(world, options, new SeededRandom(SEED));
await live();
if (does === 'hold') {
  await hold();
  tell();
  await letClinicEndThis();
}
if (session !== undefined) writeFileSync(join(folder, ALLOCATED_FILE), await stopSampling(session));
tell();
await script.end();
await world.close();

/** Plans live and end as in a soak, with all garbage collected at its checkpoints. */
async function live(): Promise<void> {
  await script.begin();
  for (let number = 1; number <= options.checkpoints; number += 1) {
    const goal = Math.round((number * options.lifecycles) / options.checkpoints);
    while (script.stuck === undefined && script.lifecycles < goal) {
      await script.batch(Math.min(options.batch, goal - script.lifecycles));
    }
    await settleHeap();
  }
  if (script.stuck !== undefined) throw new Error(`The soak got stuck: ${script.stuck}`);
}

/** Adds many plans that wait, and goes on until all are watched and nothing else is in memory. */
async function hold(): Promise<void> {
  const {clock, monitor, store} = world;
  const nowMs = clock.now();
  const plans = Array.from({length: HELD_PLANS}, (_, index) =>
    sleepingPlan(`held-${index}`, `S${index % options.symbols}`, nowMs),
  );
  await store.add(plans, nowMs);
  const watched = HELD_PLANS + options.residents;
  for (let steps = 0; monitor.census().plans < watched; steps += 1) {
    if (steps === STEPS_MAX)
      throw new Error(`Not all plans are watched: ${JSON.stringify(monitor.census())}`);
    await world.step();
  }
  await settleHeap();
}

function tell(): void {
  const facts: ProfileFacts = {
    lifecycles: script.lifecycles,
    plans: world.monitor.census().plans,
    elapsedMs: performance.now() - startMs,
  };
  writeFileSync(join(folder, FACTS_FILE), JSON.stringify(facts));
}

/** What clinic loaded into this process waits for the signal, writes its profile and ends the process. */
async function letClinicEndThis(): Promise<void> {
  if (!process.emit('SIGINT')) throw new Error('Clinic is not in this process');
  await setTimeout(CLINIC_MS_MAX);
  throw new Error('Clinic did not write its profile');
}

/**
 * Notes allocations, also of what is collected again. Node's --heap-prof forgets that, and of a run whose
 * plans have all ended it would only show the program.
 */
async function startSampling(): Promise<Session> {
  const begun = new Session();
  begun.connect();
  await begun.post('HeapProfiler.startSampling', {
    samplingInterval: SAMPLING_INTERVAL_BYTES,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  return begun;
}

async function stopSampling(begun: Session): Promise<string> {
  const {profile} = await begun.post('HeapProfiler.stopSampling');
  begun.disconnect();
  return JSON.stringify(profile);
}
