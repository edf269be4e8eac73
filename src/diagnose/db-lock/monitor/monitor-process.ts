import {type ChildProcess, fork} from 'node:child_process';
import {DiagnosisError} from '../../../errors.ts';
import type {Told} from '../ledger.ts';
import type {
  EngineFailure,
  Farewell,
  FromMonitor,
  HeldPlan,
  MonitorOrder,
  Sample,
  ToMonitor,
} from './monitor-messages.ts';

const ENTRY = new URL('./monitor-child.ts', import.meta.url);
const STDERR_KEPT = 4000;

/** What is heard of a monitor in its process. */
export type MonitorHearers = Readonly<{
  openingRefused: (message: string) => void;
  sample: (sample: Sample) => void;
  told: (told: Told) => void;
  failure: (failure: EngineFailure) => void;
  audit: (order: Readonly<{planId: string; clientOrderId: string}>) => void;
  /** It has lost its database and ended by itself. */
  lost: (message: string) => void;
  /** It ended and nobody had told it to. */
  broke: (error: DiagnosisError) => void;
}>;

/** A monitor in a process of its own, as the harness sees it. */
export class MonitorProcess {
  readonly #child: ChildProcess;
  readonly #hearers: MonitorHearers;
  readonly #ended: Promise<void>;
  readonly #ready = Promise.withResolvers<boolean>();
  #held: ((plans: readonly HeldPlan[]) => void) | undefined;
  #farewell: Farewell | undefined;
  #isExpectedToEnd = false;
  #stderr = '';

  constructor(order: MonitorOrder, hearers: MonitorHearers) {
    this.#hearers = hearers;
    const child = fork(ENTRY, {
      execArgv: [],
      serialization: 'json',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child = child;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_KEPT);
    });
    child.on('message', (message: FromMonitor) => this.#hear(message));
    this.#ended = new Promise((resolve) => {
      child.once('error', (error) => this.#end(error.message, resolve));
      child.once('close', (status, signal) => this.#end(signal ?? `exit status ${status}`, resolve));
    });
    this.#say({type: 'start', order});
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  /** Resolves when it watches; false when it ended before. */
  get ready(): Promise<boolean> {
    return this.#ready.promise;
  }

  /** The plans that it holds now; none when it has ended. */
  async held(): Promise<readonly HeldPlan[]> {
    const plans = new Promise<readonly HeldPlan[]>((resolve) => {
      this.#held = resolve;
    });
    this.#say({type: 'askHeld'});
    return Promise.race([plans, this.#ended.then(() => [])]);
  }

  /** Ends it as a user would; undefined when it ended otherwise. */
  async stop(): Promise<Farewell | undefined> {
    this.#isExpectedToEnd = true;
    this.#say({type: 'stop'});
    await this.#ended;
    return this.#farewell;
  }

  /** Kills it in the middle of whatever it is doing; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#isExpectedToEnd = true;
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #hear(message: FromMonitor): void {
    const hearers = this.#hearers;
    switch (message.type) {
      case 'openingRefused':
        hearers.openingRefused(message.message);
        break;
      case 'ready':
        this.#ready.resolve(true);
        break;
      case 'sample':
        hearers.sample(message.sample);
        break;
      case 'told':
        hearers.told(message.told);
        break;
      case 'failure':
        hearers.failure(message.failure);
        break;
      case 'audit':
        hearers.audit(message);
        this.#say({type: 'audited', id: message.id});
        break;
      case 'held':
        this.#held?.(message.plans);
        break;
      case 'lost':
        this.#isExpectedToEnd = true;
        void this.#ended.then(() => hearers.lost(message.message));
        break;
      case 'stopped':
        this.#farewell = message.farewell;
        break;
      case 'broke':
        this.#stderr = message.stack;
        break;
    }
  }

  #say(message: ToMonitor): void {
    if (this.#child.connected) this.#child.send(message);
  }

  #end(how: string, resolve: () => void): void {
    this.#ready.resolve(false);
    resolve();
    if (this.#isExpectedToEnd) return;
    this.#isExpectedToEnd = true;
    this.#hearers.broke(
      new DiagnosisError(
        'DIAGNOSIS_BROKE',
        `The diagnosis ended without a verdict: the monitor's process ended with ${how}`,
        {hint: this.#stderr.trim() || 'it wrote nothing about it'},
      ),
    );
  }
}
