import type {MetricBook} from './metric-book.ts';

/** The database, as seen from the queue before it. */
export function databaseMetrics(book: MetricBook): void {
  book.counter({
    name: 'database_writes_total',
    help: 'Writes that are on disk.',
    read: ({status}) => status.store?.writes,
  });
  book.counter({
    name: 'database_groups_total',
    help: 'Transactions that the writes were made in.',
    read: ({status}) => status.store?.groups,
  });
  book.counter({
    name: 'database_busy_retries_total',
    help: 'Tries that found the database locked by another process.',
    read: ({status}) => status.store?.busyRetries,
  });
  book.counter({
    name: 'database_busy_seconds_total',
    help: 'Time in which the database was locked by another process, a lock that goes on included.',
    read: ({status: {store}}) =>
      store === undefined ? undefined : (store.busyMs + store.lockedForMs) / 1000,
  });
  book.gauge({
    name: 'database_locked_seconds',
    help: 'For how long the database has been locked by another process now; 0 when it is not.',
    read: ({status: {store}}) => (store === undefined ? undefined : store.lockedForMs / 1000),
  });
  book.gauge({
    name: 'database_longest_wait_seconds',
    help: 'The longest that a call has waited for its answer since the start.',
    read: ({status: {store}}) => (store === undefined ? undefined : store.longestWaitMs / 1000),
  });
  book.gauge({
    name: 'database_waiting_calls',
    help: 'Calls that have no answer yet.',
    read: ({status}) => status.store?.waiting,
  });
  book.gauge({
    name: 'database_wal_pages',
    help: 'Pages of 4 KiB in the write-ahead log.',
    read: ({status}) => status.store?.walPages,
  });
  book.counter({
    name: 'database_worker_restarts_total',
    help: 'Threads of the database that were started in the place of one that died.',
    read: ({status}) => status.store?.workerRestarts,
  });
}
