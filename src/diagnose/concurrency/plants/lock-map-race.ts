import type {Lock} from '../../../ports/locks.ts';
import type {ConcurrencyPlant} from '../concurrency-parts.ts';

/**
 * The locks are in a map, and who leaves one takes it out, although the next has it already: whoever
 * comes third finds no lock, makes another, and goes in as well.
 */
export const lockMapRace: ConcurrencyPlant = {
  name: 'lock-map-race',
  does: 'keeps locks in a map by plan, and deletes an entry on release while others wait for it',
  parts: ({locks: sound}) => {
    const locks = new Map<string, Lock>();
    return {
      locks: {
        lockOf: (lockClass, key) => ({
          runExclusive: (work, doing) => {
            const lock = locks.get(key) ?? sound.lockOf(lockClass, key);
            locks.set(key, lock);
            return lock.runExclusive(work, doing).finally(() => locks.delete(key));
          },
          isLocked: () => locks.has(key),
        }),
      },
    };
  },
};
