import type {RecoveryPlant} from '../recovery-plant.ts';
import {KILLS} from '../thread/play-kills.ts';

export const deadWorkerUnnoticed: RecoveryPlant = {
  name: 'dead-worker-unnoticed',
  does: 'waits for the answer of a store’s thread that is dead, and starts no other',
  faults: [KILLS],
  taker: (start) => {
    const thread = start();
    return {
      open: async (options) => {
        const opened = await thread.open(options);
        if (typeof opened === 'object') return opened.databaseId;
        throw new Error('Invariant: nobody else has the file of a diagnosis');
      },
      run: (turn) => thread.run(turn).catch(() => new Promise(() => undefined)),
      close: () => thread.terminate(),
    };
  },
};
