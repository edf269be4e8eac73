import {type ChildProcess, spawn} from 'node:child_process';
import {copyFileSync, readdirSync, renameSync} from 'node:fs';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {afterEach, describe, expect, it, onTestFinished} from 'vitest';
import {
  endAll,
  eventually,
  query,
  startMonitor,
  statuses,
  temporaryFolder,
  vigil,
  vigilJson,
} from './vigil-process.ts';

const SIMULATED = ['--feed', 'simulated', '--tick-ms', '20'];

afterEach(endAll);

/** A process that adds plans without a pause, and what it was acknowledged. */
class Adder {
  readonly added: string[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor(db: string, prefix: string) {
    this.#child = spawn(process.execPath, [join(import.meta.dirname, 'plan-adder.ts'), db, prefix], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#ended = new Promise((resolve) => this.#child.on('close', resolve));
    if (this.#child.stdout === null) throw new Error('Invariant: the child has a pipe for its output');
    createInterface({input: this.#child.stdout}).on('line', (id) => this.added.push(id));
    onTestFinished(async () => {
      this.#child.kill('SIGKILL');
      await this.#ended;
    });
  }

  async end(): Promise<void> {
    this.#child.stdin?.end();
    await this.#ended;
  }
}

function executed(db: string): number {
  return Object.values(statuses(db)).filter((status) => status === 'executed').length;
}

describe('a backup that is taken while plans are added and fire', () => {
  it('restores to a sound database with every plan acknowledged before, and none of them is ordered twice', async () => {
    const folder = temporaryFolder();
    const db = join(folder, 'plans.db');
    const file = join(folder, 'backup.db');
    const monitor = await startMonitor(db, SIMULATED);
    const adders = ['a', 'b', 'c'].map((prefix) => new Adder(db, prefix));
    await eventually('all adders add', () => adders.every(({added}) => added.length >= 20));
    await eventually('plans fire', () => executed(db) >= 5);

    const acknowledged = adders.flatMap(({added}) => [...added]);
    const report = await vigilJson<{plans: number; checked: string}>(['db', 'backup', file, '--db', db]);
    expect(report).toMatchObject({exit: 0, checked: 'everything', stderr: ''});
    // What follows is lost with the database: plans that are only here, and orders that only the broker knows.
    const executedThen =
      query<{n: number}>(file, "SELECT count(*) AS n FROM plans WHERE status = 'executed'")[0]?.n ?? 0;
    await eventually('more plans fire', () => executed(db) > executedThen + 5);
    await Promise.all(adders.map((adder) => adder.end()));
    await monitor.stop('SIGKILL');
    for (const name of readdirSync(folder).filter((one) => /^plans\.db(?:-\w+)?$/.test(one))) {
      renameSync(join(folder, name), join(folder, `lost-${name}`));
    }

    copyFileSync(file, db);
    const restored = Object.keys(statuses(db));
    expect(restored).toHaveLength(report.plans);
    expect(acknowledged.filter((id) => !restored.includes(id))).toEqual([]);
    expect(await vigil(['db', 'check', '--db', db])).toMatchObject({status: 0});

    await startMonitor(db, SIMULATED);
    await eventually('every plan has its order', () => executed(db) === report.plans);
    const twice = query(`${db}.paper`, 'SELECT plan_id FROM positions GROUP BY plan_id HAVING count(*) > 1');
    expect(twice).toEqual([]);
    expect(await vigil(['db', 'check', '--db', db])).toMatchObject({status: 0});
  });
});
