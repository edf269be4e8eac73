import {describe, expect, it} from 'vitest';
import {aView, SAYING, stateOf} from '../views.ts';

describe('all', () => {
  it.each([
    ['met', 'met', 'met'],
    ['met', 'unmet', 'unmet'],
    ['met', 'unknown', 'unknown'],
    ['unmet', 'met', 'unmet'],
    ['unmet', 'unmet', 'unmet'],
    ['unmet', 'unknown', 'unmet'],
    ['unknown', 'met', 'unknown'],
    ['unknown', 'unmet', 'unmet'],
    ['unknown', 'unknown', 'unknown'],
  ] as const)('%s and %s is %s', (left, right, state) => {
    expect(stateOf({all: [SAYING[left], SAYING[right]]}, aView())).toBe(state);
  });

  it.each(['met', 'unmet', 'unknown'] as const)('of one part that is %s is the same', (state) => {
    expect(stateOf({all: [SAYING[state]]}, aView())).toBe(state);
  });
});
