import {openDatabase} from '../../../store/sqlite/open-database.ts';
import {OperationQueue} from '../../../store/sqlite/operation-queue.ts';
import {QueuedStore} from '../../../store/sqlite/queued-store.ts';
import {SqliteCore} from '../../../store/sqlite/sqlite-core.ts';
import {DEADLINE_MS, randomUuid} from '../../../store/sqlite/store-options.ts';
import {TurnRunner} from '../../../store/sqlite/turn-runner.ts';
import type {DbLockPlant} from '../db-lock-plant.ts';

const BUSY_TIMEOUT_MS = 5000;

export const busyTimeoutOnMain: DbLockPlant = {
  name: 'busy-timeout-on-main',
  does: 'keeps the connection in the monitor’s own thread and lets SQLite wait 5 s for a lock, which stops everything',
  phases: ['write'],
  open: async ({path, clock, random, deadlineMs = DEADLINE_MS, onFailure = () => undefined}) => {
    const newDatabaseId = randomUuid(random);
    const {database, migration} = openDatabase({path, migrate: true, newDatabaseId});
    database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    const core = new SqliteCore(database);
    const taker = new TurnRunner(database, core, path);
    const queue = new OperationQueue(taker, {path, clock, random, deadlineMs, onFailure});
    return new QueuedStore(queue, core.databaseId, migration);
  },
};
