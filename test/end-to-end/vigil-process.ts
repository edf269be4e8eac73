/**
 * Runs the built command as users do: real processes, real files, real signals. Not bound to vitest,
 * so that scripts use it too; a test ends what it started with `afterEach(endAll)`.
 */
import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import Database from 'better-sqlite3';
import {ask, socketPathOf} from '../../src/app/monitor-socket.ts';
import type {MonitorStatus} from '../../src/app/status.ts';
import {OutputFile} from './output-file.ts';

/** The program as npm installs it. */
export const PROGRAM = join(import.meta.dirname, '../../bin/run.js');

/** Long enough for a busy machine; what is waited for is there much sooner. */
const PATIENCE_MS = 60_000;
const POLL_MS = 10;
const COMMITS = 200;

export type Ended = Readonly<{
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}>;

type Options = Readonly<{
  /** Folder to run in; the files of a test. */
  folder?: string;
  environment?: Readonly<Record<string, string>>;
  input?: string;
}>;

/** The simulated market stands still for up to 20 s now and then, by the time of day. */
const STEADY_MARKET = {VIGIL_FEED_FAULTS: 'false'};

const running = new Set<VigilProcess>();
const folders = new Set<string>();

/** One process of the command. */
export class VigilProcess {
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  readonly #stdout = new OutputFile();
  readonly #stderr = new OutputFile();

  constructor(command: string, args: readonly string[], {folder, environment, input}: Options = {}) {
    const ours = Object.entries(process.env).filter(
      ([name]) => !/^(VIGIL_|NO_COLOR|FORCE_COLOR|NODE_OPTIONS|NODE_COMPILE_CACHE)/.test(name),
    );
    this.#child = spawn(command, args, {
      cwd: folder ?? tmpdir(),
      env: {...Object.fromEntries(ours), ...STEADY_MARKET, ...environment},
      stdio: ['pipe', this.#stdout.descriptor, this.#stderr.descriptor],
    });
    // A command that does not read its input is free to end before we have written it.
    this.#child.stdin?.on('error', () => undefined);
    this.#child.stdin?.end(input ?? '');
    running.add(this);
    this.ended = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('close', (status, signal) => {
        running.delete(this);
        resolve({status, signal, stdout: this.#stdout.close(), stderr: this.#stderr.close()});
      });
    });
  }

  /** What it has written so far. */
  get stdout(): string {
    return this.#stdout.read();
  }

  get stderr(): string {
    return this.#stderr.read();
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Sends a signal and waits for the end. */
  async stop(signal: NodeJS.Signals): Promise<Ended> {
    this.#child.kill(signal);
    return this.ended;
  }

  /**
   * Stops it as SIGSTOP does, at a moment when it holds no lock of these databases: a process that is stopped
   * in the middle of a write keeps everybody from them, which is a case of its own.
   */
  async freeze(...databases: readonly string[]): Promise<void> {
    await eventually('it is stopped between two writes', () => {
      process.kill(this.pid, 'SIGSTOP');
      // A thread that is in the middle of writing to the disk stops after it.
      if (!areThreadsStopped(this.pid)) return false;
      if (databases.every(isWritable)) return true;
      process.kill(this.pid, 'SIGCONT');
      return false;
    });
  }

  /** Lets it go on. */
  thaw(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  /** What the monitor logged of one kind so far; it logs JSON lines where nobody watches. */
  logged(kind: string): Record<string, unknown>[] {
    return logLines(this.stderr).filter((line) => line['kind'] === kind);
  }
}

/** The complete lines of a log, parsed; what an error says in words at the end is none. */
export function logLines(stderr: string): Record<string, unknown>[] {
  const complete = stderr.slice(0, stderr.lastIndexOf('\n') + 1).trim();
  return complete
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Starts the command. */
export function start(args: readonly string[], options: Options = {}): VigilProcess {
  return new VigilProcess(process.execPath, [PROGRAM, ...args], options);
}

/** Runs the command to its end. */
export function vigil(args: readonly string[], options: Options = {}): Promise<Ended> {
  return start(args, options).ended;
}

/** Runs the command with `--json` and gives the document; fails when stdout is not exactly one. */
export async function vigilJson<Document = Record<string, unknown>>(
  args: readonly string[],
  options: Options = {},
): Promise<Document & {exit: number | null; stderr: string}> {
  const {status, stdout, stderr} = await vigil([...args, '--json'], options);
  return {...(JSON.parse(stdout) as Document), exit: status, stderr};
}

/** Starts `run` and waits until it says that it is running. */
export async function startMonitor(
  db: string,
  args: readonly string[],
  options: Options = {},
): Promise<VigilProcess> {
  const monitor = start(['run', '--db', db, ...args], options);
  await eventually('the monitor says that it is running', async () => {
    if (monitor.hasEnded) throw new Error(`the monitor has ended: ${(await monitor.ended).stderr}`);
    const status = await monitorStatus(db);
    return status?.state === 'running' && status.pid === monitor.pid ? status : undefined;
  });
  return monitor;
}

/**
 * What the running monitor says of itself, asked as `vigil status` asks; undefined while none answers.
 *
 * @param deadlineMs Shorter where the one that has the name may be stopped; a busy one answers late.
 */
export async function monitorStatus(db: string, deadlineMs = 20_000): Promise<MonitorStatus | undefined> {
  try {
    return (await ask(socketPathOf(db), '/v1/status', {deadlineMs})) as MonitorStatus | undefined;
  } catch {
    // MONITOR_UNREACHABLE: it is just starting, or was just killed.
    return undefined;
  }
}

/** Asks again and again until there is an answer that is not undefined or false. */
export async function eventually<Answer>(
  what: string,
  probe: () => Answer | undefined | false | Promise<Answer | undefined | false>,
): Promise<Answer> {
  for (const deadlineMs = performance.now() + PATIENCE_MS; ; ) {
    const answer = await probe();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadlineMs)
      throw new Error(`In ${PATIENCE_MS} ms it did not happen that ${what}`);
    await sleep(POLL_MS);
  }
}

/** A folder for one test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-end-'));
  folders.add(folder);
  return folder;
}

export function removeFolder(folder: string): void {
  folders.delete(folder);
  rmSync(folder, {recursive: true, force: true});
}

/** Kills what still runs, waits for its end, and removes the folders. */
export async function endAll(): Promise<void> {
  await Promise.all([...running].map((one) => one.stop('SIGKILL')));
  for (const folder of folders) removeFolder(folder);
}

function areThreadsStopped(pid: number): boolean {
  const threads = `/proc/${pid}/task`;
  // The state follows the name, which stands in parentheses and may have any character.
  return readdirSync(threads).every((thread) =>
    /^.*\) T /s.test(readFileSync(`${threads}/${thread}/stat`, 'utf8')),
  );
}

function isWritable(file: string): boolean {
  const database = new Database(file, {fileMustExist: true, timeout: 0});
  try {
    database.exec('BEGIN IMMEDIATE; ROLLBACK');
    return true;
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return false;
    throw error;
  } finally {
    database.close();
  }
}

/** How long the disk takes for some commits, one after the other: what a busy one is judged by. */
export function commitsMs(db: string): number {
  const database = new Database(`${db}.commits`);
  database.exec('PRAGMA journal_mode = wal; PRAGMA synchronous = full; CREATE TABLE t (n)');
  const insert = database.prepare('INSERT INTO t VALUES (1)');
  const startMs = performance.now();
  for (let count = 0; count < COMMITS; count++) insert.run();
  database.close();
  return performance.now() - startMs;
}

/** Rows of a query, read beside whoever writes the file. */
export function query<Row = Record<string, unknown>>(file: string, sql: string): Row[] {
  const database = new Database(file, {readonly: true, fileMustExist: true});
  try {
    return database.prepare<[], Row>(sql).all();
  } finally {
    database.close();
  }
}

/** Statuses of all plans, by id. */
export function statuses(db: string): Record<string, string> {
  const rows = query<{id: string; status: string}>(db, 'SELECT id, status FROM plans ORDER BY id');
  return Object.fromEntries(rows.map(({id, status}) => [id, status]));
}
