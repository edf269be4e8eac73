import type {SoakPlant} from '../soak-parts.ts';

/** With its header and its place in the list: 100 bytes, give or take what the list keeps in reserve. */
const CHARACTERS = 76;

export const smallLeak: SoakPlant = {
  name: 'small-leak',
  does: 'keeps 100 bytes of every plan that has ended, the least that a short run must see',
  parts: ({journal}) => {
    const kept: string[] = [];
    return {
      journal: {
        record: (entry) => {
          if (entry.kind === 'released') kept.push(Buffer.alloc(CHARACTERS, entry.planId).toString('latin1'));
          journal.record(entry);
        },
      },
    };
  },
};
