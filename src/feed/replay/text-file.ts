import {readFile} from 'node:fs/promises';
import {notReadable} from './file-head.ts';

/**
 * The whole text of a small file, as terminals and spreadsheets export it: UTF-8, or UTF-16 with a mark.
 *
 * @throws {InputError} FILE_NOT_READABLE
 */
export async function readTextFile(path: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
    return bytes.toString(isUtf16 ? 'utf16le' : 'utf8');
  } catch (error) {
    throw notReadable(path, error);
  }
}
