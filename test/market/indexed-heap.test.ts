import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {type HeapEntry, IndexedHeap} from '../../src/market/indexed-heap.ts';

const anEntry = (key: number, sequence: number): HeapEntry => ({key, sequence, position: -1});

describe('IndexedHeap', () => {
  it('gives what a sorted list gives, whatever is put in and taken out', () => {
    const aStep = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({kind: fc.constant('push' as const), value: fc.integer({min: -5, max: 5})}),
      },
      {weight: 1, arbitrary: fc.record({kind: fc.constant('pop' as const), value: fc.nat()})},
      {weight: 2, arbitrary: fc.record({kind: fc.constant('remove' as const), value: fc.nat()})},
    );
    fc.assert(
      fc.property(fc.array(aStep, {maxLength: 120}), (steps) => {
        const heap = new IndexedHeap<HeapEntry>();
        let model: HeapEntry[] = [];
        for (const [sequence, {kind, value}] of steps.entries()) {
          if (kind === 'push') {
            const entry = anEntry(value, sequence);
            heap.push(entry);
            model = [...model, entry].sort((a, b) => a.key - b.key || a.sequence - b.sequence);
          } else if (kind === 'pop') {
            expect(heap.pop()).toBe(model.shift());
          } else {
            const [entry] = model.splice(model.length === 0 ? 0 : value % model.length, 1);
            if (entry !== undefined) {
              heap.remove(entry);
              expect(entry.position).toBe(-1);
            }
          }
          expect(heap.size).toBe(model.length);
          expect(heap.peek()).toBe(model[0]);
        }
        expect(model.map(() => heap.pop())).toEqual(model);
        expect(heap.pop()).toBeUndefined();
      }),
      {numRuns: 500},
    );
  });

  it('takes an entry out once, and can be given it again', () => {
    const heap = new IndexedHeap<HeapEntry>();
    const entry = anEntry(1, 0);
    heap.push(entry);
    heap.remove(entry);
    heap.remove(entry);
    expect(heap.size).toBe(0);
    heap.push(entry);
    expect(heap.pop()).toBe(entry);
  });

  it('refuses an entry that is in a heap already', () => {
    const heap = new IndexedHeap<HeapEntry>();
    const entry = anEntry(1, 0);
    heap.push(entry);
    expect(() => new IndexedHeap<HeapEntry>().push(entry)).toThrow('one heap at a time');
  });
});
