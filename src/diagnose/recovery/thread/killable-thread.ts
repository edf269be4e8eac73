import {StoreWorker} from '../../../store/sqlite/store-worker-client.ts';
import type {WorkerLink} from '../../../store/sqlite/restarting-worker.ts';
import type {Method} from '../../../store/sqlite/operation.ts';
import type {Turn} from '../../../store/sqlite/turn-runner.ts';

/** Kills a store's threads, each while it does what is named next. */
export class Killer {
  /** Threads that were killed. */
  kills = 0;
  readonly #targets: Method[];

  /** @param targets What threads are killed at, in this order, one each. */
  constructor(targets: readonly Method[]) {
    this.#targets = [...targets];
  }

  /** A thread as the store starts it. */
  readonly start = (): WorkerLink => {
    const thread = new StoreWorker();
    return {
      get ended() {
        return thread.ended;
      },
      open: (options) => thread.open(options),
      run: (turn) => {
        const running = thread.run(turn);
        if (this.#isNext(turn)) {
          this.#targets.shift();
          this.kills += 1;
          // Nobody knows how far the turn has come by then.
          void thread.terminate();
        }
        return running;
      },
      close: () => thread.close(),
      terminate: () => thread.terminate(),
    };
  };

  #isNext({writes, reads}: Turn): boolean {
    const [next] = this.#targets;
    return [...writes, ...reads].some(({method}) => method === next);
  }
}
