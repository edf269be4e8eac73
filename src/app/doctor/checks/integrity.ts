import {type Check, failure, type Finding, ok, skipped} from '../check.ts';

/** Findings that are told; `db check` has all of them. */
const SHOWN_MAX = 5;

/** The file is sound, and everything in it that must hold does: what `db check` asks. */
export const integrity: Check = {
  name: 'integrity',
  look: ({database}): readonly Finding[] => {
    if (database.state !== 'read') return [skipped('the database was not read')];
    const {findings, version, latestVersion} = database.inspection;
    const wrong = findings.filter(({code}) => code !== 'PLAN_BROKEN');
    if (wrong.length === 0) {
      const isWhole = version === latestVersion;
      return [
        isWhole ? ok('the file, and every history in it') : ok('the file; its content has another version'),
      ];
    }
    const shown = wrong
      .slice(0, SHOWN_MAX)
      .map(({code, subject, message}) =>
        failure(
          `${code} ${subject}: ${message}`,
          code === 'FILE_DAMAGED' ? 'stop the monitor and go back to a backup' : 'vigil db check',
        ),
      );
    const more = wrong.length - shown.length;
    return more === 0 ? shown : [...shown, failure(`${more} more`, 'vigil db check')];
  },
};
