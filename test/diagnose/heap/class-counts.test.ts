import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {type ClassCount, classCounts, grownClasses} from '../../../src/diagnose/heap/class-counts.ts';
import {HeapSnapshot} from '../../../src/diagnose/heap/heap-snapshot.ts';

/** Nodes of four numbers, in another order than V8 has them today. */
function snapshotOf(nodes: readonly (readonly [type: number, bytes: number, name: number])[]): string {
  return JSON.stringify({
    snapshot: {
      meta: {
        node_fields: ['id', 'type', 'self_size', 'name'],
        node_types: ['number', ['object', 'closure', 'string', 'code'], 'number', 'string'],
      },
    },
    nodes: nodes.flatMap(([type, bytes, name], id) => [id, type, bytes, name]),
    strings: ['Desk', 'onQuote', 'some text', 'other text'],
  });
}

function counts(entries: Readonly<Record<string, readonly [count: number, bytes: number]>>) {
  return new Map<string, ClassCount>(
    Object.entries(entries).map(([name, [count, bytes]]) => [name, {count, bytes}]),
  );
}

describe('classCounts', () => {
  it('counts objects by their class, closures by their function, and the rest by its kind', () => {
    const text = snapshotOf([
      [0, 100, 0],
      [0, 120, 0],
      [1, 32, 1],
      [2, 24, 2],
      [2, 40, 3],
    ]);
    expect(classCounts(text)).toEqual(
      counts({Desk: [2, 220], '(closure) onQuote': [1, 32], '(string)': [2, 64]}),
    );
  });

  it('says so when a snapshot has another form', () => {
    const text = JSON.stringify({
      snapshot: {meta: {node_fields: [], node_types: []}},
      nodes: [],
      strings: [],
    });
    expect(() => classCounts(text)).toThrow('form that is not known');
  });

  it('finds the objects of a class in the heap of this process', () => {
    class Lighthouse {
      readonly height = 30;
    }
    const folder = mkdtempSync(join(tmpdir(), 'vigil-test-'));
    try {
      const before = HeapSnapshot.take(folder, 'before')?.classes();
      const kept = Array.from({length: 37}, () => new Lighthouse());
      const after = HeapSnapshot.take(folder, 'after')?.classes();
      expect(before?.get('Lighthouse')).toBeUndefined();
      expect(after?.get('Lighthouse')?.count).toBe(kept.length);
    } finally {
      rmSync(folder, {recursive: true});
    }
  });
});

describe('grownClasses', () => {
  it('puts those that tell whose they are first, and by bytes', () => {
    const after = counts({
      '(string)': [900, 90_000],
      Object: [500, 20_000],
      Mutex: [200, 6400],
      PlanWatch: [200, 9000],
    });
    const names = grownClasses(counts({}), after, 1).map(({className}) => className);
    expect(names).toEqual(['PlanWatch', 'Mutex', 'Object', '(string)']);
  });

  it('leaves out what did not grow, grew by too few, or is of V8 itself', () => {
    const before = counts({Desk: [10, 1000], Timer: [5, 500]});
    const after = counts({Desk: [10, 1000], Timer: [3, 300], Mutex: [9, 300], '(code)': [999, 99_999]});
    expect(grownClasses(before, after, 10)).toEqual([]);
    expect(grownClasses(before, after, 9)).toEqual([{className: 'Mutex', count: 9, bytes: 300}]);
  });
});
