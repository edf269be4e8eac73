import type {Halt} from '../ports/store.ts';
import {isoTime} from './plan-view.ts';

/** Whether trading is halted, as `--json` tells it. */
export type HaltView = Readonly<{
  halted: boolean;
  reason: string | null;
  at: string | null;
  flatten: boolean;
  /** False: only the file says so, as the database could not be written. */
  inDatabase: boolean;
}>;

export function haltView(halt: Halt | undefined): HaltView {
  if (halt === undefined) return {halted: false, reason: null, at: null, flatten: false, inDatabase: false};
  const {reason, atMs, flatten, byFile} = halt;
  return {halted: true, reason, at: isoTime(atMs), flatten, inDatabase: !byFile};
}
