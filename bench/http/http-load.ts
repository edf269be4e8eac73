import {type ChildProcess, fork} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import Database from 'better-sqlite3';
import {settingsSchema} from '../../src/app/settings.ts';
import {createToken} from '../../src/app/tokens.ts';
import type {Plan} from '../../src/plan/plan.ts';
import {SqliteStore} from '../../src/store/sqlite/sqlite-store.ts';
import {SystemClock} from '../../src/system/system-clock.ts';
import {SystemRandom} from '../../src/system/system-random.ts';
import {armedPlans} from '../armed-plans.ts';
import {report} from '../measure.ts';
import {follow} from './follow.ts';
import {load, type LoadResult} from './load.ts';
import {
  FIRING_SYMBOL,
  firingPrice,
  type MonitorAnswer,
  type MonitorOrder,
  type MonitorQuestion,
  type Phase,
} from './terms.ts';

const SIZES = {
  full: {plans: 10_000, quoteMs: 25, unloadedS: 30, loadedS: 60, fullSpeedS: 20},
  small: {plans: 100, quoteMs: 25, unloadedS: 1, loadedS: 1, fullSpeedS: 1},
} as const;

/** As many streams of events as there may be. */
const STREAMS = 64;

/** Reads and adds a second, while the monitor has to keep its pace. */
const FIXED_RATE = 300;

/** How load on the HTTP interface and the monitor's pace go together, with the real server and all plans armed. */
export async function httpLoad(scale: 'full' | 'small'): Promise<void> {
  const {plans, quoteMs, unloadedS, loadedS, fullSpeedS} = SIZES[scale];
  const folder = mkdtempSync(join(tmpdir(), 'vigil-bench-'));
  const db = join(folder, 'plans.db');
  // Warm-up, and the pauses of reports, too.
  const firing = Math.ceil(((unloadedS * 4 + loadedS + fullSpeedS * 2 + 90) * 1000) / quoteMs);
  await addAll(db, [...armedPlans(plans), ...firingPlans(firing)]);
  const {token} = await createToken(
    {...settingsSchema.parse({}), db},
    {name: 'bench', scopes: ['read', 'plan']},
  );
  const monitor = new MonitorProcess({db, quoteMs, firing});
  try {
    const address = await monitor.listening;
    const shared = {address, token, connections: 16};
    const phase = async (seconds: number) => {
      monitor.ask('begin');
      await sleep(seconds * 1000);
      return monitor.report();
    };
    await load({...shared, seconds: Math.min(5, loadedS), requestsPerSecond: FIXED_RATE});
    await phase(Math.min(5, unloadedS));
    const unloaded = await phase(unloadedS);
    monitor.ask('begin');
    const streams = await follow({address, token, streams: STREAMS, seconds: unloadedS});
    const followed = await monitor.report();
    monitor.ask('begin');
    const fixed = await load({...shared, seconds: loadedS, requestsPerSecond: FIXED_RATE});
    const loaded = await monitor.report();
    monitor.ask('begin');
    const fullSpeed = await load({...shared, connections: 64, seconds: fullSpeedS, requestsPerSecond: null});
    const pressed = await monitor.report();
    const acknowledged = [...fixed.added, ...fullSpeed.added];
    // What was added is watched, and so in memory: the rest has to be as before when it is gone.
    await cancelAll(db, acknowledged);
    await phase(Math.min(5, unloadedS));
    const after = await phase(unloadedS);
    // Whether memory that the process keeps is used by the next load, or grows with each.
    const again = await load({...shared, connections: 64, seconds: fullSpeedS, requestsPerSecond: null});
    await cancelAll(db, again.added);
    await phase(Math.min(5, unloadedS));
    const afterAgain = await phase(Math.min(5, unloadedS));
    await monitor.end();
    report('http-load', {
      plans,
      unloaded,
      streams,
      followed,
      fixed: shown(fixed),
      loaded,
      fullSpeed: shown(fullSpeed),
      pressed,
      after,
      again: shown(again),
      afterAgain,
      acknowledged: acknowledged.length + again.added.length,
      lost: missing(db, [...acknowledged, ...again.added]),
    });
  } finally {
    monitor.kill();
    rmSync(folder, {recursive: true, force: true});
  }
}

async function addAll(path: string, plans: readonly Plan[]): Promise<void> {
  const clock = new SystemClock();
  const store = await SqliteStore.open({path, clock, random: new SystemRandom()});
  await store.add(plans, clock.now());
  await store.close();
}

async function cancelAll(path: string, ids: readonly string[]): Promise<void> {
  const clock = new SystemClock();
  const store = await SqliteStore.open({path, clock, random: new SystemRandom()});
  await Promise.all(ids.map((id) => store.cancel(id, 'enough', clock.now())));
  await store.close();
}

function firingPlans(count: number): Plan[] {
  const [like] = armedPlans(1, FIRING_SYMBOL);
  if (like === undefined) return [];
  return Array.from({length: count}, (_, index) => ({
    ...like,
    id: `fire-${index}`,
    side: 'buy',
    when: {price: {above: firingPrice(index)}},
  }));
}

/** Plans that were acknowledged and are not in the database. */
function missing(path: string, ids: readonly string[]): number {
  const database = new Database(path, {readonly: true});
  const find = database.prepare('SELECT 1 FROM plans WHERE id = ?').pluck();
  const lost = ids.filter((id) => find.get(id) === undefined).length;
  database.close();
  return lost;
}

function shown({added, ...result}: LoadResult) {
  return {...result, added: added.length};
}

class MonitorProcess {
  readonly listening: Promise<string>;
  readonly #child: ChildProcess;

  constructor(order: MonitorOrder) {
    this.#child = fork(join(import.meta.dirname, 'monitor.ts'), [JSON.stringify(order)]);
    this.listening = this.#said((answer) => (answer.type === 'listening' ? answer.address : undefined));
  }

  ask(question: MonitorQuestion): void {
    this.#child.send(question);
  }

  report(): Promise<Phase> {
    const said = this.#said((answer) => (answer.type === 'phase' ? answer.phase : undefined));
    this.ask('report');
    return said;
  }

  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.ask('end');
    await ended;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #said<Answer>(pick: (answer: MonitorAnswer) => Answer | undefined): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null) => reject(new Error(`the monitor ended with ${code}`));
      const onMessage = (answer: MonitorAnswer) => {
        const picked = pick(answer);
        if (picked === undefined) return;
        this.#child.off('message', onMessage).off('exit', onExit);
        resolve(picked);
      };
      this.#child.on('message', onMessage).on('exit', onExit);
    });
  }
}
