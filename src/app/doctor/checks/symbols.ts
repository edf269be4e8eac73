import {type Check, ok, quoted, warning} from '../check.ts';
import {askMonitor} from './ask-monitor.ts';

/** Every plan has its instrument. */
export const symbols: Check = {
  name: 'symbols',
  look: askMonitor(({notListed}) => {
    if (notListed.length === 0) return [ok('every plan has its instrument')];
    return notListed.map(({planId, symbol, verdict, at, candidates}) => {
      const names = candidates.length === 0 ? '' : `: ${candidates.join(', ')}`;
      return warning(
        `plan ${planId}: ${symbol} is ${verdict} at the ${at}${names}`,
        `vigil symbols resolve ${quoted(symbol)}; name it under "symbols" in the configuration`,
      );
    });
  }),
};
