import {overridden} from '../../../overridden.ts';
import type {SoakPlant} from '../soak-parts.ts';

export const listenerLeak: SoakPlant = {
  name: 'listener-leak',
  does: 'listens to the broker for the close of each order, and goes on listening after it',
  parts: ({broker}) => {
    const closed = new Set<string>();
    return {
      broker: overridden(broker, {
        submit: (intent) => {
          const {clientOrderId} = intent;
          broker.onEvent((event) => {
            if (event.clientOrderId === clientOrderId) closed.delete(clientOrderId);
          });
          return broker.submit(intent);
        },
      }),
    };
  },
};
