import {describeHolders} from '../../../store/sqlite/lock-holders.ts';
import {formatDuration} from '../../../plan/duration.ts';
import {type Check, failure, ok} from '../check.ts';

/**
 * Nobody keeps the database locked. A process that is stopped in the middle of a write does, and while it
 * does no plan is added and no other monitor takes over.
 */
export const lock: Check = {
  name: 'lock',
  look: ({lock: {holders, watchedMs}}) => {
    if (holders.length === 0) return [ok('nobody keeps the database locked')];
    const pids = holders.map(({pid}) => pid).join(' ');
    return [
      failure(
        `the database was locked for all of ${formatDuration(watchedMs)}; ${describeHolders(holders)}`,
        `kill -CONT ${pids}, if it is stopped; if it does nothing, end it`,
      ),
    ];
  },
};
