import {execFile} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {PaperBroker} from '../src/broker/paper/paper-broker.ts';
import {Monitor} from '../src/engine/monitor.ts';
import {Tenure} from '../src/engine/tenure.ts';
import {SteadyLink} from '../src/link/steady-link.ts';
import {InstrumentBook} from '../src/market/instrument.ts';
import {SILENT} from '../src/ports/journal.ts';
import {SqliteStore} from '../src/store/sqlite/sqlite-store.ts';
import {WorkerStore} from '../src/store/sqlite/worker-store.ts';
import {SystemClock} from '../src/system/system-clock.ts';
import {SystemRandom} from '../src/system/system-random.ts';
import {armedPlans} from './armed-plans.ts';
import {elapsedMs, median, report} from './measure.ts';
import {handFed} from '../src/feed/hand-fed.ts';

const run = promisify(execFile);
const COMMAND = join(import.meta.dirname, '..', 'bin', 'run.js');
const RUNS = 5;

/** How long until a full database is watched, and until a command has answered. Needs a build. */
export async function startUp(scale: 'full' | 'small'): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-bench-'));
  try {
    await loadAndArm(join(folder, 'load.db'), scale === 'full' ? 10_000 : 50);
    await commands(folder, scale === 'full' ? 1000 : 20, scale === 'full' ? RUNS : 1);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

async function loadAndArm(path: string, count: number): Promise<void> {
  const clock = new SystemClock();
  const random = new SystemRandom();
  const writer = await SqliteStore.open({path, clock, random});
  const addMs = await elapsedMs(() => writer.add(armedPlans(count), clock.now()));
  await writer.close();
  const loads: number[] = [];
  for (let attempt = 0; attempt < RUNS; attempt += 1) {
    const instruments = new InstrumentBook();
    const broker = await PaperBroker.open({path: null, clock, random, instruments});
    const link = new SteadyLink(clock.now());
    const feed = handFed(link);
    const store = await WorkerStore.open({path, clock, random});
    const tenure = await Tenure.forGood({clock, store, journal: SILENT});
    const ports = {clock, store, broker, feed, journal: SILENT, tenure, instruments};
    const monitor = new Monitor(ports);
    loads.push(await elapsedMs(() => monitor.open()));
    if (monitor.census().plans !== count)
      throw new Error(`loaded ${monitor.census().plans} of ${count} plans`);
    await monitor.close();
    await tenure.release();
    await store.close();
  }
  report('load-and-arm', {plans: count, addMs: Math.round(addMs), loadMs: Math.round(median(loads))});
}

async function commands(folder: string, count: number, runs: number): Promise<void> {
  const few = join(folder, 'few.db');
  const many = join(folder, 'many.db');
  await vigil(['plan', 'list', '--db', few]);
  const store = await SqliteStore.open({path: many, clock: new SystemClock(), random: new SystemRandom()});
  await store.add(armedPlans(count), new SystemClock().now());
  await store.close();
  const timed = async (argv: readonly string[]) => {
    const figures: number[] = [];
    for (let attempt = 0; attempt < runs; attempt += 1) figures.push(await elapsedMs(() => vigil(argv)));
    return Math.round(median(figures));
  };
  report('commands', {
    planListMs: await timed(['plan', 'list', '--db', few]),
    planListManyMs: await timed(['plan', 'list', '--db', many]),
    runOnceMs: await timed(['run', '--once', '--db', many]),
    plans: count,
  });
}

async function vigil(argv: readonly string[]): Promise<void> {
  await run(process.execPath, [COMMAND, ...argv], {maxBuffer: 64 * 1024 * 1024});
}
