import {OperationQueue} from './operation-queue.ts';
import {QueuedStore} from './queued-store.ts';
import {RestartingWorker, type WorkerLink} from './restarting-worker.ts';
import {DEADLINE_MS, randomUuid, type StoreOptions} from './store-options.ts';
import {StoreWorker} from './store-worker-client.ts';

export type WorkerStoreOptions = StoreOptions &
  Readonly<{
    /**
     * Called once, when the connection is lost for good (a failed fsync, a damaged file), or threads keep
     * ending. Everything that waits is rejected with the same error; end the process and start again.
     */
    onFailure?: (error: Error) => void;
    /** Starts the thread. Default: a new one. */
    startThread?: () => WorkerLink;
  }>;

/**
 * The store in a worker thread: for the monitor, whose loop a locked or slow database must not stop.
 * Writes that wait together become one transaction and one fsync. A thread that ends is replaced.
 */
export class WorkerStore extends QueuedStore {
  /**
   * @throws {BusyError} STORE_BUSY when the database stayed locked to the deadline.
   * @throws {StorageError} STORE_CANNOT_OPEN, STORE_VERSION_NEWER, STORE_CORRUPT.
   */
  static async open(options: WorkerStoreOptions): Promise<WorkerStore> {
    const {path, clock, random, deadlineMs = DEADLINE_MS} = options;
    const open = {
      path,
      migrate: options.migrate ?? true,
      newDatabaseId: options.databaseId ?? randomUuid(random),
    };
    const worker = new RestartingWorker({
      open,
      clock,
      random,
      deadlineMs,
      start: options.startThread ?? (() => new StoreWorker()),
    });
    try {
      const opened = await worker.open();
      const queue = new OperationQueue(worker, {
        path,
        clock,
        random,
        deadlineMs,
        meter: options.meter,
        onFailure: options.onFailure ?? (() => {}),
      });
      return new WorkerStore(queue, opened.databaseId, opened.migration);
    } catch (error) {
      await worker.terminate();
      throw error;
    }
  }
}
