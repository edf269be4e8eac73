import {join} from 'node:path';

/** A command class: what of it is needed to run it. */
export interface Runnable {
  run(args: string[], options: {root: string}): Promise<unknown>;
}

export type Ran = Readonly<{status: number; stdout: string; stderr: string}>;

/** The simulated market stands still for up to 20 s now and then, by the time of day. */
const STEADY_MARKET = {VIGIL_FEED_FAULTS: 'false'};

const root = join(import.meta.dirname, '../..');

/**
 * Runs a command in this process and gives what a shell would see. One at a time: it takes over the
 * streams, the folder and the variables of the process while it runs.
 */
export async function runCommand(
  command: Runnable,
  args: readonly string[],
  {folder, environment = {}}: Readonly<{folder: string; environment?: Readonly<Record<string, string>>}>,
): Promise<Ran> {
  const written = {stdout: '', stderr: ''};
  const before = {
    folder: process.cwd(),
    variables: {...process.env},
    stdout: process.stdout.write,
    stderr: process.stderr.write,
    status: process.exitCode,
  };
  for (const name of Object.keys(process.env)) if (/^(VIGIL_|NO_COLOR)/.test(name)) delete process.env[name];
  // Otherwise oclif adds warnings for the authors of commands.
  Object.assign(process.env, {NODE_ENV: 'production', ...STEADY_MARKET}, environment);
  process.chdir(folder);
  process.exitCode = 0;
  process.stdout.write = (text: unknown) => {
    written.stdout += String(text);
    return true;
  };
  process.stderr.write = (text: unknown) => {
    written.stderr += String(text);
    return true;
  };
  try {
    await command.run([...args], {root});
    const status = process.exitCode;
    return {status: typeof status === 'number' ? status : Number(status), ...written};
  } finally {
    process.stdout.write = before.stdout;
    process.stderr.write = before.stderr;
    process.exitCode = before.status;
    process.chdir(before.folder);
    for (const name of Object.keys(process.env)) if (!(name in before.variables)) delete process.env[name];
    Object.assign(process.env, before.variables);
  }
}
