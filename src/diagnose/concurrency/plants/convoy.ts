import type {ConcurrencyPlant} from '../concurrency-parts.ts';

/** Nothing goes wrong but that all plans wait behind the one whose broker answers slowly. */
export const convoy: ConcurrencyPlant = {
  name: 'convoy',
  does: 'gives all plans one lock, so that everything queues behind one slow answer of the broker',
  parts: ({locks}) => {
    const one = locks.lockOf('plan', 'every plan');
    return {locks: {lockOf: () => one}};
  },
  options: {monitors: 1, waves: 7, waveMs: 550, plansInWave: 14, brokerMs: 150},
};
