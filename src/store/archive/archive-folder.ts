import {hash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {type FileHandle, mkdir, open} from 'node:fs/promises';
import {dirname, isAbsolute, join, relative, resolve} from 'node:path';
import {createInterface} from 'node:readline';
import {messageOf, StorageError} from '../../errors.ts';
import type {ArchiveRecord, WrittenRecord} from '../../ports/store.ts';

/**
 * Files of plans that leave the database: `plans-2026-08.jsonl` has those that ended in that month (UTC), one on
 * each line. Lines are only ever appended, and only the owner may read them.
 */
export class ArchiveFolder {
  readonly #folder: string;
  readonly #base: string;
  /** Of each file that was written to, digests of the lines in it. */
  readonly #known = new Map<string, Set<string>>();

  /** @param database Path of the database, from whose folder files are named in it. */
  constructor(folder: string, database: string) {
    this.#folder = resolve(folder);
    this.#base = dirname(resolve(database));
  }

  /** Where a plan goes, as the database names it. */
  nameFor({endedAtMs}: Pick<ArchiveRecord, 'endedAtMs'>): string {
    const month = new Date(endedAtMs).toISOString().slice(0, 7);
    const file = join(this.#folder, `plans-${month}.jsonl`);
    const fromBase = relative(this.#base, file);
    return fromBase.startsWith('..') || isAbsolute(fromBase) ? file : fromBase;
  }

  /**
   * Puts plans on disk. What is there already, from a run that was cut off before it could delete them, is not
   * written again; it is put on disk all the same, for nobody knows whether that was done.
   *
   * @throws {StorageError} STORE_CANNOT_WRITE
   */
  async write(records: readonly ArchiveRecord[]): Promise<readonly WrittenRecord[]> {
    const written: WrittenRecord[] = [];
    for (const [name, ofFile] of Map.groupBy(records, (record) => this.nameFor(record))) {
      await this.#append(
        resolve(this.#base, name),
        ofFile.map(({line}) => line),
      );
      for (const {id, revision, hash: last} of ofFile) written.push({id, revision, hash: last, file: name});
    }
    return written;
  }

  async #append(path: string, lines: readonly string[]): Promise<void> {
    try {
      await mkdir(this.#folder, {recursive: true, mode: 0o700});
      const known = this.#known.get(path) ?? (await digestsIn(path));
      this.#known.set(path, known);
      const missing = lines.filter((line) => !known.has(digestOf(line)));
      const file = await open(path, 'a+', 0o600);
      try {
        // A line that was torn by a crash stays by itself, and is none.
        const start = (await endsInLine(file)) ? '' : '\n';
        if (missing.length > 0) await file.appendFile(`${start}${missing.join('\n')}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await synced(this.#folder);
      for (const line of missing) known.add(digestOf(line));
    } catch (error) {
      throw new StorageError(
        'STORE_CANNOT_WRITE',
        `the archive "${path}" cannot be written: ${messageOf(error)}`,
        {
          hint: 'make room, or choose another folder with --to; the plans are still in the database',
          cause: error,
        },
      );
    }
  }
}

function digestOf(line: string): string {
  return hash('sha256', line, 'base64');
}

async function digestsIn(path: string): Promise<Set<string>> {
  const digests = new Set<string>();
  try {
    for await (const line of createInterface({input: createReadStream(path), crlfDelay: Infinity})) {
      digests.add(digestOf(line));
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return digests;
    throw error;
  }
  return digests;
}

async function endsInLine(file: FileHandle): Promise<boolean> {
  const {size} = await file.stat();
  if (size === 0) return true;
  const {buffer} = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() === '\n';
}

/** That a file has its name is on disk only when its folder is. */
async function synced(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
