import type {MonitorStatus} from '../../status.ts';
import {type Finding, skipped} from '../check.ts';
import type {Facts} from '../facts.ts';

/** What a running monitor is asked; without one there is nothing to say. */
export function askMonitor(
  look: (status: MonitorStatus, facts: Facts) => readonly Finding[],
): (facts: Facts) => readonly Finding[] {
  return (facts) => {
    const {monitor} = facts;
    if (monitor.state !== 'answers') return [skipped('no monitor answers')];
    // It has not looked at anything yet.
    if (monitor.status.state === 'starting') return [skipped('the monitor is starting')];
    return look(monitor.status, facts);
  };
}
