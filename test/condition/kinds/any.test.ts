import {describe, expect, it} from 'vitest';
import {aView, SAYING, stateOf} from '../views.ts';

describe('any', () => {
  it.each([
    ['met', 'met', 'met'],
    ['met', 'unmet', 'met'],
    ['met', 'unknown', 'met'],
    ['unmet', 'met', 'met'],
    ['unmet', 'unmet', 'unmet'],
    ['unmet', 'unknown', 'unknown'],
    ['unknown', 'met', 'met'],
    ['unknown', 'unmet', 'unknown'],
    ['unknown', 'unknown', 'unknown'],
  ] as const)('%s or %s is %s', (left, right, state) => {
    expect(stateOf({any: [SAYING[left], SAYING[right]]}, aView())).toBe(state);
  });
});
