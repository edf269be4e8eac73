import {type Check, ok, skipped, warning} from '../check.ts';

/** Trading goes on. */
export const halt: Check = {
  name: 'halt',
  look: ({database, files}) => {
    if (database.state === 'read' && database.inspection.halt !== undefined) {
      const {reason, atMs} = database.inspection.halt;
      return [warning(`halted since ${new Date(atMs).toISOString()}: ${reason}`, 'vigil resume')];
    }
    const file = files.find(({what}) => what === 'halt file');
    if (file !== undefined) return [warning(`halted by the file "${file.path}"`, 'vigil resume')];
    return [database.state === 'read' ? ok('trading is not halted') : skipped('the database was not read')];
  },
};
