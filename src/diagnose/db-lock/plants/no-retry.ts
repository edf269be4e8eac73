import {busyError, whoHolds} from '../../../store/sqlite/busy-error.ts';
import {describe} from '../../../store/sqlite/operation.ts';
import type {DbLockPlant} from '../db-lock-plant.ts';
import {type AnswerBusy, storeAnsweringBusy} from './answering-busy.ts';

export const noRetry: DbLockPlant = {
  name: 'no-retry',
  does: 'gives the first “locked” to the caller as an error, settlements included',
  phases: ['write'],
  open: (options) => storeAnsweringBusy(options, refuse),
};

const refuse: AnswerBusy = (writes, {path}) =>
  writes.map((write) => ({
    ok: false,
    error: busyError(path, {doing: describe(write), waitedMs: 0, holders: whoHolds(path)}),
  }));
