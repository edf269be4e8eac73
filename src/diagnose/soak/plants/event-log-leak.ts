import type {JournalEntry} from '../../../ports/journal.ts';
import type {SoakPlant} from '../soak-parts.ts';

export const eventLogLeak: SoakPlant = {
  name: 'event-log-leak',
  does: 'keeps every entry of the journal in memory',
  parts: ({journal}) => {
    const entries: JournalEntry[] = [];
    return {
      journal: {
        record: (entry) => {
          entries.push(entry);
          journal.record(entry);
        },
      },
    };
  },
};
