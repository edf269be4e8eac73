import type {RecoveryPlant} from '../recovery-plant.ts';

export const swallowedException: RecoveryPlant = {
  name: 'swallowed-exception',
  does: 'takes an exception inside a plan’s evaluation for "not met", and says nothing of it',
  faults: ['condition throws'],
  evaluation: (state) => {
    try {
      return state();
    } catch {
      // This is the defect.
      return 'unmet';
    }
  },
};
