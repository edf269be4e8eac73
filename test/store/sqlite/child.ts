import {type ChildProcess, spawn} from 'node:child_process';
import {createInterface} from 'node:readline';
import {onTestFinished} from 'vitest';

/** A process of its own: runs a file of `children/`, and is ended with the test. */
export class Child {
  readonly process: ChildProcess;
  readonly lines: string[] = [];
  readonly exited: Promise<void>;
  #wake: (() => void) | undefined;

  constructor(name: string, ...args: readonly string[]) {
    const file = `${import.meta.dirname}/children/${name}.ts`;
    this.process = spawn(process.execPath, [file, ...args], {stdio: ['pipe', 'pipe', 'inherit']});
    const {stdout} = this.process;
    if (stdout === null) throw new Error('Invariant: the child has a pipe for its output');
    const reader = createInterface({input: stdout});
    reader.on('line', (line) => {
      this.lines.push(line);
      this.#wake?.();
    });
    this.exited = new Promise((resolve) => {
      this.process.on('close', () => {
        resolve();
        this.#wake?.();
      });
    });
    onTestFinished(async () => {
      this.process.kill('SIGKILL');
      await this.exited;
    });
  }

  get pid(): number {
    return this.process.pid ?? -1;
  }

  say(line: string): void {
    this.process.stdin?.write(`${line}\n`);
  }

  /** Resolves with the n-th line (the first is 0) when the child has written it. */
  async line(index: number): Promise<string> {
    for (;;) {
      const line = this.lines[index];
      if (line !== undefined) return line;
      if (this.process.exitCode !== null) throw new Error(`the child ended after ${this.lines.length} lines`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
