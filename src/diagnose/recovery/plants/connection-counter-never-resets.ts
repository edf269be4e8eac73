import {SupervisedLink} from '../../../link/supervised-link.ts';
import {LOSSES} from '../play-link.ts';
import type {RecoveryPlant} from '../recovery-plant.ts';

class EverCountingLink extends SupervisedLink {
  protected override mended(): void {
    // This is the defect.
  }
}

export const connectionCounterNeverResets: RecoveryPlant = {
  name: 'connection-counter-never-resets',
  does: 'counts tries to connect for ever, so that each loss is followed by a longer pause than the last',
  faults: [LOSSES],
  link: EverCountingLink,
};
