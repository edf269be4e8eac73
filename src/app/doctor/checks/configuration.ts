import {type Check, failure, ok} from '../check.ts';

/** Every setting is known and usable. */
export const configuration: Check = {
  name: 'configuration',
  look: ({configuration: {file, problems}, settings}) => {
    if (problems.length === 0) return [ok(file ?? 'no file; defaults, variables and flags')];
    return problems.map(({message, hint}, index) =>
      failure(
        index === 0 ? `${message}; what follows is of "${settings.db}" with defaults` : message,
        hint ?? 'correct it; README.md lists the settings',
      ),
    );
  },
};
