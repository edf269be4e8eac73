import {queryObjects} from 'node:v8';
import Database from 'better-sqlite3';
import {Desk} from '../../engine/desk.ts';
import type {Census} from '../../engine/monitor.ts';
import {PlanWatch} from '../../engine/plan-watch.ts';
import {SeededRandom} from '../../system/seeded-random.ts';
import {type ClassGrowth, grownClasses} from '../heap/class-counts.ts';
import {HeapSnapshot} from '../heap/heap-snapshot.ts';
import {settleHeap} from '../heap/settle.ts';
import {type Checkpoint, takeCheckpoint} from './checkpoint.ts';
import {SOAK_PLANTS} from './plants.ts';
import type {SoakOptions} from './soak-options.ts';
import {SoakScript} from './soak-script.ts';
import {SoakWorld} from './soak-world.ts';
import {trendFindings} from './trends.ts';
import {WorkerHeap} from './worker-heap.ts';

export type SoakOrder = Readonly<{options: SoakOptions; seed: number; plant: string | null; folder: string}>;

/** Everything that a run has seen; judged elsewhere. */
export type SoakResult = Readonly<{
  checkpoints: readonly Checkpoint[];
  /** Live statements of this thread, at the first checkpoint and after the last. */
  statements: Readonly<{before: number; after: number}>;
  /** What grew while the run went on a little, because something had grown; null when nothing had, or the heap was too large. */
  growth: Readonly<{lifecycles: number; classes: readonly ClassGrowth[]}> | null;
  /** When every plan was gone. */
  left: Readonly<{census: Census; subscriptions: number; watches: number; desks: number}>;
  ends: ReturnType<SoakScript['ends']>;
  /** Orders of edited plans that are not of their last version. */
  wrongTerms: number;
  firstWrongTerms: string | null;
  /** Looks at which the census counted other analyses than the plans ask for. */
  wrongStudies: number;
  firstWrongStudies: string | null;
  stuck: string | null;
  missedByEvents: number;
  failures: number;
  firstFailure: string | null;
}>;

/** Classes named in a finding. */
const CLASSES_MAX = 8;
/** How far the run goes on between the snapshots, in checkpoints. */
const GROWTH_CHECKPOINTS = 2;
/** A class that grew by less than one object in so many lifecycles is none of the leak. */
const LIFECYCLES_PER_OBJECT_MAX = 200;

/**
 * One soak in this process, which should be a fresh one: what ran before has left its traces in the
 * heap. Needs --expose-gc.
 */
export async function soakSession(
  {options, seed, plant, folder}: SoakOrder,
  onCheckpoint: (share: number) => void,
): Promise<SoakResult> {
  const workerHeap = new WorkerHeap();
  const world = await SoakWorld.open(options, {
    folder,
    seed,
    plant: SOAK_PLANTS.find(({name}) => name === plant),
  });
  const script = new SoakScript(world, options, new SeededRandom(seed));
  await script.begin();

  const lifecyclesEach = options.lifecycles / options.checkpoints;
  const goOnTo = async (lifecycles: number): Promise<void> => {
    while (script.stuck === undefined && script.lifecycles < lifecycles) {
      await script.batch(Math.min(options.batch, lifecycles - script.lifecycles));
    }
  };
  const checkpoints: Checkpoint[] = [];
  let statementsBefore = 0;
  for (let number = 1; number <= options.checkpoints && script.stuck === undefined; number += 1) {
    await goOnTo(Math.round(number * lifecyclesEach));
    // Asking makes V8 drop what it keeps for speed and fills again, so it is done when that does not count.
    if (number === 1) statementsBefore = liveStatements();
    checkpoints.push(await takeCheckpoint(world, script.lifecycles, () => workerHeap.bytes()));
    onCheckpoint(number / options.checkpoints);
  }
  const statements = {before: statementsBefore, after: liveStatements()};

  const hasGrown = trendFindings(checkpoints, options).length > 0 || statements.after > statements.before;
  const growth = hasGrown ? await growthOf(script, goOnTo, {folder, step: Math.round(lifecyclesEach)}) : null;

  await script.end();
  const {monitor, feed, tally} = world;
  await settleHeap();
  const left = {
    census: monitor.census(),
    subscriptions: feed.subscriptions,
    watches: queryObjects(PlanWatch, {format: 'count'}),
    desks: queryObjects(Desk, {format: 'count'}),
  };
  const ends = script.ends();
  await world.close();
  workerHeap.stop();
  return {
    checkpoints,
    statements,
    growth,
    left,
    ends,
    wrongTerms: script.wrongTerms,
    firstWrongTerms: script.firstWrongTerms ?? null,
    wrongStudies: script.wrongStudies,
    firstWrongStudies: script.firstWrongStudies ?? null,
    stuck: script.stuck ?? null,
    missedByEvents: tally.missedByEvents,
    failures: tally.failures,
    firstFailure: tally.firstFailure ?? null,
  };
}

/** Lets the run go on a little and says which classes grow meanwhile; null when it can go no further. */
async function growthOf(
  script: SoakScript,
  goOnTo: (lifecycles: number) => Promise<void>,
  {folder, step}: Readonly<{folder: string; step: number}>,
): Promise<SoakResult['growth']> {
  const snapshotAfter = async (lifecycles: number): Promise<HeapSnapshot | undefined> => {
    await goOnTo(script.lifecycles + lifecycles);
    await settleHeap();
    return HeapSnapshot.take(folder, `after-${script.lifecycles}`);
  };
  // The first snapshot makes V8 drop what it keeps for speed; what fills again is none of the leak.
  await snapshotAfter(0);
  const before = await snapshotAfter(step);
  const from = script.lifecycles;
  const after = await snapshotAfter(GROWTH_CHECKPOINTS * step);
  const lifecycles = script.lifecycles - from;
  if (before === undefined || after === undefined || lifecycles === 0) return null;
  const countMin = Math.max(2, Math.ceil(lifecycles / LIFECYCLES_PER_OBJECT_MAX));
  const classes = grownClasses(before.classes(), after.classes(), countMin);
  return {lifecycles, classes: classes.slice(0, CLASSES_MAX)};
}

/** Prepared statements of this thread that somebody holds, less the one that it takes to ask. */
function liveStatements(): number {
  const database = new Database(':memory:');
  const count = queryObjects(database.prepare('SELECT 1').constructor, {format: 'count'});
  database.close();
  return count - 1;
}
