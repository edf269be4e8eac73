/** The oldest Node that Vigil runs on, as in `engines` of package.json. */
export const NODE_OLDEST = '22.13.0';

/** Exit status for an environment that cannot run Vigil (EX_CONFIG of sysexits.h). */
export const EXIT_ENVIRONMENT = 78;

/** Whether a version of Node, such as `v24.21.0` or `24.21.0`, can run Vigil. */
export function isNewEnough(version) {
  const found = version.replace(/^v/, '').split('.').map(Number);
  const oldest = NODE_OLDEST.split('.').map(Number);
  for (let index = 0; index < oldest.length; index += 1) {
    if (found[index] !== oldest[index]) return found[index] > oldest[index];
  }
  return true;
}

/**
 * Says in one line why Vigil cannot run here, and ends. Under `--json` the line is the document that
 * every error is.
 *
 * @param {'NODE_TOO_OLD' | 'CONFIG_INVALID'} code
 * @param {string} message
 */
export function refuse(code, message) {
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({error: {code, message}})}\n`);
  else process.stderr.write(`vigil: ${message}\n`);
  process.exitCode = EXIT_ENVIRONMENT;
}
