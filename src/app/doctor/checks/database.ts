import {type Check, failure, ok, warning} from '../check.ts';

/** The database is there, can be read, and is kept as it is to be kept. */
export const database: Check = {
  name: 'database',
  look: ({database: facts, settings: {db}}) => {
    switch (facts.state) {
      case 'missing':
        return [warning(`"${db}" does not exist yet`, 'vigil plan add plan.yaml')];
      case 'locked':
        return [failure(facts.message, 'end or wait for whoever holds it; `vigil doctor` again then')];
      case 'unreadable':
        return [failure(facts.message, facts.hint)];
      case 'read': {
        const {journalMode, plans} = facts.inspection;
        if (journalMode === 'wal')
          return [ok(`"${db}", ${plans} ${plans === 1 ? 'plan' : 'plans'}, with a write-ahead log`)];
        return [
          failure(
            `"${db}" is in journal mode "${journalMode}": readers would stop the monitor`,
            'put it on a local disk; every command then switches it back',
          ),
        ];
      }
    }
  },
};
