import {describe, expect, it} from 'vitest';
import {overridden} from '../src/overridden.ts';

class Counter {
  #count = 0;
  readonly label = 'counter';

  add(by: number): number {
    this.#count += by;
    return this.#count;
  }

  get count(): number {
    return this.#count;
  }
}

describe('overridden', () => {
  it('answers what it is given itself and hands on the rest, private state included', () => {
    const counter = new Counter();
    const doubling = overridden(counter, {add: (by) => counter.add(by * 2)});
    expect([doubling.add(1), doubling.add(2)]).toEqual([2, 6]);
    expect({count: doubling.count, label: doubling.label, own: counter.count}).toEqual({
      count: 6,
      label: 'counter',
      own: 6,
    });
  });

  it('leaves the part as it was', () => {
    const counter = new Counter();
    overridden(counter, {add: () => -1});
    expect(counter.add(1)).toBe(1);
  });

  it('lets a call that is not overridden be taken apart from its object', () => {
    const {add} = overridden(new Counter(), {});
    expect(add(3)).toBe(3);
  });
});
