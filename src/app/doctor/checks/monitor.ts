import {type Check, failure, ok, warning} from '../check.ts';

/** A monitor runs, and answers. */
export const monitor: Check = {
  name: 'monitor',
  look: ({monitor: facts}) => {
    switch (facts.state) {
      case 'none':
        return [
          warning('no monitor runs; where cron runs single passes there is none in between', 'vigil run'),
        ];
      case 'silent':
        return [failure(facts.message, 'look at the process; it is succeeded when its lease is over')];
      case 'answers': {
        const {pid, since, state} = facts.status;
        if (state === 'running') return [ok(`process ${pid}, since ${since}`)];
        return [warning(`process ${pid} is starting, since ${since}`, 'see `vigil status`')];
      }
    }
  },
};
