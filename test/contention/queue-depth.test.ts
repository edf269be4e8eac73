import {describe, expect, it} from 'vitest';
import {QueueDepth} from '../../src/contention/queue-depth.ts';

const WINDOW_MS = 10;

/** Depths over time, one window a row; the last of a row is the depth at its end. */
function growsAfter(windows: readonly (readonly number[])[]): boolean {
  const depth = new QueueDepth(WINDOW_MS, 100);
  for (const [index, depths] of windows.entries()) {
    for (const [step, wanted] of depths.entries()) {
      depth.passTo(100 + index * WINDOW_MS + step);
      while (depth.now < wanted) depth.more();
      while (depth.now > wanted) depth.less();
    }
  }
  depth.passTo(100 + windows.length * WINDOW_MS);
  return depth.isGrowing;
}

describe('QueueDepth', () => {
  it.each<[string, boolean, number[][]]>([
    ['grew in three windows, and never emptied', true, [[2], [4, 3], [7], [9, 12]]],
    ['grew in two', false, [[0], [2], [4, 3], [7]]],
    ['grew from nothing: the first of the windows began empty', false, [[2], [4, 3], [7]]],
    ['emptied in between', false, [[2], [4, 3], [7, 0, 7], [9]]],
    ['stood still once', false, [[2], [4, 3], [3], [9], [12]]],
    ['fell once', false, [[2], [4], [3], [9], [12]]],
    ['grew, and fell at last', false, [[2], [4], [6], [9], [8]]],
    ['grew, and a window passed without anything', false, [[2], [4], [6], [9], []]],
  ])('that %s: growing is %s', (_, isGrowing, windows) => {
    expect(growsAfter(windows)).toBe(isGrowing);
  });

  it('ends several windows at once when nothing happened for long', () => {
    const depth = new QueueDepth(WINDOW_MS, 0);
    for (const endMs of [10, 20, 30, 40]) {
      depth.more();
      expect(depth.passTo(endMs - 1)).toBe(false);
      expect(depth.passTo(endMs)).toBe(true);
    }
    expect(depth.isGrowing).toBe(true);
    expect(depth.passTo(75)).toBe(true);
    expect(depth.isGrowing).toBe(false);
    expect(depth.passTo(79)).toBe(false);
    expect(depth.passTo(80)).toBe(true);
  });

  it('keeps the most that stood at a time', () => {
    const depth = new QueueDepth(WINDOW_MS, 0);
    depth.more();
    depth.more();
    depth.less();
    depth.more();
    depth.less();
    expect(depth).toMatchObject({now: 1, max: 2});
  });
});
