import {type Check, failure, ok, skipped, warning} from '../check.ts';

/** The tables are those of this program. */
export const schema: Check = {
  name: 'schema',
  look: ({database}) => {
    if (database.state !== 'read') return [skipped('the database was not read')];
    const {version, latestVersion} = database.inspection;
    if (version === latestVersion) return [ok(`version ${version}`)];
    if (version > latestVersion) {
      return [
        failure(
          `version ${version} is of a newer vigil; this one knows versions up to ${latestVersion}`,
          'use the newer vigil that wrote it',
        ),
      ];
    }
    return [
      warning(
        `version ${version}; whatever opens it next makes it version ${latestVersion}`,
        'make a backup, then: vigil db migrate',
      ),
    ];
  },
};
