import type {JournalEntry} from '../../ports/journal.ts';
import type {Kernel} from '../kernel/kernel.ts';
import type {SimulatedProcess} from '../kernel/simulated-process.ts';
import type {SimulatedClient} from '../wire/simulated-client.ts';
import type {OpenMonitor} from './monitor-life.ts';

/** How a monitor is started, and who is told what becomes of it. */
export type SlotParts = Readonly<{
  kernel: Kernel;
  newProcess: (name: string) => SimulatedProcess;
  live: (
    process: SimulatedProcess,
    signal: AbortSignal,
    journal: (entry: JournalEntry) => void,
    opened: (open: OpenMonitor, client: SimulatedClient) => void,
  ) => Promise<void>;
  journal: (process: SimulatedProcess, entry: JournalEntry) => void;
  /** Pause before the next start, by why the last one ended. */
  restartMs: () => number;
  /** It ended without being killed. */
  ended: (why: unknown) => void;
}>;

/** One monitor and its service manager, which starts it again whenever it has ended. */
export class MonitorSlot {
  readonly name: string;
  readonly #parts: SlotParts;
  #starts = 0;
  #process: SimulatedProcess | undefined;
  #stop = new AbortController();
  #open: OpenMonitor | undefined;
  #client: SimulatedClient | undefined;
  #isForGood = false;
  #openedAtMs = 0;

  constructor(name: string, parts: SlotParts) {
    this.name = name;
    this.#parts = parts;
  }

  get process(): SimulatedProcess | undefined {
    return this.#process?.isDead === false ? this.#process : undefined;
  }

  get open(): OpenMonitor | undefined {
    return this.process === undefined ? undefined : this.#open;
  }

  /** For how long its engine has been open. */
  get openForMs(): number {
    return this.open === undefined ? 0 : this.#parts.kernel.elapsedMs - this.#openedAtMs;
  }

  /** Of the engine that is open. */
  get client(): SimulatedClient | undefined {
    return this.process === undefined ? undefined : this.#client;
  }

  start(): void {
    if (this.#isForGood) return;
    const {live, newProcess, journal, kernel} = this.#parts;
    this.#starts += 1;
    const process = newProcess(`${this.name}.${this.#starts}`);
    this.#process = process;
    this.#open = undefined;
    this.#client = undefined;
    this.#stop = new AbortController();
    process.onDeath(() => this.#restart(process));
    kernel.note(this.name, 'starts');
    const opened = (open: OpenMonitor, client: SimulatedClient) => {
      if (process.isDead) return;
      this.#open = open;
      this.#openedAtMs = kernel.elapsedMs;
      this.#client = client;
    };
    const note = (entry: JournalEntry) => {
      if (!process.isDead) journal(process, entry);
    };
    live(process, this.#stop.signal, note, opened).then(
      () => this.#exit(process, undefined),
      (error: unknown) => this.#exit(process, error),
    );
  }

  /** Asks it to end in an orderly way; it is then started again. */
  stop(): void {
    this.process?.note('is asked to end');
    this.#stop.abort(new Error('terminated'));
  }

  /** Kills it, and starts no other. */
  endForGood(): void {
    this.#isForGood = true;
    this.#process?.kill('for good');
  }

  #exit(process: SimulatedProcess, why: unknown): void {
    if (process.isDead) return;
    process.note(
      `ends: ${why instanceof Error && 'code' in why ? String(why.code) : why === undefined ? 'asked' : 'error'}`,
    );
    this.#parts.ended(why);
    process.kill('has ended');
  }

  #restart(process: SimulatedProcess): void {
    if (this.#process !== process) return;
    this.#parts.kernel.after(this.#parts.restartMs(), () => {
      if (this.#process === process) this.start();
    });
  }
}
