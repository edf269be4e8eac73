import type {Clock} from '../../../ports/clock.ts';
import type {Random} from '../../../ports/random.ts';
import {OperationQueue} from '../../../store/sqlite/operation-queue.ts';
import {QueuedStore} from '../../../store/sqlite/queued-store.ts';
import {RestartingWorker, type WorkerLink} from '../../../store/sqlite/restarting-worker.ts';
import {randomUuid} from '../../../store/sqlite/store-options.ts';
import type {RecoveryPlant} from '../recovery-plant.ts';

/** How long a call may wait for a lock; nobody else has the file. */
const DEADLINE_MS = 5000;

/** The store of `run`, in a thread that can be killed. */
export async function openThreaded(
  {
    path,
    clock,
    random,
    start,
  }: Readonly<{path: string; clock: Clock; random: Random; start: () => WorkerLink}>,
  taker: RecoveryPlant['taker'],
  onFailure: (error: Error) => void,
): Promise<QueuedStore> {
  const queueOptions = {path, clock, random, deadlineMs: DEADLINE_MS, onFailure};
  const open = {path, migrate: true, newDatabaseId: randomUuid(random)};
  if (taker !== undefined) {
    const planted = taker(start);
    const databaseId = await planted.open(open);
    return new QueuedStore(new OperationQueue(planted, queueOptions), databaseId, {from: 0, to: 0});
  }
  const worker = new RestartingWorker({open, clock, random, deadlineMs: DEADLINE_MS, start});
  const {databaseId, migration} = await worker.open();
  return new QueuedStore(new OperationQueue(worker, queueOptions), databaseId, migration);
}
