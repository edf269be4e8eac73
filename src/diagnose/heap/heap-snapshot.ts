import {readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {writeHeapSnapshot} from 'node:v8';
import {type ClassCount, classCounts} from './class-counts.ts';
import {heapBytes} from './heap-bytes.ts';

/** A snapshot is several times as large as the heap, and must fit into one string. */
const HEAP_MAX_BYTES = 100 * 1024 * 1024;

/** A file that holds what was in the heap; it is read later, so that reading does not add to the heap. */
export class HeapSnapshot {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /**
   * Writes down what this thread's heap holds after a collection.
   *
   * @param folder Where to; there is one snapshot of each name.
   * @returns Undefined when the heap is too large for it.
   */
  static take(folder: string, name: string): HeapSnapshot | undefined {
    if (heapBytes() > HEAP_MAX_BYTES) return undefined;
    return new HeapSnapshot(writeHeapSnapshot(join(folder, `${name}.heapsnapshot`)));
  }

  /** What it holds, by class; the file is removed. */
  classes(): ReadonlyMap<string, ClassCount> {
    try {
      return classCounts(readFileSync(this.#path, 'utf8'));
    } finally {
      rmSync(this.#path);
    }
  }
}
