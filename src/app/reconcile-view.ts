import type {ReconcileReport} from '../engine/reconciler.ts';
import {isoTime} from './plan-view.ts';

/** What a pass of the reconciler found, as `--json` and the monitor's socket tell it. */
export type ReconcileView = Omit<ReconcileReport, 'atMs'> &
  Readonly<{
    at: string;
    /** Who went through it: the running monitor, or this command because none runs. */
    by: 'monitor' | 'command';
  }>;

export function reconcileView({atMs, ...report}: ReconcileReport, by: ReconcileView['by']): ReconcileView {
  return {at: isoTime(atMs), by, ...report};
}
