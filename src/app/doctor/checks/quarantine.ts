import {type Check, ok, warning} from '../check.ts';
import {askMonitor} from './ask-monitor.ts';

/** No plan fails again and again. */
export const quarantine: Check = {
  name: 'failing plans',
  look: askMonitor(({quarantined}) => {
    if (quarantined.length === 0) return [ok('none')];
    return quarantined.map(({planId, level, failures, until, lastError}) =>
      warning(
        `plan ${planId}${level > 1 ? ` level ${level}` : ''} failed ${failures} times in a row, next after ${until}: ${lastError}`,
        `vigil plan explain ${planId}`,
      ),
    );
  }),
};
