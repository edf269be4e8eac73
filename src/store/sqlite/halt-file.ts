// vigil-lint-ok: a simulated disk has the file in the folder of its run; only the product writes it
import {closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync} from 'node:fs';
import {z} from 'zod';
import {messageOf} from '../../errors.ts';
import type {Halt} from '../../ports/store.ts';

/** What the file says. */
export type HaltNote = Omit<Halt, 'byFile'>;

const noteSchema: z.ZodType<HaltNote> = z.strictObject({
  reason: z.string(),
  atMs: z.number(),
  flatten: z.boolean(),
});

/**
 * The file beside a database that stops all claims as long as it is there, whatever is in it. It can be
 * made while the database is locked, full or damaged, with nothing but a shell: `touch plans.db.halt`.
 *
 * It is named by the database it belongs to and by nothing else, so that no call can take the path of the
 * database for that of the file.
 */
export class HaltFile {
  readonly path: string;

  constructor(databasePath: string) {
    this.path = `${databasePath}.halt`;
  }

  /**
   * Writes the file whole, or not at all; only its owner may read it.
   *
   * @throws What the file system throws: trading is then not halted by it.
   */
  write({reason, atMs, flatten}: HaltNote): void {
    const temporary = `${this.path}.tmp`;
    rmSync(temporary, {force: true});
    const file = openSync(temporary, 'wx', 0o600);
    try {
      writeSync(file, `${JSON.stringify({reason, atMs, flatten})}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, this.path);
  }

  /** Whether there was one. */
  remove(): boolean {
    const wasThere = statSync(this.path, {throwIfNoEntry: false}) !== undefined;
    rmSync(this.path, {force: true});
    return wasThere;
  }

  /** What the file says; one that cannot be read halts all the same, and says so. */
  read(): HaltNote | undefined {
    const stats = statSync(this.path, {throwIfNoEntry: false});
    if (stats === undefined) return undefined;
    try {
      return noteSchema.parse(JSON.parse(readFileSync(this.path, 'utf8')));
    } catch (error) {
      const why = messageOf(error).replaceAll(/\s+/g, ' ');
      return {
        reason: `the file "${this.path}" is there and cannot be read: ${why}`,
        atMs: Math.floor(stats.mtimeMs),
        flatten: false,
      };
    }
  }
}
