import {Mutex} from 'async-mutex';
import type {Locks} from '../ports/locks.ts';

/** Locks that nobody measures. */
export const PLAIN_LOCKS: Locks = {lockOf: () => new Mutex()};
