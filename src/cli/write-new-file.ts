import {writeFile} from 'node:fs/promises';
import {InputError, messageOf} from '../errors.ts';

/**
 * Writes what a user has asked for to a file of their own, which only they may read.
 *
 * @throws {InputError} USAGE_INVALID when the file is there, or cannot be made.
 */
export async function writeNewFile(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, {flag: 'wx', mode: 0o600});
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new InputError(
      'USAGE_INVALID',
      isThere ? `"${path}" is there already` : `"${path}" cannot be written: ${messageOf(error)}`,
      {
        field: 'output',
        hint: isThere
          ? 'name another file, or remove it'
          : 'name a file in a folder that this user may write to',
        cause: error,
      },
    );
  }
}
