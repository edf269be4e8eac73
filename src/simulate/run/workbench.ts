// vigil-lint-ok: the folder of the runs' databases, which nothing in a run sees
import {accessSync, constants, mkdtempSync, rmSync} from 'node:fs';
// vigil-lint-ok: as above
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {SimulatedDisk} from '../disk/simulated-disk.ts';

/** In memory where the system has such a place: a run makes thousands of commits. */
const IN_MEMORY = '/dev/shm';

/** Where the databases of runs are made, and the empty one that they are copied from. */
export class Workbench {
  readonly folder: string;
  readonly template: string;

  constructor() {
    this.folder = mkdtempSync(join(isWritable(IN_MEMORY) ? IN_MEMORY : tmpdir(), 'vigil-simulate-'));
    this.template = join(this.folder, 'template.db');
    SimulatedDisk.writeTemplate(this.template);
  }

  close(): void {
    rmSync(this.folder, {recursive: true, force: true});
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    // There is no such place, or it is not for us.
    return false;
  }
}
