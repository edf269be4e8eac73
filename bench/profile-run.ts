import {spawn} from 'node:child_process';
import {existsSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {FACTS_FILE, type ProfileFacts, type ProfileOrder, profileFactsSchema} from './profile-order.ts';

/** A tool came to grief, or left nothing although it said that all went well. */
export class ProfileError extends Error {}

const TARGET = join(import.meta.dirname, 'profile-target.ts');
/** As the soak has them; V8 optimises whatever the scenario says, as it does for users. */
const NODE_FLAGS = ['--expose-gc', '--no-flush-bytecode'];
/** How much of what a tool said is kept for the message. */
const SAID_KEPT = 2000;

/** The command line, after Node, of a process that carries out an order. */
function targetOf(order: ProfileOrder): readonly string[] {
  return [...NODE_FLAGS, TARGET, JSON.stringify(order)];
}

/** Carries out an order in a process of its own. */
export async function runTarget(order: ProfileOrder): Promise<ProfileFacts> {
  const who = 'the soak';
  return factsOf(who, order, await run(who, targetOf(order), order.folder));
}

/** Carries out an order in a process that clinic looks at; what clinic writes goes to the order's folder. */
export async function runUnderClinic(
  tool: 'doctor' | 'heapprofiler',
  flags: readonly string[],
  order: ProfileOrder,
): Promise<ProfileFacts> {
  const {folder} = order;
  const where = ['--dest', folder, '--name', 'soak'];
  const argv = [tool, ...flags, ...where, '--', process.execPath, ...targetOf(order)];
  return factsOf(`clinic ${tool}`, order, await runClinic(argv, folder));
}

/**
 * Runs clinic with these arguments: without a browser, questions, statistics or a look for updates.
 *
 * @returns What it said.
 */
export async function runClinic(argv: readonly string[], folder: string): Promise<string> {
  const [tool = ''] = argv;
  return run(`clinic ${tool}`, [clinicPath(), tool, '--open=false', ...argv.slice(1)], folder, {
    // Without it the program asks a question, and where nobody can answer it ends with status 0.
    NO_INSIGHT: '1',
    NO_UPDATE_NOTIFIER: '1',
    CI: '1',
    // It keeps a number for statistics there even so.
    XDG_CONFIG_HOME: folder,
  });
}

function clinicPath(): string {
  try {
    return fileURLToPath(import.meta.resolve('clinic/bin.js'));
  } catch (error) {
    throw new ProfileError('clinic is not installed; run npm ci', {cause: error});
  }
}

/** Runs Node in a folder, for tracing writes to where it is run; gives what was said. */
async function run(
  who: string,
  argv: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const child = spawn(process.execPath, argv, {
    cwd: folder,
    env: {...process.env, ...env},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-SAID_KEPT);
    });
  }
  const how = await new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal === null ? `status ${code}` : `signal ${signal}`));
  });
  if (how === 'status 0') return said.trim();
  throw new ProfileError(`${who} ended with ${how}:\n${said.trim()}`);
}

/**
 * Clinic ends well when the process that it looks at has failed, and when it has not even started it. Then
 * there are no facts.
 */
function factsOf(who: string, {folder}: ProfileOrder, said: string): ProfileFacts {
  const path = join(folder, FACTS_FILE);
  if (existsSync(path)) return profileFactsSchema.parse(JSON.parse(readOutput('the soak', path)));
  throw new ProfileError(`${who} produced nothing: the soak has not got to its end. What was said:\n${said}`);
}

/**
 * What a tool has written.
 *
 * @throws {ProfileError} when there is no such file, or nothing in it.
 */
export function readOutput(who: string, path: string): string {
  const size = statSync(path, {throwIfNoEntry: false})?.size;
  if (size === undefined) throw new ProfileError(`${who} produced nothing: "${path}" was not written`);
  if (size === 0) throw new ProfileError(`${who} produced nothing: "${path}" is empty`);
  return readFileSync(path, 'utf8');
}
