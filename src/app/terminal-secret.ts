import {closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync} from 'node:fs';
import {ConfigError, messageOf} from '../errors.ts';
import {newSecret} from '../gateway/fresh-secret.ts';

/** A shorter secret can be guessed. */
const SECRET_CHARACTERS_MIN = 16;

/**
 * The secret that a file holds, without the spaces around it.
 *
 * @throws {ConfigError} CONFIG_INVALID when it cannot be read, or is too short.
 */
export function readSecret(path: string): string {
  let secret: string;
  try {
    secret = readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new ConfigError('CONFIG_INVALID', `The secret in "${path}" cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
  if (secret.length >= SECRET_CHARACTERS_MIN) return secret;
  throw new ConfigError(
    'CONFIG_INVALID',
    `The secret in "${path}" has fewer than ${SECRET_CHARACTERS_MIN} characters`,
  );
}

/** Writes a new secret that only its owner may read, unless there is a file already. */
export function makeSecret(path: string): void {
  if (existsSync(path)) return;
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, `${newSecret()}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
