import {readFileSync, readlinkSync} from 'node:fs';
import {hostname} from 'node:os';
import type {Processes} from '../ports/processes.ts';

/** Stands in `/proc/PID/stat` after the command, which may hold spaces and brackets: the 20th from there. */
const START_TIME_FIELD = 19;

/**
 * The processes of this machine, or of this container: two containers may have one host name, and each its
 * own process 7. What another one's processes do nobody can tell from here.
 */
export class SystemProcesses implements Processes {
  readonly host = hostname();
  readonly pid = process.pid;
  readonly processStart = `${numbering()}/${startOf(process.pid) ?? ''}`;

  isGone(pid: number, processStart: string): boolean {
    const [otherNumbering = '', otherStart = ''] = processStart.split('/');
    if (otherNumbering !== numbering()) return false;
    try {
      process.kill(pid, 0);
    } catch (error) {
      // Somebody else's process is there too.
      return error instanceof Error && 'code' in error && error.code === 'ESRCH';
    }
    // The pid is in use; where its start is known it tells whether by the same process.
    const start = startOf(pid);
    return start !== undefined && otherStart !== '' && start !== otherStart;
  }
}

/** Which numbering of processes this one's is of; empty where the system has but one. */
function numbering(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '');
  } catch {
    // A system without namespaces.
    return '';
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
