import type {Monitor} from '../../engine/monitor.ts';
import {readiness, type Readiness} from '../readiness.ts';
import {type StatusParts, statusOf} from '../status.ts';
import type {MonitorStatus} from '../status.ts';

/** What is looked at when somebody asks for the metrics: the monitor as it stands at that time. */
export type Moment = Readonly<{
  nowMs: number;
  status: MonitorStatus;
  readiness: Readiness;
  /** Undefined while it is still starting. */
  monitor: Monitor | undefined;
}>;

export function momentOf(parts: StatusParts): Moment {
  const status = statusOf(parts);
  return {nowMs: parts.clock.now(), status, readiness: readiness(status), monitor: parts.monitor};
}

/** Seconds from a time that `status` tells to the moment; never below 0, as the clock may have been set. */
export function secondsSince({nowMs}: Moment, iso: string | null | undefined): number | undefined {
  return iso === null || iso === undefined ? undefined : Math.max(0, nowMs - Date.parse(iso)) / 1000;
}

/** 1 for yes. */
export function flag(is: boolean): number {
  return is ? 1 : 0;
}
