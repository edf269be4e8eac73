import {type Check, failure, ok, skipped, warning} from '../check.ts';
import {askMonitor} from './ask-monitor.ts';

/** What stands at the broker under our keys belongs to plans. */
export const orphans: Check = {
  name: 'orphan orders',
  look: askMonitor(({reconciliation}) => {
    if (reconciliation === null) return [skipped('there was no reconciliation yet')];
    if (reconciliation.orphans.length > 0) {
      return reconciliation.orphans.map(({clientOrderId, symbol, ticket}) =>
        failure(
          `${symbol} ticket ${ticket} has our key ${clientOrderId}, and no plan has it`,
          `look at ticket ${ticket} at the broker, and close it there if nobody wants it`,
        ),
      );
    }
    if (!reconciliation.isComplete) {
      return [warning('the last reconciliation was not complete', 'vigil reconcile')];
    }
    return [ok('none')];
  }),
};
