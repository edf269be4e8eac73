// vigil-lint-ok: asked only of a database with a path, and a simulated store names none
import {readFileSync, statSync} from 'node:fs';

/** A process that keeps others from the database. */
export type LockHolder = Readonly<{pid: number; command: string}>;

/** Locks of the WAL index by byte: 120 writer, 121 checkpointer, 122 recovery; readers follow. */
const EXCLUSIVE_BYTES_OF_SHM = [120, 122] as const;

/**
 * The processes that hold a writer's lock on the database, from Linux's list of locks; empty
 * elsewhere, and when the lock was let go meanwhile. Touches no database file: opening and closing
 * one would drop this process's own locks.
 */
export function lockHolders(path: string): readonly LockHolder[] {
  // vigil-lint-ok: its inode only, no handle is opened
  const wal = inodeOf(`${path}-shm`);
  const main = inodeOf(path);
  const pids = new Set<number>();
  for (const line of read('/proc/locks').split('\n')) {
    // 1: POSIX  ADVISORY  WRITE 1234 08:01:5678 120 120
    const [, , , mode, pid, file, first, last] = line.trim().split(/\s+/);
    if (mode !== 'WRITE' || file === undefined) continue;
    const inode = file.split(':')[2];
    const isOnWalIndex =
      inode === wal &&
      EXCLUSIVE_BYTES_OF_SHM.some(
        (byte) => Number(first) <= byte && byte <= (last === 'EOF' ? byte : Number(last)),
      );
    // In exclusive mode there is no shared index, but a write lock on the file itself.
    if (isOnWalIndex || inode === main) pids.add(Number(pid));
  }
  return [...pids].filter((pid) => pid > 0).map((pid) => ({pid, command: commandOf(pid)}));
}

/** "process 4711 (python3 …) holds it", for an error; empty when nobody is known to. */
export function describeHolders(holders: readonly LockHolder[]): string {
  const named = holders.map(({pid, command}) => `${pid}${command === '' ? '' : ` (${command})`}`);
  if (named.length === 0) return '';
  return named.length === 1 ? `process ${named[0]} holds it` : `processes ${named.join(', ')} hold it`;
}

function inodeOf(path: string): string | undefined {
  return statSync(path, {throwIfNoEntry: false})?.ino.toString();
}

function commandOf(pid: number): string {
  const words = read(`/proc/${pid}/cmdline`).split('\0').join(' ').trim();
  return words.length > 80 ? `${words.slice(0, 79)}…` : words;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // No such file: another operating system, or the process has ended meanwhile.
    return '';
  }
}
