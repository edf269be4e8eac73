import {mkdtempSync} from 'node:fs';
import {join} from 'node:path';

/** Where Linux keeps files in memory. */
const IN_MEMORY = '/dev/shm';

/** A new folder whose files are in memory and outlive a process, where there is such a place; else the other one. */
export function memoryFolder(prefix: string, otherwise: string): string {
  try {
    return mkdtempSync(join(IN_MEMORY, prefix));
  } catch {
    // Another system, or a place that this user may not write to.
    return otherwise;
  }
}
