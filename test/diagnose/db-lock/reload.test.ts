import {describe, expect, it} from 'vitest';
import {comparison, isEqual} from '../../../src/diagnose/db-lock/reload.ts';
import type {PlanRow} from '../../../src/ports/store.ts';
import {aPlan} from '../../ports/stored-values.ts';

function aRow(id: string, overrides: Partial<PlanRow> = {}): PlanRow {
  return {
    plan: aPlan({id}),
    status: 'pending',
    version: 1,
    revision: 5,
    updatedAtMs: 0,
    reason: null,
    attempts: 0,
    retryAtMs: null,
    fill: null,
    close: null,
    ...overrides,
  };
}

describe('comparison', () => {
  it('finds no difference between equal plans', () => {
    const reload = comparison([{id: 'a', status: 'pending', revision: 5}], [aRow('a')]);
    expect(reload).toEqual({missed: [], stale: [], surplus: [], unsettled: []});
    expect(isEqual(reload)).toBe(true);
  });

  it('names what the monitor does not hold, holds as it was, or holds in vain', () => {
    const held = [
      {id: 'old', status: 'pending', revision: 4},
      {id: 'gone', status: 'pending', revision: 3},
      {id: 'sent', status: 'executing', revision: 5},
    ];
    const reload = comparison(held, [aRow('new'), aRow('old'), aRow('sent', {status: 'executing'})]);
    expect(reload).toEqual({missed: ['new'], stale: ['old'], surplus: ['gone'], unsettled: ['sent']});
    expect(isEqual(reload)).toBe(false);
  });
});
