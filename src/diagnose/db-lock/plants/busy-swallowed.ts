import type {Operation} from '../../../store/sqlite/operation.ts';
import type {DbLockPlant} from '../db-lock-plant.ts';
import {type AnswerBusy, storeAnsweringBusy} from './answering-busy.ts';

export const busySwallowed: DbLockPlant = {
  name: 'busy-swallowed',
  does: 'answers a write that finds the database locked as if it had been done',
  phases: ['write'],
  open: (options) => storeAnsweringBusy(options, asIfDone),
};

/** The plan as it is, said to be what the write would have made of it. */
const asIfDone: AnswerBusy = async (writes, {taker}) => {
  const reads = writes.map(
    (write): Operation =>
      write.method === 'renewLease' ? {method: 'lease', args: []} : {method: 'get', args: [planIdOf(write)]},
  );
  const {reads: rows} = await taker.run({writes: [], reads, isLast: false});
  return rows.map((row, index) => {
    const value = row !== 'busy' && row.ok ? row.value : undefined;
    return {ok: true, value: writes[index]?.method === 'renewLease' ? value : {done: true, row: value}};
  });
};

/** Empty where the operation names no plan: there is none of that name. */
function planIdOf(operation: Operation): string {
  switch (operation.method) {
    case 'claim':
      return operation.args[0].planId;
    case 'expire':
    case 'cancel':
      return operation.args[0];
    default:
      return '';
  }
}
