import {overridden} from '../../../overridden.ts';
import type {SoakPlant} from '../soak-parts.ts';

const FAR_MS = 365 * 86_400_000;

export const timerLeak: SoakPlant = {
  name: 'timer-leak',
  does: 'sets a timer for each order, a year ahead, and does not cancel it when the answer is there',
  parts: ({broker, clock}) => {
    let late = 0;
    return {
      broker: overridden(broker, {
        submit: (intent) => {
          clock.at(clock.now() + FAR_MS, () => {
            late += 1;
          });
          return broker.submit(intent);
        },
      }),
    };
  },
};
