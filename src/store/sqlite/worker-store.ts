import {StorageError} from '../../errors.ts';
import {OperationQueue} from './operation-queue.ts';
import {QueuedStore} from './queued-store.ts';
import {BUSY, retryWhileBusy} from './retry-while-busy.ts';
import {DEADLINE_MS, randomUuid, type StoreOptions} from './store-options.ts';
import {StoreWorker} from './store-worker-client.ts';

export type WorkerStoreOptions = StoreOptions &
  Readonly<{
    /**
     * Called once, when the worker ended or its connection is lost for good (a failed fsync, a damaged
     * file). Everything that waits is rejected with the same error; end the process and start again.
     */
    onFailure?: (error: Error) => void;
  }>;

/**
 * The store in a worker thread: for the monitor, whose loop a locked or slow database must not stop.
 * Writes that wait together become one transaction and one fsync.
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
    const worker = new StoreWorker();
    try {
      const opened = await retryWhileBusy(
        async () => {
          const reply = await worker.ask({type: 'open', options: open});
          if (reply.type === 'busy') return BUSY;
          if (reply.type !== 'opened')
            throw new Error(`Invariant: "open" is not answered by "${reply.type}"`);
          return reply;
        },
        {path, clock, random, deadlineMs, doing: 'opening it'},
      );
      const queue = new OperationQueue(worker, {
        path,
        clock,
        random,
        deadlineMs,
        meter: options.meter,
        onFailure: options.onFailure ?? (() => {}),
      });
      worker.onEnd((error) => {
        queue.fail(endedError(path, error));
      });
      return new WorkerStore(queue, opened.databaseId, opened.migration);
    } catch (error) {
      await worker.terminate();
      throw error;
    }
  }
}

function endedError(path: string, cause: Error): StorageError {
  return new StorageError('STORE_CANNOT_WRITE', `the thread that writes the database "${path}" ended`, {
    hint: 'start again: what was acknowledged is on disk, and the rest is found out on start',
    cause,
  });
}
