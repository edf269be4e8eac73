import type {RecoveryPlant} from '../recovery-plant.ts';

export const passAbortedByOnePlan: RecoveryPlant = {
  name: 'pass-aborted-by-one-plan',
  does: 'lets an exception of one plan’s evaluation end the pass over all others',
  faults: ['condition throws'],
  parts: ({journal}) => ({
    journal: {
      record: (entry) => {
        journal.record(entry);
        // Thrown where the engine handles the plan's own exception, so it gets out of the pass.
        if (entry.kind === 'failure' && entry.planId !== null) throw new Error(entry.message);
      },
    },
  }),
};
