import type {ConcurrencyPlant} from '../concurrency-parts.ts';

/** A close that comes before the broker's answer is then recorded too early, and lost. */
export const noMutex: ConcurrencyPlant = {
  name: 'no-mutex',
  does: 'gives plans locks that let everybody in',
  parts: () => ({
    locks: {lockOf: () => ({runExclusive: (work) => work(), isLocked: () => false})},
  }),
};
