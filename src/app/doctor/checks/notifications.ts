import {formatDuration} from '../../../plan/duration.ts';
import {type Check, failure, ok, skipped, warning} from '../check.ts';

/** Nothing gets through for so long: people do not hear what happens. */
const FAILING_MS = 10 * 60_000;

/** Every configured channel of notifications gets through, and nothing was given up. */
export const notifications: Check = {
  name: 'notifications',
  look: ({database, settings, nowMs}) => {
    const names = Object.keys(settings.notify.channels);
    if (names.length === 0) return [ok('no channel is configured')];
    if (database.state !== 'read') return [skipped('the database was not read')];
    const lags = new Map(database.inspection.channels.map((lag) => [lag.name, lag]));
    return names.flatMap((name) => {
      const lag = lags.get(name);
      if (lag === undefined) return [ok(`${name}: no monitor has run with it yet`)];
      const {failingSinceMs, lastError, undelivered, deadLetters} = lag;
      const failingMs = failingSinceMs === null ? 0 : nowMs - failingSinceMs;
      if (failingMs > FAILING_MS) {
        return [
          failure(
            `${name}: nothing gets through since ${formatDuration(Math.round(failingMs / 1000) * 1000)}: ` +
              `${lastError ?? 'no answer'}; ${undelivered} events wait`,
            `vigil notify test ${name}`,
          ),
        ];
      }
      if (deadLetters > 0) {
        return [warning(`${name}: ${deadLetters} events were given up`, `vigil notify retry ${name}`)];
      }
      return [ok(`${name}: ${undelivered === 0 ? 'all is delivered' : `${undelivered} events wait`}`)];
    });
  },
};
