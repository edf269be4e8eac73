import {formatDuration} from '../../../plan/duration.ts';
import {type Check, failure, ok, warning} from '../check.ts';
import {askMonitor} from './ask-monitor.ts';

/** So many sweeps may fail to come before it is said. */
const SWEEPS_LATE = 3;
const RESTART = 'start the monitor again';

/** Every plan was looked at of late, and no event had missed one; every loop goes on. */
export const sweep: Check = {
  name: 'sweep',
  look: askMonitor(({sweep: last, missedByEvents, since, loops}, {nowMs, settings}) => {
    const findings = [];
    const lateMs = settings.monitor.sweepMs * SWEEPS_LATE;
    const ageMs = nowMs - Date.parse(last?.at ?? since);
    if (ageMs > lateMs) findings.push(failure(`the last one was ${formatDuration(ageMs)} ago`, RESTART));
    if (missedByEvents > 0) {
      findings.push(
        warning(
          `${missedByEvents === 1 ? '1 plan was' : `${missedByEvents} plans were`} met that no event had woken`,
          'this must not be: report it, with the log',
        ),
      );
    }
    for (const {name, isStalled, lastError} of loops) {
      if (isStalled)
        findings.push(
          failure(`the loop "${name}" hangs${lastError === null ? '' : `: ${lastError}`}`, RESTART),
        );
    }
    if (findings.length > 0) return findings;
    return [ok(last === null ? 'none yet since the start' : `${formatDuration(Math.max(0, ageMs))} ago`)];
  }),
};
