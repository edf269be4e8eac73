import type {Clock} from '../../ports/clock.ts';
import type {Store} from '../../ports/store.ts';
import type {QueuedStore} from '../../store/sqlite/queued-store.ts';
import type {WorkerStoreOptions} from '../../store/sqlite/worker-store.ts';
import type {Plant} from '../diagnosis.ts';
import type {PhaseName} from './phase-name.ts';

/** A defect in how the monitor uses its database. */
export type DbLockPlant = Plant &
  Readonly<{
    /** What has to be done to the database for it to show; without any, ordinary traffic shows it. */
    phases: readonly PhaseName[];
    /** Opens a faulty store in the place of the worker's. */
    open?: (options: WorkerStoreOptions) => Promise<QueuedStore>;
    /** Calls that the store answers wrongly. */
    store?: (store: Store, place: Readonly<{path: string; clock: Clock}>) => Partial<Store>;
  }>;
