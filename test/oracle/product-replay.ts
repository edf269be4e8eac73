import {execFile} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import type {OraclePlan, ReplayDocument} from './written-plan.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const NODE = join(ROOT, 'node_modules', '.bin', 'node');
const COMMAND = join(ROOT, 'bin', 'run.js');

const run = promisify(execFile);

/** Whether there is a built command to compare with. */
export function isProductBuilt(): boolean {
  const built = existsSync(join(ROOT, 'dist', 'commands', 'replay.js'));
  if (!built) process.stderr.write('no built replay command, its comparison is skipped: npm run build\n');
  return built;
}

/** What the command prints for these files and plans, and how long it says it took. */
export async function productReplay(
  files: readonly string[],
  plans: readonly OraclePlan[],
  flags: readonly string[] = [],
): Promise<Readonly<{document: ReplayDocument; elapsedMs: number}>> {
  return inTemporaryFolder(async (folder) => {
    const plansPath = join(folder, 'plans.jsonl');
    writeFileSync(plansPath, plans.map((plan) => JSON.stringify(plan)).join('\n'));
    const stdout = await standardOutput(
      ['replay', ...files, '--plans', plansPath, '--fill', 'ideal', '--json', ...flags],
      folder,
    );
    const {elapsedMs, ...document} = JSON.parse(stdout);
    return {document, elapsedMs};
  });
}

async function standardOutput(args: readonly string[], folder: string): Promise<string> {
  try {
    return (await run(NODE, [COMMAND, ...args], {cwd: folder, maxBuffer: 64 * 1024 * 1024})).stdout;
  } catch (error) {
    // Its own message repeats the whole command line and leaves out what the command said.
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
    throw new Error(`replay failed: ${said.slice(0, 2000)}`, {cause: error});
  }
}

export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-oracle-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}
