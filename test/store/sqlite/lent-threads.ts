import {StoreWorker} from '../../../src/store/sqlite/store-worker-client.ts';
import type {WorkerLink} from '../../../src/store/sqlite/restarting-worker.ts';

/**
 * Threads of stores that are used one after the other: to start one costs half a second, in which it compiles the
 * program, and a suite opens hundreds of stores. What one has opened it closes before the next opens.
 */
export class LentThreads {
  readonly #idle: StoreWorker[] = [];
  readonly #started: StoreWorker[] = [];

  lend(): WorkerLink {
    const thread = this.#idle.pop() ?? this.#start();
    return {
      get ended() {
        return thread.ended;
      },
      open: (options) => thread.open(options),
      run: (turn) => thread.run(turn),
      terminate: () => thread.terminate(),
      close: async () => {
        await thread.ask({type: 'close'});
        this.#idle.push(thread);
      },
    };
  }

  async end(): Promise<void> {
    await Promise.all(this.#started.map((thread) => thread.terminate()));
  }

  #start(): StoreWorker {
    const thread = new StoreWorker();
    this.#started.push(thread);
    return thread;
  }
}
