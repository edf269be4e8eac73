import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {messageOf} from '../../../errors.ts';

const run = promisify(execFile);

/** Nothing that SQLite writes lies before this byte. */
const LIMIT_BYTES = 1;

/** The size that a process may let a file grow to, as the kernel keeps it for another process. */
export class FileLimit {
  readonly #pid: number;
  readonly #before: string;

  private constructor(pid: number, before: string) {
    this.#pid = pid;
    this.#before = before;
  }

  /** The limit of a process, or why it cannot be had. */
  static async of(pid: number): Promise<FileLimit | string> {
    try {
      const args = ['--pid', String(pid), '--fsize', '--output', 'SOFT', '--noheadings', '--raw'];
      const {stdout} = await run('prlimit', args);
      return new FileLimit(pid, stdout.trim());
    } catch (error) {
      return `prlimit of util-linux is needed: ${messageOf(error)}`;
    }
  }

  /** The soft limit only: raising it again needs no rights. */
  async set(): Promise<void> {
    await run('prlimit', ['--pid', String(this.#pid), `--fsize=${LIMIT_BYTES}:`]);
  }

  async lift(): Promise<void> {
    const lifted = run('prlimit', ['--pid', String(this.#pid), `--fsize=${this.#before}:`]);
    // A monitor that has ended meanwhile took its limit with it.
    await lifted.catch(() => undefined);
  }
}
