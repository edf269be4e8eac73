import {type Check, failure, ok, skipped} from '../check.ts';

const SHOWN_MAX = 5;

/** Every stored plan can be read. */
export const brokenRows: Check = {
  name: 'stored plans',
  look: ({database}) => {
    if (database.state !== 'read') return [skipped('the database was not read')];
    const broken = database.inspection.findings.filter(({code}) => code === 'PLAN_BROKEN');
    if (broken.length === 0) return [ok('all can be read')];
    const shown = broken
      .slice(0, SHOWN_MAX)
      .map(({subject, message}) =>
        failure(`"${subject}" breaks a rule and is left alone: ${message}`, `vigil plan cancel ${subject}`),
      );
    const more = broken.length - shown.length;
    return more === 0 ? shown : [...shown, failure(`${more} more`, 'vigil db check')];
  },
};
