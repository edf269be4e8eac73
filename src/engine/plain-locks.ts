import {Mutex} from 'async-mutex';
import type {Locks} from '../ports/locks.ts';

/** Locks that nobody measures. */
export const PLAIN_LOCKS: Locks = {
  lockOf: () => {
    const mutex = new Mutex();
    return {runExclusive: (work) => mutex.runExclusive(work), isLocked: () => mutex.isLocked()};
  },
};
