import {Mutex} from 'async-mutex';
import {overridden} from '../../../overridden.ts';
import type {SoakPlant} from '../soak-parts.ts';

/** The mutex of a plan belongs to its watch; this one is in a map, and nobody takes it out. */
export const executionLockLeak: SoakPlant = {
  name: 'execution-lock-leak',
  does: 'keeps the mutex of every plan that was ever executed in a map',
  parts: ({store}) => {
    const locks = new Map<string, Mutex>();
    const lockOf = (planId: string): Mutex => {
      const lock = locks.get(planId) ?? new Mutex();
      locks.set(planId, lock);
      return lock;
    };
    return {
      store: overridden(store, {
        claim: (intent, terms, nowMs) =>
          lockOf(intent.planId).runExclusive(() => store.claim(intent, terms, nowMs)),
      }),
    };
  },
};
