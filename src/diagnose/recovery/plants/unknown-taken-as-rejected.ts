import {messageOf} from '../../../errors.ts';
import {overridden} from '../../../overridden.ts';
import type {RecoveryPlant} from '../recovery-plant.ts';

export const unknownTakenAsRejected: RecoveryPlant = {
  name: 'unknown-taken-as-rejected',
  does: 'takes an order whose answer is missing for one that the broker has refused',
  faults: ['answers to orders are lost'],
  parts: ({broker}) => ({
    broker: overridden(broker, {
      submit: (intent) =>
        broker.submit(intent).catch((error: unknown) => {
          return {status: 'rejected', code: 'NO_ANSWER', message: messageOf(error), retry: 'later'};
        }),
    }),
  }),
};
