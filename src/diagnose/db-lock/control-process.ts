import {type ChildProcess, fork} from 'node:child_process';
import type {Beats} from './heartbeat.ts';

const ENTRY = new URL('./control-child.ts', import.meta.url);

/** A process that does nothing: when it stands still, the machine did. */
export class ControlProcess {
  readonly beats: Beats[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;

  constructor() {
    this.#child = fork(ENTRY, {execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc']});
    this.#child.on('message', (beats: Beats) => this.beats.push(beats));
    this.#ended = new Promise((resolve) => {
      // Without it nothing is let off, which is the stricter judgement.
      this.#child.once('error', () => resolve());
      this.#child.once('close', () => resolve());
    });
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
