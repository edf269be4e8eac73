import {BusyError} from '../../../errors.ts';
import type {Operation} from '../../../store/sqlite/operation.ts';
import {OperationQueue, type TurnTaker} from '../../../store/sqlite/operation-queue.ts';
import {QueuedStore} from '../../../store/sqlite/queued-store.ts';
import {DEADLINE_MS, randomUuid} from '../../../store/sqlite/store-options.ts';
import {StoreWorker} from '../../../store/sqlite/store-worker-client.ts';
import type {Answer} from '../../../store/sqlite/turn-runner.ts';
import type {WorkerStoreOptions} from '../../../store/sqlite/worker-store.ts';

/** What a worker does with writes that found the database locked, in the place of trying them again. */
export type AnswerBusy = (
  writes: readonly Operation[],
  place: Readonly<{path: string; taker: TurnTaker}>,
) => readonly Answer[] | Promise<readonly Answer[]>;

/** The store in its worker, but for what happens to writes that find the database locked. */
export async function storeAnsweringBusy(
  {path, clock, random, deadlineMs = DEADLINE_MS, onFailure = () => undefined}: WorkerStoreOptions,
  answerBusy: AnswerBusy,
): Promise<QueuedStore> {
  const worker = new StoreWorker();
  const newDatabaseId = randomUuid(random);
  const opened = await worker.ask({type: 'open', options: {path, migrate: true, newDatabaseId}});
  if (opened.type !== 'opened') {
    await worker.terminate();
    throw new BusyError('STORE_BUSY', `the database "${path}" was locked when it was opened`);
  }
  const taker: TurnTaker = {
    run: async (turn) => {
      const result = await worker.run(turn);
      if (result.writes !== 'busy') return result;
      return {...result, writes: await answerBusy(turn.writes, {path, taker: worker})};
    },
    close: () => worker.close(),
  };
  const queue = new OperationQueue(taker, {path, clock, random, deadlineMs, onFailure});
  worker.onEnd((error) => queue.fail(error));
  return new QueuedStore(queue, opened.databaseId, opened.migration);
}
