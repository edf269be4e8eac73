import {type ChildProcess, spawn} from 'node:child_process';
import {createInterface} from 'node:readline';
import {DiagnosisError} from '../../../errors.ts';
import {FOREIGN_PROGRAMS, type ForeignKind} from './foreign-kind.ts';

type Asked = Readonly<{sql: string; resolve: () => void; reject: (error: Error) => void}>;

/** Another process, not ours, with the database open. */
export class Foreign {
  readonly kind: ForeignKind;
  readonly #process: ChildProcess;
  readonly #ended: Promise<void>;
  #asked: Asked | undefined;
  #error: string | undefined;
  #stderr = '';
  /** Why it ended; undefined while it runs. */
  #end: DiagnosisError | undefined;

  private constructor(kind: ForeignKind, process: ChildProcess) {
    this.kind = kind;
    this.#process = process;
    if (process.stdout === null) throw new Error('Invariant: a foreign process has pipes');
    createInterface({input: process.stdout}).on('line', (line) => this.#hear(line));
    process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-2000);
    });
    // What it was told before it died is of no interest.
    process.stdin?.on('error', () => undefined);
    this.#ended = new Promise((resolve) => {
      const end = (why: string) => {
        this.#end ??= broken(`the ${kind} process ended: ${this.#stderr.trim() || why}`);
        this.#asked?.reject(this.#end);
        this.#asked = undefined;
        resolve();
      };
      process.once('error', (error) => end(error.message));
      process.once('close', (status, signal) => end(signal ?? `exit status ${status}`));
    });
  }

  /**
   * Starts the program on the database.
   *
   * @throws {DiagnosisError} DIAGNOSIS_BROKE when it cannot be started.
   */
  static async start(kind: ForeignKind, databasePath: string): Promise<Foreign> {
    const {command, args, greets} = FOREIGN_PROGRAMS[kind];
    const process = spawn(command, [...args(databasePath)], {stdio: ['pipe', 'pipe', 'pipe']});
    const foreign = new Foreign(kind, process);
    if (greets) await foreign.#answer('opening the database');
    // It reads its first line when it has opened the file; all of them then wait for locks alike.
    await foreign.run('SELECT count(*) FROM meta');
    return foreign;
  }

  get pid(): number {
    return this.#process.pid ?? -1;
  }

  get isAlive(): boolean {
    return this.#end === undefined && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Runs one line of SQL. @throws {DiagnosisError} DIAGNOSIS_BROKE with what SQLite said. */
  async run(sql: string): Promise<void> {
    const answer = this.#answer(sql);
    this.#process.stdin?.write(FOREIGN_PROGRAMS[this.kind].ask(sql));
    await answer;
  }

  /** Kills it, in whatever it is doing; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }

  #answer(sql: string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#end === undefined) this.#asked = {sql, resolve, reject};
      else reject(this.#end);
    });
  }

  #hear(line: string): void {
    // Rows that were asked for are lines too.
    if (/error/i.test(line)) this.#error ??= line;
    const isOver = line === 'ok' || line.startsWith('error: ');
    if (!isOver) return;
    const asked = this.#asked;
    const error = this.#error;
    this.#asked = undefined;
    this.#error = undefined;
    if (error === undefined) asked?.resolve();
    else asked?.reject(broken(`the ${this.kind} process could not run "${asked.sql}": ${error}`));
  }
}

function broken(why: string): DiagnosisError {
  return new DiagnosisError('DIAGNOSIS_BROKE', `The diagnosis ended without a verdict: ${why}`);
}
