import {type Check, failure, ok, skipped, warning} from '../check.ts';
import {askMonitor} from './ask-monitor.ts';

/** Feed and broker can be reached. */
export const links: Check = {
  name: 'links',
  look: askMonitor(({links: found, feed, broker}) => {
    if (found === null) return [skipped('the monitor is starting')];
    const kinds = {feed, broker};
    const remedy = Object.values(kinds).includes('gateway')
      ? 'start the trading terminal; the monitor goes on trying'
      : 'see `vigil status`';
    return (['feed', 'broker'] as const).map((link) => {
      const {state, since, lastError} = found[link];
      const text = `${link} ${kinds[link]} is ${state}`;
      if (state === 'up') return ok(text);
      const why = `${text} since ${since}${lastError === null ? '' : `: ${lastError}`}`;
      return state === 'connecting' ? warning(why, remedy) : failure(why, remedy);
    });
  }),
};
