import {describe, expect, it} from 'vitest';
import {compileCondition} from '../../../src/condition/compile.ts';
import {aView, stateOf} from '../views.ts';

describe('always', () => {
  it('is met whatever there is to see', () => {
    expect(stateOf({always: true}, aView())).toBe('met');
  });

  it('can never become anything else', () => {
    expect(compileCondition({not: {always: true}}, 'buy').wakes(aView(), 'met')).toEqual([]);
  });
});
