import type {Worker} from 'node:worker_threads';

/**
 * Notices the threads that this process starts from now on, and says how much the heap of the first one
 * that still runs holds.
 */
export class WorkerHeap {
  #worker: Worker | undefined;
  readonly #onWorker = (worker: Worker): void => {
    this.#worker ??= worker;
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
  };

  constructor() {
    process.on('worker', this.#onWorker);
  }

  /** Bytes held after a collection; null when no thread runs. */
  async bytes(): Promise<number | null> {
    const worker = this.#worker;
    if (worker === undefined) return null;
    // Nothing else makes another thread collect: a snapshot is taken of what is left afterwards.
    for await (const _ of await worker.getHeapSnapshot()) {
      // Only the collection was wanted.
    }
    return (await worker.getHeapStatistics()).used_heap_size;
  }

  stop(): void {
    process.off('worker', this.#onWorker);
  }
}
