import {describe, expect, it} from 'vitest';
import {comparison, isEqual} from '../../../src/diagnose/db-lock/reload.ts';
import type {PlanStatus} from '../../../src/plan/status.ts';
import type {PlanRow} from '../../../src/ports/store.ts';
import {aPlan, aRow} from '../../ports/stored-values.ts';

function rowOf(id: string, status: PlanStatus = 'pending'): PlanRow {
  return aRow({status}, {plan: aPlan({id}), revision: 5});
}

describe('comparison', () => {
  it('finds no difference between equal plans', () => {
    const reload = comparison([{id: 'a', status: 'pending', revision: 5}], [rowOf('a')]);
    expect(reload).toEqual({missed: [], stale: [], surplus: [], unsettled: []});
    expect(isEqual(reload)).toBe(true);
  });

  it('names what the monitor does not hold, holds as it was, or holds in vain', () => {
    const held = [
      {id: 'old', status: 'pending', revision: 4},
      {id: 'gone', status: 'pending', revision: 3},
      {id: 'sent', status: 'executing', revision: 5},
    ];
    const reload = comparison(held, [rowOf('new'), rowOf('old'), rowOf('sent', 'executing')]);
    expect(reload).toEqual({missed: ['new'], stale: ['old'], surplus: ['gone'], unsettled: ['sent']});
    expect(isEqual(reload)).toBe(false);
  });
});
