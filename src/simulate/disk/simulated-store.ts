import {OperationQueue} from '../../store/sqlite/operation-queue.ts';
import {QueuedStore} from '../../store/sqlite/queued-store.ts';
import {DEADLINE_MS} from '../../store/sqlite/store-options.ts';
import {LATEST_VERSION} from '../../store/sqlite/migrations.ts';
import type {PlantedTurn} from '../plants/simulation-plant.ts';
import type {SimulatedProcess} from '../kernel/simulated-process.ts';
import {type DiskParts, SimulatedTaker} from './simulated-taker.ts';

export type StoreTerms = Readonly<{
  /** Called once, when the connection is lost for good. */
  onFailure: (error: Error) => void;
  /** In the place of its turns: for defects that are planted. */
  turn?: PlantedTurn | undefined;
}>;

/** The store of a simulated process: the product's own queue over a thread that is simulated. */
export class SimulatedStore extends QueuedStore {
  readonly queue: OperationQueue;

  static open(parts: DiskParts, process: SimulatedProcess, {onFailure, turn}: StoreTerms): SimulatedStore {
    const taker = new SimulatedTaker(parts, process, turn);
    const queue = new OperationQueue(taker, {
      path: ':memory:',
      clock: process.clock,
      random: parts.kernel.dice.of(`backoff ${process.name}`),
      deadlineMs: DEADLINE_MS,
      onFailure,
    });
    return new SimulatedStore(queue, taker.databaseId);
  }

  private constructor(queue: OperationQueue, databaseId: string) {
    super(queue, databaseId, {from: LATEST_VERSION, to: LATEST_VERSION});
    this.queue = queue;
  }
}
