import {describe, expect, it} from 'vitest';
import {aView, SAYING, stateOf} from '../views.ts';

describe('not', () => {
  it.each([
    ['met', 'unmet'],
    ['unmet', 'met'],
    ['unknown', 'unknown'],
  ] as const)('of %s is %s', (part, state) => {
    expect(stateOf({not: SAYING[part]}, aView())).toBe(state);
  });
});
