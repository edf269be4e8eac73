import {formatDuration} from '../../../plan/duration.ts';
import {type Check, failure, ok, skipped, warning} from '../check.ts';
import {askMonitor} from './ask-monitor.ts';

/** Clocks of two machines that are kept right differ by less. */
const DRIFT_WARN_MS = 2000;
const REMEDY = 'timedatectl status; both machines need a time service such as chrony';

/** The source's clock and the machine's can be relied on. */
export const clock: Check = {
  name: 'clock',
  look: askMonitor(({clock: found}) => {
    if (found === null) return [skipped('the monitor is starting')];
    const {offsetMs, isSure, why, driftMs, machineJumps} = found;
    if (!isSure) return [failure(`nothing fires: ${why}`, REMEDY)];
    const offset = `the source’s clock is ${offsetText(offsetMs ?? 0)}`;
    if (driftMs !== null && Math.abs(driftMs) > DRIFT_WARN_MS) {
      return [
        warning(`${offset}; it has moved by ${formatDuration(Math.abs(driftMs))} since the start`, REMEDY),
      ];
    }
    if (machineJumps > 0) return [warning(`the machine’s clock was set ${machineJumps} times`, REMEDY)];
    return [ok(offset)];
  }),
};

function offsetText(offsetMs: number): string {
  if (Math.abs(offsetMs) < 1) return 'as ours';
  return `${formatDuration(Math.abs(offsetMs))} ${offsetMs < 0 ? 'ahead of' : 'behind'} ours`;
}
