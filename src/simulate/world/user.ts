import type {Store} from '../../ports/store.ts';
import type {SimulatedProcess} from '../kernel/simulated-process.ts';

/** What a command does with the database. */
export type Act = (store: Store, process: SimulatedProcess) => Promise<void>;

/** Opens a store in a process of its own. */
export type OpenShell = (name: string) => Readonly<{process: SimulatedProcess; store: Store}>;

/**
 * Somebody at a shell. A command that is killed is not tried again, and its user does not know whether it was
 * done; one that fails is told so.
 */
export class User {
  readonly #name: string;
  readonly #open: OpenShell;
  #shell: Readonly<{process: SimulatedProcess; store: Store}> | undefined;

  constructor(name: string, open: OpenShell) {
    this.#name = name;
    this.#open = open;
  }

  do(what: string, act: Act): void {
    const {process, store} = this.#ready();
    process.note(what);
    process.run(() => {
      act(store, process).then(
        () => process.note(`${what}: done`),
        (error: unknown) => process.note(`${what}: ${error instanceof Error ? error.name : 'failed'}`),
      );
    });
  }

  /** Ends what is under way. */
  end(): void {
    this.#shell?.process.kill('end of the shell');
  }

  #ready(): Readonly<{process: SimulatedProcess; store: Store}> {
    if (this.#shell === undefined || this.#shell.process.isDead) this.#shell = this.#open(this.#name);
    return this.#shell;
  }
}
