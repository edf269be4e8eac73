import {readFileSync} from 'node:fs';
import {hostname} from 'node:os';
import type {Processes} from '../ports/processes.ts';

/** Stands in `/proc/PID/stat` after the command, which may hold spaces and brackets: the 20th from there. */
const START_TIME_FIELD = 19;

/** The processes of this machine. */
export class SystemProcesses implements Processes {
  readonly host = hostname();
  readonly pid = process.pid;
  readonly processStart = startOf(process.pid) ?? '';

  isGone(pid: number, processStart: string): boolean {
    try {
      process.kill(pid, 0);
    } catch (error) {
      // Somebody else's process is there too.
      return error instanceof Error && 'code' in error && error.code === 'ESRCH';
    }
    // The pid is in use; where its start is known it tells whether by the same process.
    const start = startOf(pid);
    return start !== undefined && processStart !== '' && start !== processStart;
  }
}

/** When a process was started, in ticks since the machine was; undefined where the system does not tell. */
function startOf(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    // No such process, or a system without /proc: whoever asks then knows no more than before.
    return undefined;
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie has ended and only waits to be asked how; it holds nothing any more.
  if (fields[0] === 'Z') return 'ended';
  return fields[START_TIME_FIELD];
}
