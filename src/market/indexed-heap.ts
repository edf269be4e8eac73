/** An entry's place in its heap, kept by the heap. */
export interface HeapEntry {
  /** What the heap is ordered by; must not change while the entry is in a heap. */
  readonly key: number;
  /** Orders entries of equal keys; those of equal sequence too come in any order. */
  readonly sequence: number;
  /** Index in the heap; −1 when in none. */
  position: number;
}

/**
 * Binary heap, smallest key on top, from which any entry can be taken in O(log n): entries know
 * their place.
 */
export class IndexedHeap<Entry extends HeapEntry> {
  readonly #entries: Entry[] = [];

  get size(): number {
    return this.#entries.length;
  }

  /** The entry with the smallest key, left in its place. */
  peek(): Entry | undefined {
    return this.#entries[0];
  }

  push(entry: Entry): void {
    if (entry.position !== -1) throw new Error('Invariant: an entry is in one heap at a time');
    this.#entries.push(entry);
    this.#rise(entry, this.#entries.length - 1);
  }

  /** Takes the top off. */
  pop(): Entry | undefined {
    const top = this.#entries[0];
    if (top !== undefined) this.remove(top);
    return top;
  }

  /** Takes an entry out; does nothing when it is in no heap. */
  remove(entry: Entry): void {
    const {position} = entry;
    if (position === -1) return;
    const last = this.#entries.pop();
    entry.position = -1;
    if (last === undefined || last === entry) return;
    const parent = this.#entries[(position - 1) >> 1];
    if (position > 0 && parent !== undefined && isBefore(last, parent)) this.#rise(last, position);
    else this.#sink(last, position);
  }

  #rise(entry: Entry, start: number): void {
    const entries = this.#entries;
    let position = start;
    while (position > 0) {
      const parentPosition = (position - 1) >> 1;
      const parent = entries[parentPosition] as Entry;
      if (!isBefore(entry, parent)) break;
      entries[position] = parent;
      parent.position = position;
      position = parentPosition;
    }
    entries[position] = entry;
    entry.position = position;
  }

  #sink(entry: Entry, start: number): void {
    const entries = this.#entries;
    const half = entries.length >> 1;
    let position = start;
    while (position < half) {
      let childPosition = 2 * position + 1;
      const right = entries[childPosition + 1];
      if (right !== undefined && isBefore(right, entries[childPosition] as Entry)) childPosition += 1;
      const child = entries[childPosition] as Entry;
      if (!isBefore(child, entry)) break;
      entries[position] = child;
      child.position = position;
      position = childPosition;
    }
    entries[position] = entry;
    entry.position = position;
  }
}

function isBefore(a: HeapEntry, b: HeapEntry): boolean {
  return a.key < b.key || (a.key === b.key && a.sequence < b.sequence);
}
