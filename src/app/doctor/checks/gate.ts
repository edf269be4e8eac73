import {type Check, failure, ok} from '../check.ts';
import {askMonitor} from './ask-monitor.ts';

/** Told by a check of its own. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'halted',
  'feedDown',
  'brokerDown',
  'leaseLost',
  'clockUnsure',
]);

/** Nothing else keeps plans from firing. */
export const gate: Check = {
  name: 'firing',
  look: askMonitor(({gate: rows}) => {
    const others = rows.filter(({reason}) => !ELSEWHERE.has(reason));
    if (others.length > 0) {
      return others.map(({reason, observed, wanted}) =>
        failure(`nothing fires: ${reason}: ${observed}`, `it ends by itself: ${wanted}`),
      );
    }
    return [ok(rows.length === 0 ? 'plans may fire' : 'no reason but those above and below')];
  }),
};
