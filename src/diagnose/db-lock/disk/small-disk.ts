import {execFile} from 'node:child_process';
import {closeSync, mkdirSync, openSync, rmSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {messageOf} from '../../../errors.ts';

const run = promisify(execFile);
const BLOCK = Buffer.alloc(64 * 1024);
/** So much of the last block may still fit. */
const REST = Buffer.alloc(512);

/** A small file system in memory, of this run alone, that can be filled. */
export class SmallDisk {
  readonly folder: string;
  readonly #filler: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.#filler = join(folder, 'filler');
  }

  /** Mounts one on a new folder, or says why that cannot be done. */
  static async mount(folder: string, sizeMib: number): Promise<SmallDisk | string> {
    mkdirSync(folder);
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeMib}m,mode=0700`, 'tmpfs', folder]);
      return new SmallDisk(folder);
    } catch (error) {
      return `a small file system cannot be mounted: ${messageOf(error).split('\n')[0]}`;
    }
  }

  /** Writes until nothing goes on it any more. */
  fill(): void {
    const file = openSync(this.#filler, 'w');
    try {
      for (const part of [BLOCK, REST]) writeUntilFull(file, part);
    } finally {
      closeSync(file);
    }
  }

  free(): void {
    rmSync(this.#filler, {force: true});
  }

  /** Takes it away, also from under a process that still looks at it. */
  async unmount(): Promise<void> {
    await run('umount', ['--lazy', this.folder]);
  }
}

function writeUntilFull(file: number, part: Buffer): void {
  // Ends at the latest with the memory of the machine: the file system has a size.
  for (;;) {
    try {
      writeSync(file, part);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return;
      throw error;
    }
  }
}
